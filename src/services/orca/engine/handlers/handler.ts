import type { Execution, Stage, Task } from '../../model.ts'
import { downstreamOf, parentOf, stageWithId } from '../graph.ts'
import { executionMessage, type Kind, type MessageOf, stageMessage } from '../messages.ts'
import { isComplete, letsNextStart } from '../status.ts'
import { ensure, push, type Step } from '../step.ts'

/** Decides what follows from one kind of message. */
export type Handler<K extends Kind> = (message: MessageOf<K>, step: Step) => void | Promise<void>

/** A message names a stage or task that its execution does not have; the execution ends TERMINAL. */
export class MissingPart extends Error {}

export function stageOf(execution: Execution, message: { readonly stageId: string }): Stage {
  const stage = stageWithId(execution, message.stageId)
  if (stage === undefined) throw new MissingPart(`Execution ${execution.id} has no stage ${message.stageId}`)
  return stage
}

export function taskOf(stage: Stage, message: { readonly taskId: string }): Task {
  const task = stage.tasks.find(({ id }) => id === message.taskId)
  if (task === undefined) throw new MissingPart(`Stage ${stage.name} (${stage.id}) has no task ${message.taskId}`)
  return task
}

/** Whether a synthetic stage lets those behind it, and its parent's tasks, start: a failure that is ignored only if it says so. */
export const letsSiblingsStart = (stage: Stage): boolean =>
  stage.status === 'FAILED_CONTINUE'
    ? stage.context['allowSiblingStagesToContinueOnFailure'] === true
    : letsNextStart(stage.status)

/** Nothing of the execution is to be started any more. */
export const isEnding = (execution: Execution): boolean => execution.canceled || isComplete(execution.status)

/** What comes after a stage that let others start: the next stages, its parent's next step, or the end. */
export function startNext(step: Step, stage: Stage): void {
  const { execution } = step
  const next = downstreamOf(execution, stage)
  const parent = parentOf(execution, stage)
  if (next.length > 0) for (const each of next) push(step, stageMessage('startStage', execution, each))
  else if (parent !== undefined) {
    const phase = stage.syntheticStageOwner ?? 'STAGE_BEFORE'
    ensure(step, { ...stageMessage('continueParentStage', execution, parent), phase })
  } else push(step, executionMessage('completeExecution', execution))
}
