import './home.css'
import { useHome } from '../../data/home.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { useRows } from '../../ui/rows.ts'
import { Loaded } from '../../ui/states.tsx'
import { Beginning } from './beginning.tsx'
import { Environments } from './environments.tsx'
import { Executions } from './executions.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { WaitingJudgments } from './waiting.tsx'

/** What needs one, what one started, where one usually goes, and which version runs where. */
export const HomePage = () => {
  usePageTitle('Home')
  useRows()
  const home = useHome()
  return (
    <div className="stack">
      <h1>Home</h1>
      <Loaded of={home} what="Home">
        {(data) =>
          data.applications.total === 0 && !data.missing.includes('applications') ? (
            <Beginning />
          ) : (
            <div className="home">
              {data.missing.length > 0 && (
                <div className="notice" data-state="waiting" role="status">
                  Could not be read just now: {data.missing.join(', ')}. The rest is current.
                </div>
              )}
              <WaitingJudgments waiting={data.waiting} />
              <div className="home-columns">
                <Executions home={data} />
                <Shortcuts applications={data.applications.shown} />
              </div>
              <Environments {...data} />
            </div>
          )
        }
      </Loaded>
    </div>
  )
}
