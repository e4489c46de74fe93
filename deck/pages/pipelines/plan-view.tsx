import type { Plan, PlannedStage } from '../../data/shapes.ts'
import { Status } from '../../ui/status.tsx'

/** What an execution would do if it were started now: how it would end, what it would change, and stage by stage. */
export const PlanView = ({ plan }: { plan: Plan }) => {
  const failing = new Set(plan.problems.filter(({ severity }) => severity === 'error').map(({ stage }) => stage))
  return (
    <section className="panel" aria-label="Plan">
      <div className="top">
        <h3>What would happen</h3>
        {plan.canStart ? (
          <span className="row tight small">
            <span className="quiet">as far as can be foreseen:</span>
            <Status status={plan.outlook} />
          </span>
        ) : (
          <span className="tag">would not start</span>
        )}
      </div>
      <div className="inside stack">
        {plan.problems.map(({ severity, stage, message }) => (
          <div key={`${stage} ${message}`} className="notice" data-state={severity === 'error' ? 'failed' : 'waiting'}>
            {message}
          </div>
        ))}
        {plan.changes.length === 0 ? (
          <div className="quiet">Nothing would be changed.</div>
        ) : (
          <ol className="changes" aria-label="Changes">
            {plan.changes.map((change, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same change may be made twice
              <li key={position}>{change}</li>
            ))}
          </ol>
        )}
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Stage</th>
              <th>Runs</th>
              <th>Not known yet</th>
            </tr>
          </thead>
          <tbody>
            {plan.stages.map((stage, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: stages may lack a refId, or share one
              <tr key={position}>
                <td>
                  {stage.name} <span className="tag">{stage.type}</span>
                </td>
                <td>
                  <Runs stage={stage} fails={stage.refId !== undefined && failing.has(stage.refId)} />
                </td>
                <td>
                  <Unknowns stage={stage} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const runWords = { yes: 'yes', no: 'no', unknown: 'depends' }

const Runs = ({ stage: { runs, reason, startsAt }, fails }: { stage: PlannedStage; fails: boolean }) => (
  <>
    {runs === 'yes' && fails ? 'would fail' : runWords[runs]}
    {reason && <div className="quiet small">{reason}</div>}
    {startsAt !== undefined && runs !== 'no' && (
      <div className="quiet small">not before {new Date(startsAt).toLocaleString()}</div>
    )}
  </>
)

/** What decides, in a stage and in those that it adds itself: people, windows, what other stages leave behind. */
const Unknowns = ({ stage }: { stage: PlannedStage }) => {
  const parts = withAdded(stage)
  const needs = parts.flatMap(({ conditions, expressions }) => [
    ...conditions,
    ...expressions
      .filter(({ basis }) => basis === 'unknown')
      .map(({ path, dependsOn = [] }) => `${path} is known after ${dependsOn.join(', ') || 'earlier stages'}`),
  ])
  return [...new Set(needs)].map((need) => (
    <div key={need} className="small">
      {need}
    </div>
  ))
}

const withAdded = (stage: PlannedStage): PlannedStage[] => [
  ...stage.before.flatMap(withAdded),
  stage,
  ...stage.after.flatMap(withAdded),
]
