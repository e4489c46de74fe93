import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import { GennakerError } from '../../../platform/errors/index.ts'
import { runAs } from '../../../platform/identity/index.ts'
import { type Delivery, LeaseLostError, openQueue } from '../../../platform/queue/index.ts'
import type { Store, Tx } from '../../../platform/store/index.ts'
import type { Logger } from '../../../platform/telemetry/index.ts'
import type { EchoClient } from '../../echo/client.ts'
import type { ExecutionWitness } from '../engine/index.ts'
import type { Execution } from '../model.ts'
import type { Executions } from '../store/index.ts'
import { type ContentOptions, eventOf } from './content.ts'
import { type Standing, standingOf, type Transition, transitions } from './transitions.ts'

export interface OutboxOptions extends ContentOptions {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly executions: Pick<Executions, 'read'>
  readonly echo: EchoClient
  /** Leaves out the many events of tasks. */
  readonly ignoreTaskEvents: boolean
}

export interface Outbox {
  readonly witness: ExecutionWitness
  start(): Promise<void>
  stop(): Promise<void>
}

const status = z.custom<Execution['status']>((value) => typeof value === 'string')
const messageSchema = z.object({
  executionId: z.string(),
  what: z.enum(['execution', 'stage', 'task']),
  phase: z.enum(['starting', 'complete', 'failed', 'skipped']),
  stageId: z.string().optional(),
  taskId: z.string().optional(),
  status,
  startTime: z.number().optional(),
  endTime: z.number().optional(),
})

type Message = z.infer<typeof messageSchema>

/** Echo may be away for most of an hour before an event is given up. */
const retryDelaysMs = [5_000, 30_000, 120_000, 600_000, 1_200_000, 1_200_000]
const callTimeoutMs = 10_000
const batch = 8
/** Longer than a batch takes of which every call times out. */
const leaseMs = (batch + 2) * callTimeoutMs

/**
 * Tells Echo what begins and ends. An event is left in the transaction that makes it true, so none is lost and none told of
 * what never was; a worker of its own sends it, so the engine never waits for Echo. It is sent once, but for two cases:
 * this process dies after Echo's answer and before it noted that, or Echo's answer is lost. Then it is sent again, with the
 * same `eventId`. Events of one execution are sent in their order, as long as none has to be repeated.
 */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { store, clock, logger, executions, echo } = options
  const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
  const queue = await openQueue<Message>({
    store,
    name: 'orca-events',
    clock,
    maxAttempts: retryDelaysMs.length + 1,
    parse: (json) => messageSchema.parse(json),
    onDead: async (_tx, event) => logger.error({ event }, 'Echo could not be told of an event; it is given up'),
  })
  const standings = new WeakMap<Execution, Standing>()
  const underWay = new Set<Promise<void>>()
  let running = false

  const leave = async (tx: Tx, executionId: string, found: readonly Transition[]) => {
    for (const transition of found) {
      if (transition.what === 'task' && options.ignoreTaskEvents) continue
      await queue.push(tx, { executionId, ...transition }, { subject: executionId })
    }
  }

  const witness: ExecutionWitness = {
    begun: (tx, execution) => leave(tx, execution.id, transitions(unbegun, execution)),
    before(execution) {
      if (!standings.has(execution)) standings.set(execution, standingOf(execution))
    },
    async after(tx, execution) {
      const before = standings.get(execution)
      if (before === undefined) return
      const now = standingOf(execution)
      await leave(tx, execution.id, transitions(before, execution))
      tx.afterCommit(() => standings.set(execution, now))
    },
  }

  async function send(message: Message): Promise<void> {
    const { executionId, ...transition } = message
    const execution = await executions.read(executionId)
    if (execution === undefined) return
    const { application, type: executionType } = execution
    const { user, allowedAccounts: accounts } = execution.authentication
    const identity = { requestId: randomUUID(), accounts, application, executionId, executionType }
    await runAs({ ...identity, ...(user === undefined ? {} : { user }) }, async () => {
      const event = await eventOf(execution, transition as Transition, options)
      if (event !== undefined) await echo.recordEvent(event, { timeoutMs: callTimeoutMs })
    })
  }

  /** One after the other; when one has to wait, so do those behind it. */
  async function sendInOrder(deliveries: readonly Delivery<Message>[]): Promise<void> {
    for (const [index, delivery] of deliveries.entries()) {
      try {
        await send(delivery.message)
        await store.transaction((tx) => queue.complete(tx, delivery))
      } catch (error) {
        if (error instanceof LeaseLostError) return
        if (isRefusal(error)) {
          logger.warn({ err: error, event: delivery.message }, 'Echo refused an event')
          await store.transaction((tx) => queue.complete(tx, delivery))
          continue
        }
        for (const later of deliveries.slice(index)) {
          await queue.retry(later, retryDelaysMs[later.attempts - 1] ?? callTimeoutMs, error)
        }
        return
      }
    }
  }

  let taking: Promise<void> | undefined
  let again = false
  function pump(): void {
    again = true
    if (taking !== undefined || !running) return
    taking = (async () => {
      while (again && running) {
        again = false
        const deliveries = await queue.take({ limit: batch, worker, leaseMs })
        if (deliveries.length === 0) break
        again = true
        const bySubject = Map.groupBy(deliveries, ({ subject }) => subject)
        const work = Promise.all([...bySubject.values()].map(sendInOrder)).then(() => {})
        underWay.add(work)
        await work.finally(() => underWay.delete(work))
      }
    })()
      .catch((error) => logger.error({ err: error }, 'The events for Echo could not be read'))
      .finally(() => {
        taking = undefined
        if (again && running) pump()
      })
  }

  let stopListening = () => {}
  return {
    witness,
    async start() {
      running = true
      if (store.engine === 'sqlite') await queue.reclaim()
      stopListening = queue.onReady(pump)
      pump()
    },
    async stop() {
      running = false
      stopListening()
      await Promise.race([taking, new Promise((resolve) => setTimeout(resolve, 2_000).unref())])
      await queue.close()
    },
  }
}

/** An event that Echo will never take, however often it is offered. */
const isRefusal = (error: unknown) =>
  error instanceof GennakerError && !error.retryable && error.status >= 400 && error.status < 500

const unbegun: Standing = { execution: { status: 'NOT_STARTED' }, stages: new Map() }
