import { runTask, stageMessage } from '../messages.ts'
import { isHalt } from '../status.ts'
import { push, wake } from '../step.ts'
import { type Handler, stageOf } from './handler.ts'

/** Makes a halted stage's tasks notice, and lets its type clean up (orca: CancelStageHandler). */
export const cancelStage: Handler<'cancelStage'> = (message, step) => {
  const { execution, planner } = step
  const stage = stageOf(execution, message)
  if (stage.status === 'RUNNING') {
    for (const task of stage.tasks) if (task.status === 'RUNNING') wake(step, runTask(execution, stage, task))
    for (const child of execution.stages) {
      if (child.parentStageId === stage.id && child.status === 'RUNNING')
        push(step, stageMessage('cancelStage', execution, child))
    }
  }
  if (isHalt(stage.status) && planner.find(stage)?.cancel !== undefined) {
    push(step, stageMessage('cancelHook', execution, stage))
  }
}
