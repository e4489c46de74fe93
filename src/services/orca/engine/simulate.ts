import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Execution } from '../model.ts'
import { handle } from './handle.ts'
import { executionMessage, type Message } from './messages.ts'
import type { Planner } from './planner.ts'
import { prepareRun } from './run-task.ts'
import { newChanges, type Outgoing, type Step } from './step.ts'

export interface Simulation {
  /** Changed as it goes on; nothing of it is stored. */
  readonly execution: Execution
  /** Its services are all that tasks reach. */
  readonly planner: Planner
  /** Runs ahead to the next thing that is due. */
  readonly clock: { now(): number; advanceTo(time: number): void }
  /** Told of each message before it is handled. */
  readonly onMessage?: (message: Message) => void
  readonly mostMessages: number
}

/** Messages whose effects lie outside of the execution. */
const outside = ['cancelHook', 'startDependents', 'startWaitingExecutions']

/**
 * Runs an execution in memory, by the handlers and in the order of the real engine, without a store, a queue or waiting.
 * Answers whether it came to an end within its messages.
 */
export async function simulate(simulation: Simulation): Promise<boolean> {
  const { execution, planner, clock, onMessage, mostMessages } = simulation
  const queue: { at: number; readonly message: Message }[] = []
  const send = ({ message, mode, delayMs }: Outgoing) => {
    const key = JSON.stringify(message)
    const waiting = mode === 'push' ? undefined : queue.find((each) => JSON.stringify(each.message) === key)
    if (waiting === undefined) queue.push({ at: clock.now() + delayMs, message })
    else if (mode === 'wake') waiting.at = clock.now()
  }
  send({ message: executionMessage('startExecution', execution), mode: 'push', delayMs: 0 })
  for (let handled = 0; queue.length > 0; handled += 1) {
    if (handled >= mostMessages) return false
    // Whoever else is served by this process has a turn in between.
    if (handled % 50 === 49) await nextTurn()
    const next = queue.reduce((first, each) => (each.at < first.at ? each : first))
    queue.splice(queue.indexOf(next), 1)
    if (outside.includes(next.message.kind)) continue
    clock.advanceTo(next.at)
    onMessage?.(next.message)
    const messages: Outgoing[] = []
    const step: Step = {
      ...{ execution, planner, messages, now: clock.now(), changes: newChanges() },
      mustWait: async () => false,
    }
    if (next.message.kind === 'runTask') (await prepareRun(next.message, step).run())(step)
    else await handle(next.message, step)
    for (const message of messages) send(message)
  }
  return true
}
