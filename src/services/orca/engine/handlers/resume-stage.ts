import { taskMessage } from '../messages.ts'
import { changed, push } from '../step.ts'
import { type Handler, stageOf } from './handler.ts'

/** Lets a paused stage go on (orca: ResumeStageHandler). */
export const resumeStage: Handler<'resumeStage'> = (message, step) => {
  const { execution } = step
  const stage = stageOf(execution, message)
  if (stage.status !== 'PAUSED') return
  stage.status = 'RUNNING'
  changed(step, stage)
  for (const task of stage.tasks) {
    if (task.status === 'PAUSED') push(step, taskMessage('resumeTask', execution, stage, task))
  }
}
