import { Button } from '@mantine/core'
import { useFollowed } from '../../data/personal.ts'
import { addressOf } from '../../data/places.ts'
import { Follow } from '../../ui/star.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import type { Notice } from './notices.ts'
import { useBrowserNotifications } from './use-notices.ts'

const MOST = 40

interface ListProps {
  notices: readonly Notice[]
  unread: readonly Notice[]
  close: () => void
}

/** What one should know of, the pipelines that one follows, and whether the browser tells of it too. */
const List = ({ notices, unread, close }: ListProps) => {
  const fresh = new Set(unread.map(({ id }) => id))
  return (
    <div className="stack">
      <h2>Notifications</h2>
      {notices.length === 0 ? (
        <p className="quiet">
          Nothing needs you. Judgments that wait, and how executions that you started or follow ended, are told here.
        </p>
      ) : (
        <ul className="bell-notices">
          {notices.slice(0, MOST).map(({ id, status, title, detail, to, at }) => (
            <li key={id}>
              <a href={`#${to}`} onClick={close} data-fresh={fresh.has(id)}>
                <span className="row tight">
                  <Status status={status} words={status === 'SUSPENDED' ? 'Waits for you' : undefined} />
                  <span className="quiet small push">
                    {fresh.has(id) && <strong>new · </strong>}
                    <When at={at} />
                  </span>
                </span>
                <span className="bell-title">{title}</span>
                <span className="quiet small">{detail}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <Followed />
      <BrowserNotifications />
    </div>
  )
}

const Followed = () => {
  const followed = useFollowed()
  return (
    followed.length > 0 && (
      <section className="stack" aria-label="Pipelines that you follow">
        <h3>You follow</h3>
        <ul className="bell-followed">
          {followed.map((subject) => (
            <li key={addressOf(subject)} className="row tight">
              <Follow subject={subject} />
              <a href={`#${addressOf(subject)}`}>{subject.name}</a>
              <span className="quiet small">{subject.application}</span>
            </li>
          ))}
        </ul>
      </section>
    )
  )
}

const BrowserNotifications = () => {
  const { isPossible, isOn, turn } = useBrowserNotifications()
  return (
    <div className="bell-foot">
      {isPossible ? (
        <Button size="compact-sm" variant="default" onClick={() => void turn(!isOn)}>
          {isOn ? 'Stop telling me by the browser' : 'Tell me by the browser too'}
        </Button>
      ) : (
        <span className="quiet small">
          This browser does not let Gennaker notify you; its settings for this site do.
        </span>
      )}
    </div>
  )
}

export default List
