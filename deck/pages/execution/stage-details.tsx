import { Button } from '@mantine/core'
import { editStage, restartStage } from '../../data/actions.ts'
import { isActive, withSynthetic } from '../../data/execution.ts'
import type { Execution, Stage } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'
import { Json } from '../../ui/json.tsx'
import { Status } from '../../ui/status.tsx'
import { Duration, When } from '../../ui/time.tsx'

/** Stages that end their waiting at once when asked to. */
const WAITING_TYPES = ['wait', 'restrictExecutionDuringTimeWindow', 'waitForCondition']

/** One stage: its tasks and those of the stages the engine put around it, its context and its outputs. */
export const StageDetails = ({ execution, stage }: { execution: Execution; stage: Stage }) => {
  const skip = useAct('Skipping the wait', () => editStage(execution.id, stage.id, { skipRemainingWait: true }))
  const restart = useAct('Restarting the stage', () => restartStage(execution.id, stage.id))
  const ended = !isActive(stage.status) && !isActive(execution.status)
  return (
    <section className="panel" aria-label={`Stage ${stage.name}`}>
      <div className="top">
        <h3>{stage.name}</h3>
        <span className="tag">{stage.type}</span>
        <Status status={stage.status} />
        <span className="quiet small">
          <When at={stage.startTime} /> · <Duration from={stage.startTime} to={stage.endTime} />
        </span>
        <span className="push row tight">
          {stage.status === 'RUNNING' && WAITING_TYPES.includes(stage.type) && (
            <Button size="compact-xs" variant="default" loading={skip.isPending} onClick={() => skip.mutate()}>
              Skip wait
            </Button>
          )}
          {ended && (
            <Button size="compact-xs" variant="default" loading={restart.isPending} onClick={() => restart.mutate()}>
              Restart stage
            </Button>
          )}
        </span>
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Task</th>
              <th>Status</th>
              <th>Took</th>
            </tr>
          </thead>
          <tbody>
            {withSynthetic(execution, stage).flatMap((each) =>
              (each.tasks ?? []).map((task) => (
                <tr key={`${each.id}/${task.id}`}>
                  <td>
                    {each.id !== stage.id && <span className="quiet">{each.name} · </span>}
                    {task.name}
                  </td>
                  <td>
                    <Status status={task.status} />
                  </td>
                  <td>
                    <Duration from={task.startTime} to={task.endTime} />
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
      <div className="inside stack">
        <Json title="Context" value={stage.context} />
        <Json title="Outputs" value={stage.outputs} />
      </div>
    </section>
  )
}
