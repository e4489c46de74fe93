import type { Clock } from '../../../platform/clock.ts'
import type { Events } from '../../../platform/events/index.ts'
import type { Delivery, Queue } from '../../../platform/queue/index.ts'
import type { Store, Tx } from '../../../platform/store/index.ts'
import type { Execution } from '../model.ts'
import { type Executions, type Loaded, VersionConflict } from '../store/index.ts'
import { fuse } from './handle.ts'
import type { Message } from './messages.ts'
import type { Planner } from './planner.ts'
import { newChanges, type Outgoing, type Step } from './step.ts'

/** Somebody who keeps what happens to executions, in the transactions in which it happens. */
export interface ExecutionWitness {
  /** A new execution is stored. */
  begun(tx: Tx, execution: Execution): Promise<void>
  /** The execution stands as it is stored, and something is about to be decided. */
  before(execution: Execution): void
  /** What was decided is stored. */
  after(tx: Tx, execution: Execution): Promise<void>
}

export interface TurnOptions {
  readonly store: Store
  readonly clock: Clock
  readonly events: Events
  readonly executions: Executions
  readonly planner: Planner
  readonly queue: Queue<Message>
  readonly witness?: ExecutionWitness | undefined
  /** Who works on tasks that a turn hands on. */
  readonly hands: {
    readonly worker: string
    free(): boolean
    take(delivery: Delivery<Message>): void
  }
}

/** The place that an execution was to take was taken before its commit. */
class PlacesAreTaken extends Error {}

/** Loads an execution, has something decided about it, and commits what was decided: all of it or nothing. */
export function createTurns({ store, clock, events, executions, planner, queue, witness, hands }: TurnOptions) {
  function stepOn({ execution }: Loaded, placesAreTaken = false): Step {
    const step: Step = {
      execution,
      now: clock.now(),
      planner,
      changes: newChanges(),
      messages: [],
      async mustWait() {
        const { pipelineConfigId: configId, limitConcurrent, maxConcurrentExecutions } = execution
        const places = limitConcurrent ? 1 : maxConcurrentExecutions
        if (configId === undefined || places <= 0) return false
        if (placesAreTaken || (await executions.activeOf(configId, execution.id)) >= places) return true
        step.place = { configId, places }
        return false
      },
    }
    return step
  }

  async function send(tx: Tx, { message, mode, delayMs }: Outgoing): Promise<void> {
    const subject = 'executionId' in message ? message.executionId : `config ${message.pipelineConfigId}`
    if (mode === 'push') await queue.push(tx, message, { subject, delayMs })
    else if (mode === 'ensure') await queue.ensure(tx, message, { subject })
    else if (!(await queue.reschedule(tx, message))) await queue.ensure(tx, message, { subject })
  }

  /**
   * Writes what was decided, all of it or nothing. A task that comes next at once is handed to this process in the same
   * transaction, as long as it has hands free.
   */
  async function commit(
    entry: Loaded,
    { changes, place }: Step,
    messages: readonly Outgoing[],
    delivery?: Delivery<Message>,
  ): Promise<void> {
    const { execution } = entry
    const isChanged = changes.execution || changes.order || changes.stages.size > 0 || changes.removedStageIds.size > 0
    const lock = place === undefined ? {} : { lock: `gennaker orca places ${place.configId}` }
    // Tasks side by side go through the queue together: one that is handed on alone would be ahead of the others.
    const following = delivery !== undefined && hands.free() ? messages.filter((each) => continues(each, delivery)) : []
    const next = following.length === 1 ? following[0] : undefined
    let handed: Delivery<Message> | undefined
    await store.transaction(async (tx) => {
      if (place !== undefined && (await executions.activeOf(place.configId, execution.id, tx)) >= place.places) {
        throw new PlacesAreTaken(`Another execution of pipeline ${place.configId} was faster`)
      }
      // Asked for together: on PostgreSQL they share a round trip.
      await Promise.all([
        delivery && queue.complete(tx, delivery),
        ...(isChanged
          ? [
              executions.update(tx, entry, changes),
              events.publish(tx, eventOf(execution)),
              witness?.after(tx, execution),
            ]
          : []),
        next &&
          queue.pushLeased(tx, next.message, { subject: execution.id, worker: hands.worker }).then((leased) => {
            handed = leased
          }),
        ...messages.map((each) => (each === next ? undefined : send(tx, each))),
      ])
    }, lock)
    if (isChanged) entry.version += 1
    if (handed !== undefined) hands.take(handed)
  }

  /** Loads, decides, and commits, one at a time for each execution; a change by others meanwhile makes it decide anew. */
  async function turn(
    executionId: string,
    decide: (step: Step) => Promise<void>,
    delivery?: Delivery<Message>,
  ): Promise<Execution | undefined> {
    let placesAreTaken = false
    for (let attempt = 1; ; attempt += 1) {
      const entry = await executions.load(executionId)
      if (entry === undefined) {
        if (delivery !== undefined) await store.transaction((tx) => queue.complete(tx, delivery))
        return undefined
      }
      witness?.before(entry.execution)
      const step = stepOn(entry, placesAreTaken)
      try {
        await decide(step)
        const rest = await fuse(step)
        await commit(entry, step, rest, delivery)
        return entry.execution
      } catch (error) {
        executions.forget(executionId)
        placesAreTaken ||= error instanceof PlacesAreTaken
        if (!(error instanceof VersionConflict || error instanceof PlacesAreTaken) || attempt >= 10) throw error
      }
    }
  }

  /** The execution as it stands, for a task to be prepared on; nothing of it is committed. */
  async function look(executionId: string): Promise<Step | undefined> {
    const entry = await executions.load(executionId)
    return entry && stepOn(entry)
  }

  return { look, turn, send }
}

/** A task of the same execution that is to run at once. */
const continues = ({ message, mode, delayMs }: Outgoing, { subject }: Delivery<Message>) =>
  message.kind === 'runTask' && mode === 'push' && delayMs <= 0 && message.executionId === subject

/** What the world is told of an execution that changed. */
export const eventOf = (execution: Execution) => ({
  type: 'execution' as const,
  application: execution.application,
  executionId: execution.id,
  executionType: execution.type,
  status: execution.status,
  ...(execution.pipelineConfigId === undefined ? {} : { pipelineConfigId: execution.pipelineConfigId }),
})
