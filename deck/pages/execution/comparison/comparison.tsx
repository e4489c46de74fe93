import { Checkbox, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useExecution } from '../../../data/queries.ts'
import type { Execution } from '../../../data/shapes.ts'
import { ChangesView } from '../../../ui/diff/changes-view.tsx'
import type { Change } from '../../../ui/diff/merge-patch.ts'
import { StageStatus } from '../../../ui/stage-status.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { statusWords } from '../../../ui/status.tsx'
import { durationWords } from '../../../ui/time.tsx'
import { ExecutionLink } from '../execution-links.tsx'
import { useRevisions, useRuns } from '../queries.ts'
import { type Differences, differencesOf, type Revision, revisionAt, revisionChanges } from './differences.ts'

interface ComparisonProps {
  execution: Execution
  /** The run that it is compared with; the one before it where none is chosen. */
  other: string | undefined
  compareWith: (id: string) => void
}

const nameOf = ({ buildTime, status, trigger }: Execution): string =>
  `${new Date(buildTime).toLocaleString()} · ${statusWords(status)} · ${String(trigger?.user ?? trigger?.type ?? '')}`

/** What is different from another run of the same pipeline: what was given to it, how its stages went, and what was saved in between. */
export const Comparison = ({ execution, other, compareWith }: ComparisonProps) => (
  <Loaded of={useRuns(execution.pipelineConfigId)} what="The pipeline's runs">
    {(runs) => {
      const others = runs.filter(({ id }) => id !== execution.id)
      const before = others.find(({ buildTime }) => buildTime < execution.buildTime) ?? others[0]
      const chosen = other ?? before?.id
      if (chosen === undefined) return <div className="quiet">This pipeline has no other run to compare with.</div>
      return (
        <div className="stack">
          <div className="row" style={{ alignItems: 'end' }}>
            <NativeSelect
              size="xs"
              label="Compared with"
              value={chosen}
              onChange={(event) => compareWith(event.currentTarget.value)}
              data={[
                ...(others.some(({ id }) => id === chosen) ? [] : [{ value: chosen, label: chosen }]),
                ...others.map((each) => ({
                  value: each.id,
                  label: `${nameOf(each)}${each.id === before?.id ? ' (the run before)' : ''}`,
                })),
              ]}
            />
            <ExecutionLink app={execution.application} id={chosen}>
              Open that run
            </ExecutionLink>
          </div>
          <WithOther id={chosen} after={execution} />
        </div>
      )
    }}
  </Loaded>
)

const WithOther = ({ id, after }: { id: string; after: Execution }) => (
  <Loaded of={useExecution(id)} what="The other run">
    {(before) => <Shown before={before} after={after} />}
  </Loaded>
)

const Shown = ({ before, after }: { before: Execution; after: Execution }) => {
  const differences = differencesOf(before, after)
  return (
    <>
      <Part title="Parameters" changes={differences.parameters} />
      <Part title="Images" changes={differences.images} />
      <Part title="Artifacts" changes={differences.artifacts} />
      <Part title="Trigger" changes={differences.trigger} />
      <SavedBetween before={before} after={after} />
      <Stages stages={differences.stages} />
    </>
  )
}

const Part = ({ title, changes }: { title: string; changes: readonly Change[] }) => (
  <section aria-label={`${title} compared`}>
    <h4>{title}</h4>
    {changes.length === 0 ? <div className="quiet small">no difference</div> : <ChangesView changes={changes} />}
  </section>
)

const SavedBetween = ({ before, after }: { before: Execution; after: Execution }) => {
  const history = useRevisions(after.application, after.pipelineConfigId)
  return (
    <section aria-label="Configuration compared">
      <h4>Pipeline configuration</h4>
      <Loaded of={history} what="The pipeline's revisions">
        {(revisions) => <Revisions revisions={revisions} before={before} after={after} />}
      </Loaded>
    </section>
  )
}

const Revisions = ({
  revisions,
  before,
  after,
}: {
  revisions: readonly Revision[]
  before: Execution
  after: Execution
}) => {
  const [old, now] = [revisionAt(revisions, before.buildTime), revisionAt(revisions, after.buildTime)]
  if (!old || !now) return <div className="quiet small">The history of the pipeline does not reach back that far.</div>
  const changes = old === now ? [] : revisionChanges(old, now)
  if (changes.length === 0) return <div className="quiet small">no difference</div>
  return (
    <>
      <div className="small">
        saved {new Date(Number(now.updateTs)).toLocaleString()} by {now.lastModifiedBy ?? 'somebody'}
      </div>
      <ChangesView changes={changes} />
    </>
  )
}

const Stages = ({ stages }: { stages: Differences['stages'] }) => {
  const [onlyDifferent, setOnlyDifferent] = useState(stages.length > 12)
  const shown = stages.filter(({ differs }) => differs || !onlyDifferent)
  return (
    <section aria-label="Stages compared">
      <div className="row">
        <h4>Stages</h4>
        <Checkbox
          size="xs"
          label="Only what differs"
          checked={onlyDifferent}
          onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
        />
      </div>
      {shown.length === 0 ? (
        <div className="quiet small">no difference</div>
      ) : (
        <div className="scroll panel">
          <table>
            <thead>
              <tr>
                <th>Stage</th>
                <th>Then</th>
                <th>Now</th>
                <th>Longer by</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ id, name, before, after, longer, differs }) => (
                <tr key={id}>
                  <td>{differs ? <strong>{name}</strong> : name}</td>
                  <td>
                    <Side side={before} />
                  </td>
                  <td>
                    <Side side={after} />
                  </td>
                  <td>
                    {longer === undefined || Math.abs(longer) < 1_000
                      ? '–'
                      : `${longer < 0 ? '−' : '+'}${durationWords(Math.abs(longer))}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const Side = ({ side }: { side: Differences['stages'][number]['before'] }) =>
  side ? (
    <span className="row tight">
      <StageStatus stage={side.stage} />
      {side.took !== undefined && <span className="quiet">{durationWords(side.took)}</span>}
    </span>
  ) : (
    <span className="quiet">not there</span>
  )
