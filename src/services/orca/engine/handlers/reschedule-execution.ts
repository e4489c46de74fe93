import { runTask } from '../messages.ts'
import { wake } from '../step.ts'
import type { Handler } from './handler.ts'

/** Makes running tasks run now, so that they see what changed (orca: RescheduleExecutionHandler). */
export const rescheduleExecution: Handler<'rescheduleExecution'> = (_message, step) => {
  for (const stage of step.execution.stages) {
    if (stage.status !== 'RUNNING') continue
    for (const task of stage.tasks) if (task.status === 'RUNNING') wake(step, runTask(step.execution, stage, task))
  }
}
