import type { Waiting } from '../../data/home.ts'
import { executionAddress } from '../../data/places.ts'
import { Judgment } from '../../ui/judgment.tsx'
import { Person } from '../../ui/person.tsx'
import { When } from '../../ui/time.tsx'

/** Judgments that wait, to be taken where they stand. */
export const WaitingJudgments = ({ waiting }: { waiting: readonly Waiting[] }) =>
  waiting.length > 0 && (
    <section className="panel" aria-label="Waiting for a judgment">
      <div className="top">
        <h2>Waiting for a judgment</h2>
        <span className="tag">{waiting.length}</span>
      </div>
      {waiting.map((execution) => (
        <div key={execution.id} className="home-waiting">
          <div className="row tight">
            <a href={`#${executionAddress(execution.application, execution.id)}`} data-row>
              <strong>{execution.name}</strong>
            </a>
            <a href={`#/applications/${encodeURIComponent(execution.application)}`}>{execution.application}</a>
            <span className="quiet small">
              started <When at={execution.buildTime} /> by{' '}
              <Person name={String(execution.trigger.user ?? execution.authentication?.user ?? '')} />
            </span>
          </div>
          {execution.stages.map((stage) => (
            <Judgment key={stage.id} execution={execution} stage={stage} compact />
          ))}
        </div>
      ))}
    </section>
  )
