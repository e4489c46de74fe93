import { stageMessage } from '../messages.ts'
import { push } from '../step.ts'
import type { Handler } from './handler.ts'

/** Lets the stages that a pause stopped go on (orca: ResumeExecutionHandler). */
export const resumeExecution: Handler<'resumeExecution'> = (_message, step) => {
  for (const stage of step.execution.stages) {
    if (stage.status === 'PAUSED') push(step, stageMessage('resumeStage', step.execution, stage))
  }
}
