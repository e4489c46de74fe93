import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Clock } from '../../../platform/clock.ts'
import type { Events } from '../../../platform/events/index.ts'
import { createMutex } from '../../../platform/leases/index.ts'
import { type Delivery, LeaseLostError, openQueue, type Queue } from '../../../platform/queue/index.ts'
import type { Store } from '../../../platform/store/index.ts'
import type { Logger } from '../../../platform/telemetry/index.ts'
import type { Execution } from '../model.ts'
import type { Executions } from '../store/index.ts'
import { handle } from './handle.ts'
import { type ExecutionMessage, executionMessage, type Message, messageSchema } from './messages.ts'
import type { Planner } from './planner.ts'
import { missingMessages } from './repair.ts'
import { cancelHook, prepareRun, runPrepared } from './run-task.ts'
import type { Step } from './step.ts'
import { createTurns, type ExecutionWitness, eventOf } from './turn.ts'

export interface EngineOptions {
  readonly store: Store
  readonly clock: Clock
  readonly events: Events
  readonly logger: Logger
  readonly executions: Executions
  readonly planner: Planner
  /** Starts the pipelines that wait for the end of this execution. */
  readonly startDependents: (execution: Execution) => Promise<void>
  readonly witness?: ExecutionWitness
  /** How many messages are worked on at once; tasks that wait for an answer from outside do not count. */
  readonly workers?: number
}

/** What a change from outside may do to an execution. */
export type Change = (step: Step) => void | Promise<void>

export interface Engine {
  readonly queue: Queue<Message>
  /** Stores a new execution with its first message. */
  begin(execution: Execution): Promise<void>
  /** Changes an execution between two of its messages; undefined when there is none. */
  change(executionId: string, change: Change): Promise<Execution | undefined>
  post(message: Message): Promise<void>
  /** Whether this process takes messages; one that is switched off finishes what it has begun. */
  readonly enabled: boolean
  setEnabled(enabled: boolean): void
  /** What this process is called in the queue's leases, and how many messages it is working on. */
  activity(): { readonly worker: string; readonly underWay: number }
  /** Gives executions that lost their message a new one. */
  repair(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** The original's words, by which clients tell such a cancel from a person's. */
const superseded =
  'This execution was queued but then canceled because a newer queued execution superceded it. This pipeline is configured to automatically cancel waiting executions.'
const repairEveryMs = 30_000
const renewEveryMs = 3_000
const retryDelayMs = 1_000
/** How often a halted stage may try to clean up: for ten minutes. */
const mostCleaningUp = 600
/** A bound for what waits for answers from outside as well. */
const mostUnderWay = 1_000

/** Takes messages and has each worked on, one at a time for each execution; gives lost ones back; starts and stops. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { store, clock, events, logger, executions, planner, witness, workers = 64 } = options
  const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
  const inTurn = createMutex()
  const queue = await openQueue<Message>({
    store,
    name: 'orca',
    clock,
    parse: (json) => messageSchema.parse(json),
    onDead: async (tx, json) => {
      const message = messageSchema.safeParse(json).data
      if (message === undefined || message.kind === 'startWaitingExecutions') return
      const last = terminating(message)
      if (last !== undefined) await queue.push(tx, last, { subject: last.executionId })
    },
  })
  const underWay = new Map<Delivery<Message>, Promise<void>>()
  /** Of these, how many wait for an answer from outside: a service that hangs must not hold up the others. */
  let outside = 0
  const free = () => Math.min(workers - (underWay.size - outside), mostUnderWay - underWay.size)
  let running = false
  let enabled = true
  let cancelTimers: (() => void)[] = []
  const hands = { worker, free: () => running && enabled && free() > 0, take: begin }
  const { look, turn, send } = createTurns({ ...{ store, clock, events, executions, planner, queue, hands }, witness })

  async function work(delivery: Delivery<Message>): Promise<void> {
    const { message } = delivery
    switch (message.kind) {
      case 'startWaitingExecutions':
        return startWaiting(message.pipelineConfigId, message.purgeQueue, delivery)
      case 'startDependents': {
        const execution = await executions.read(message.executionId)
        if (execution !== undefined) await options.startDependents(execution)
        return store.transaction((tx) => queue.complete(tx, delivery))
      }
      case 'cancelHook': {
        const execution = await executions.read(message.executionId)
        const attempts = (message.attempts ?? 0) + 1
        const again = execution !== undefined && (await cancelHook(execution, message.stageId, planner, logger))
        return store.transaction(async (tx) => {
          await queue.complete(tx, delivery)
          if (again && attempts < mostCleaningUp)
            await send(tx, { message: { ...message, attempts }, mode: 'push', delayMs: retryDelayMs })
        })
      }
      case 'runTask': {
        // Loaded in its turn: what another turn has changed and not committed must not be decided on.
        const prepared = await inTurn(message.executionId, async () => {
          const step = await look(message.executionId)
          return step && prepareRun(message, step)
        })
        if (clock.now() >= delivery.leasedUntil) throw new LeaseLostError('Another worker has the task by now')
        const outcome = prepared === undefined ? undefined : await waitOutside(() => runPrepared(prepared))
        await inTurn(message.executionId, () => turn(message.executionId, async (step) => outcome?.(step), delivery))
        return
      }
      default:
        await inTurn(message.executionId, () => turn(message.executionId, (step) => handle(message, step), delivery))
    }
  }

  async function waitOutside<T>(work: () => Promise<T>): Promise<T> {
    const isFull = free() <= 0
    outside += 1
    if (isFull) pump()
    try {
      return await work()
    } finally {
      outside -= 1
    }
  }

  async function startWaiting(configId: string, purge: boolean, delivery: Delivery<Message>): Promise<void> {
    const waiting = await executions.waitingOf(configId)
    const next = purge ? waiting.at(-1) : waiting[0]
    await store.transaction(async (tx) => {
      await queue.complete(tx, delivery)
      if (next === undefined) return
      // Pushed though the same message may be under way: that one may have found no place yet.
      await send(tx, { message: executionMessage('startExecution', next), mode: 'push', delayMs: 0 })
      if (!purge) return
      for (const each of waiting) {
        if (each === next) continue
        const message = { ...executionMessage('cancelExecution', each), user: 'spinnaker', reason: superseded }
        await send(tx, { message, mode: 'ensure', delayMs: 0 })
      }
    })
  }

  async function attempt(delivery: Delivery<Message>): Promise<void> {
    try {
      await work(delivery)
    } catch (error) {
      if (error instanceof LeaseLostError) return
      logger.warn({ err: error, message: delivery.message }, 'A message could not be handled; it is tried again')
      await queue.retry(delivery, retryDelayMs, error).catch((cause) => logger.error({ err: cause }, 'Queue'))
    } finally {
      underWay.delete(delivery)
      pump()
    }
  }

  function begin(delivery: Delivery<Message>): void {
    underWay.set(delivery, attempt(delivery))
  }

  let pumping: Promise<void> | undefined
  let again = false
  function pump(): void {
    again = true
    if (pumping !== undefined || !running || !enabled) return
    pumping = (async () => {
      while (again && running && enabled) {
        again = false
        const limit = free()
        if (limit <= 0) break
        const deliveries = await queue.take({ limit, worker })
        for (const delivery of deliveries) begin(delivery)
        if (deliveries.length > 0) again = true
      }
    })()
      .catch((error) => logger.error({ err: error }, 'The queue could not be read'))
      .finally(() => {
        pumping = undefined
        if (again && running && free() > 0) pump()
      })
  }

  function every(ms: number, work: () => Promise<unknown>): () => void {
    let cancel = () => {}
    const arm = () => {
      cancel = clock.setTimer(() => {
        void work()
          .catch((error) => logger.error({ err: error }, 'Background work of the engine failed'))
          .finally(() => {
            if (running) arm()
          })
      }, ms)
    }
    arm()
    return () => cancel()
  }

  const engine: Engine = {
    queue,
    async begin(execution) {
      await store.transaction(async (tx) => {
        await executions.insert(tx, execution)
        await events.publish(tx, eventOf(execution))
        await witness?.begun(tx, execution)
        if (execution.status === 'NOT_STARTED') {
          await send(tx, { message: executionMessage('startExecution', execution), mode: 'push', delayMs: 0 })
        }
      })
    },
    change: (executionId, change) =>
      inTurn(executionId, async () => {
        const execution = await turn(executionId, async (step) => change(step))
        return execution && structuredClone(execution)
      }),
    post: (message) => store.transaction((tx) => send(tx, { message, mode: 'push', delayMs: 0 })),
    get enabled() {
      return enabled
    },
    setEnabled(wanted) {
      enabled = wanted
      pump()
    },
    activity: () => ({ worker, underWay: underWay.size }),
    async repair() {
      const candidates = await executions.unfinished()
      const withMessages = await queue.subjectsWithMessages(candidates.map(({ id }) => id))
      const configs = new Set<string>()
      for (const { id, status, config_id } of candidates) {
        if (withMessages.has(id)) continue
        if (status === 'NOT_STARTED' && config_id !== null) configs.add(config_id)
        else await engine.change(id, (step) => missingMessages(step))
      }
      await store.transaction(async (tx) => {
        for (const pipelineConfigId of configs) {
          const message = { kind: 'startWaitingExecutions' as const, pipelineConfigId, purgeQueue: false }
          await send(tx, { message, mode: 'ensure', delayMs: 0 })
        }
      })
    },
    async start() {
      running = true
      // The one process of an embedded database: what is leased was leased by one that died.
      if (!store.shared) await queue.reclaim()
      cancelTimers = [
        queue.onReady(pump),
        every(renewEveryMs, () => queue.renew([...underWay.keys()])),
        every(repairEveryMs, engine.repair),
      ]
      pump()
    },
    async stop() {
      running = false
      for (const cancel of cancelTimers) cancel()
      await pumping
      await Promise.race([Promise.all(underWay.values()), new Promise((resolve) => setTimeout(resolve, 2_000).unref())])
      await queue.release([...underWay.keys()])
      await queue.close()
    },
  }
  return engine
}

/** A message that could never be handled ends what it was about (orca: DeadMessageHandler). */
function terminating(message: ExecutionMessage): ExecutionMessage | undefined {
  const { executionType, executionId, application } = message
  const about = { executionType, executionId, application }
  if (message.kind === 'completeExecution' || message.kind === 'startDependents') return undefined
  if ('taskId' in message) {
    if (message.kind === 'completeTask' && message.status === 'TERMINAL') return undefined
    return { kind: 'completeTask', ...about, stageId: message.stageId, taskId: message.taskId, status: 'TERMINAL' }
  }
  if ('stageId' in message) {
    if (message.kind === 'abortStage' || message.kind === 'cancelHook') return undefined
    return { kind: 'abortStage', ...about, stageId: message.stageId }
  }
  return { kind: 'completeExecution', ...about }
}
