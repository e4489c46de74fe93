import type { Handler } from './handlers/handler.ts'
import { handlers, MissingPart } from './handlers/index.ts'
import type { Kind, Message, MessageOf } from './messages.ts'
import { type Outgoing, type Step, setExecutionStatus } from './step.ts'

/** Decides what follows from a message; the step says what changed and what to send. */
export async function handle(message: Message, step: Step): Promise<void> {
  const handler = (handlers as Partial<Record<Kind, Handler<Kind>>>)[message.kind]
  if (handler === undefined) throw new Error(`No handler for messages of kind ${message.kind}`)
  try {
    await handler(message as MessageOf<Kind>, step)
  } catch (error) {
    if (!(error instanceof MissingPart)) throw error
    step.execution.systemNotifications.push({
      createdAt: step.now,
      group: 'engine',
      message: error.message,
      closed: false,
    })
    setExecutionStatus(step, 'TERMINAL')
  }
}

const mostInOneCommit = 500

/**
 * Handles at once what is due at once and stays within the execution, so that a stage without waiting costs one commit
 * and not one for each of its messages. Returns what must be sent: later messages, and all that reach outside.
 */
export async function fuse(step: Step): Promise<readonly Outgoing[]> {
  const rest: Outgoing[] = []
  for (let handled = 0; handled < mostInOneCommit; ) {
    const next = step.messages.shift()
    if (next === undefined) return rest
    if (!staysInside(next, step)) {
      rest.push(next)
      continue
    }
    handled += 1
    const key = JSON.stringify(next.message)
    if (next.mode === 'ensure' && step.messages.some((other) => JSON.stringify(other.message) === key)) continue
    await handle(next.message, step)
  }
  return [...rest, ...step.messages.splice(0)]
}

const staysInside = ({ message, delayMs }: Outgoing, step: Step) =>
  delayMs <= 0 &&
  Object.hasOwn(handlers, message.kind) &&
  'executionId' in message &&
  message.executionId === step.execution.id
