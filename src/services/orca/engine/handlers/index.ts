import type { Kind } from '../messages.ts'
import { abortStage } from './abort-stage.ts'
import { cancelExecution } from './cancel-execution.ts'
import { cancelStage } from './cancel-stage.ts'
import { completeExecution } from './complete-execution.ts'
import { completeStage } from './complete-stage.ts'
import { completeTask } from './complete-task.ts'
import { continueParentStage } from './continue-parent-stage.ts'
import type { Handler } from './handler.ts'
import { pauseStage } from './pause-stage.ts'
import { pauseTask } from './pause-task.ts'
import { rescheduleExecution } from './reschedule-execution.ts'
import { restartStage } from './restart-stage.ts'
import { resumeExecution } from './resume-execution.ts'
import { resumeStage } from './resume-stage.ts'
import { resumeTask } from './resume-task.ts'
import { skipStage } from './skip-stage.ts'
import { startExecution } from './start-execution.ts'
import { startStage } from './start-stage.ts'
import { startTask } from './start-task.ts'

/** Kinds of messages whose work reaches outside of the execution; the shell runs them. */
export type OutsideKind = 'runTask' | 'cancelHook' | 'startDependents' | 'startWaitingExecutions'

export const handlers: { readonly [K in Exclude<Kind, OutsideKind>]: Handler<K> } = {
  abortStage,
  cancelExecution,
  cancelStage,
  completeExecution,
  completeStage,
  completeTask,
  continueParentStage,
  pauseStage,
  pauseTask,
  rescheduleExecution,
  restartStage,
  resumeExecution,
  resumeStage,
  resumeTask,
  skipStage,
  startExecution,
  startStage,
  startTask,
}

export { MissingPart, stageOf, taskOf } from './handler.ts'
