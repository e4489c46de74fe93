import { isActive } from '../../../../data/execution.ts'
import { useExecution } from '../../../../data/queries.ts'
import { Facts } from '../../../../ui/facts.tsx'
import { Loaded } from '../../../../ui/states.tsx'
import { Status, statusWords } from '../../../../ui/status.tsx'
import { Duration } from '../../../../ui/time.tsx'
import { ExecutionLink } from '../../execution-links.tsx'
import { object, objects, text } from '../values.ts'
import type { ContentProps } from './content.ts'

const ChildLine = ({ id }: { id: string }) => (
  <Loaded of={useExecution(id)} what="The child's execution">
    {(child) => (
      <div className="row tight">
        <ExecutionLink app={child.application} id={child.id}>
          {child.name ?? child.id}
        </ExecutionLink>
        <Status status={child.status} />
        <span className="quiet">
          <Duration from={child.startTime} to={child.endTime} />
        </span>
      </div>
    )}
  </Loaded>
)

export const ChildPipeline = ({ execution, stage }: ContentProps) => {
  const { executionId, executionName, pipeline, application, waitForCompletion, status } = stage.context
  const id = text(executionId)
  return (
    <>
      {id !== undefined && <ChildLine id={id} />}
      <Facts
        facts={[
          ['Application', text(application) ?? execution.application],
          ['Pipeline', text(executionName) ?? text(pipeline)],
          ['Ended as', status !== undefined && !isActive(stage.status) && statusWords(String(status))],
          ['Waits for its end', String(waitForCompletion) === 'false' ? 'no' : 'yes'],
        ]}
      />
      {id === undefined && stage.status === 'RUNNING' && <div className="quiet">It is about to be started.</div>}
    </>
  )
}

export const ChildParameters = ({ stage }: ContentProps) => {
  const given = Object.entries(object(stage.context.pipelineParameters))
  if (given.length === 0) return <div className="quiet">It was given no parameters.</div>
  return (
    <Facts
      facts={given.map(([name, value]) => [
        name,
        <span key={name} className="mono">
          {text(value) ?? JSON.stringify(value)}
        </span>,
      ])}
    />
  )
}

/** Several pipelines started by one stage, or those that it watches. */
export const ManyPipelines = ({ execution, stage }: ContentProps) => {
  const statuses = object(stage.outputs.executionStatuses ?? object(stage.context).executionStatuses)
  const listed = objects(stage.outputs.executionsList ?? stage.context.executionsList)
  const rows = [
    ...listed.map((each) => ({
      id: text(each.id ?? each.executionId),
      name: text(each.name),
      app: text(each.application),
    })),
    ...Object.keys(statuses).map((id) => ({ id, name: undefined, app: undefined })),
  ].filter((each, at, all) => each.id !== undefined && all.findIndex(({ id }) => id === each.id) === at)
  return (
    <>
      <Facts facts={[['Behaviour', text(stage.context.monitorBehavior)]]} />
      {rows.length === 0 && <div className="quiet">No pipeline has been started yet.</div>}
      {rows.map(({ id, name, app }) => (
        <div key={id} className="row tight">
          <ExecutionLink app={app ?? execution.application} id={id ?? ''}>
            {name ?? id}
          </ExecutionLink>
          {text(object(statuses[id ?? '']).status) && <Status status={text(object(statuses[id ?? '']).status) ?? ''} />}
        </div>
      ))}
    </>
  )
}
