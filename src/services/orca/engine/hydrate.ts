import type { Json, Stage } from '../model.ts'
import type { Message } from './messages.ts'
import { missingMessages } from './repair.ts'
import { ensure, newChanges, type Step } from './step.ts'

/** What would move an execution on, in the words of the original's report (orca: HydrateQueueCommand). */
export interface Hydration {
  readonly startTime?: number
  readonly actions: readonly { readonly description: string; readonly message: Message; readonly context: Json }[]
  /** Always: every message that is derived from the state may be handled again. */
  readonly canApply: true
}

/** Derives the messages that an execution needs to go on, and leaves those of them that are not there when `apply` says so. */
export function hydrate(step: Step, apply: boolean): Hydration {
  const { execution } = step
  const derived: Step = { ...step, changes: newChanges(), messages: [] }
  missingMessages(derived)
  const messages = derived.messages.map(({ message }) => message)
  if (apply) for (const message of messages) ensure(step, message)
  return {
    ...(execution.startTime === undefined ? {} : { startTime: execution.startTime }),
    actions: messages.map((message) => {
      const stage = 'stageId' in message ? execution.stages.find(({ id }) => id === message.stageId) : undefined
      return { description: describe(message, stage), message, context: contextOf(message, stage) }
    }),
    canApply: true,
  }
}

function describe({ kind }: Message, stage: Stage | undefined): string {
  return stage === undefined ? `${kind} of the execution` : `${kind} of stage '${stage.name}' (${stage.id})`
}

function contextOf(message: Message, stage: Stage | undefined): Json {
  const task = 'taskId' in message ? stage?.tasks.find(({ id }) => id === message.taskId) : undefined
  return {
    ...(stage && { stageId: stage.id, stageType: stage.type, stageStartTime: stage.startTime }),
    ...(task && { taskId: task.id, taskType: task.implementingClass, taskStartTime: task.startTime }),
  }
}
