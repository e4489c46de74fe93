import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { ulid } from 'ulid'
import type { Clock } from '../../../platform/clock.ts'
import { GennakerError } from '../../../platform/errors/index.ts'
import { type Delivery, LeaseLostError, type Queue } from '../../../platform/queue/index.ts'
import type { Store } from '../../../platform/store/index.ts'
import type { Logger, Metrics } from '../../../platform/telemetry/index.ts'
import type { TriggeredPipelines } from '../pipelines/index.ts'
import { artifactsIn, matchesOf, triggerKinds } from '../triggers/index.ts'
import type { EchoMessage, EventMessage, StartMessage } from './message.ts'
import { type StartParts, startPipeline } from './start.ts'

export interface WorkerParts extends StartParts {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly queue: Queue<EchoMessage>
  readonly pipelines: TriggeredPipelines
}

export interface Worker {
  start(): Promise<void>
  stop(): Promise<void>
}

/** Front50 and Orca may be away for most of an hour before something is given up, and stays among the dead letters. */
export const retryDelaysMs = [1_000, 5_000, 30_000, 120_000, 600_000, 1_200_000, 1_200_000]
const batch = 16
/** A dead process's work goes to another after this; a living one renews in time. */
const leaseMs = 12_000
const renewEveryMs = 4_000
const stopWaitMs = 5_000

/**
 * Works off what came in: an event becomes the starts of the pipelines whose triggers it meets, in one transaction, and each
 * start becomes an execution. Whenever this process dies, another goes on, and nothing starts twice.
 */
export function createWorker(parts: WorkerParts): Worker {
  const { store, clock, logger, queue, pipelines } = parts
  const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
  const started = parts.metrics.counter('echo_pipelines_started_total', 'Pipelines that triggers started', ['type'])
  let running = false
  let stopListening = () => {}

  async function find(delivery: Delivery<EchoMessage>, { event }: EventMessage): Promise<void> {
    const matches = matchesOf(event, await pipelines.all(), triggerKinds, logger)
    const receivedArtifacts = artifactsIn(event).map((artifact) => ({ ...artifact }))
    const starts = matches.map(
      ({ pipeline, trigger }): StartMessage => ({
        kind: 'start',
        executionId: ulid(clock.now()),
        pipelineId: pipeline.id,
        trigger: { ...trigger },
        receivedArtifacts,
      }),
    )
    await store.transaction(async (tx) => {
      await queue.complete(tx, delivery)
      // Executions of one pipeline begin in the order of what started them.
      for (const start of starts) await queue.push(tx, start, { subject: `pipeline ${start.pipelineId}` })
    })
  }

  async function begin(delivery: Delivery<EchoMessage>, message: StartMessage): Promise<void> {
    try {
      await startPipeline(parts, message, delivery.attempts > 1)
      started.inc({ type: String(message.trigger.type) })
    } catch (error) {
      if (!isRefusal(error)) throw error
      const { pipelineId, executionId } = message
      logger.warn({ pipeline: pipelineId, execution: executionId, err: error }, 'Orca refused to start a pipeline')
    }
    await store.transaction((tx) => queue.complete(tx, delivery))
  }

  /** One after the other; when one has to wait, so do those behind it. */
  async function work(deliveries: readonly Delivery<EchoMessage>[]): Promise<void> {
    for (const [index, delivery] of deliveries.entries()) {
      const { message } = delivery
      try {
        await (message.kind === 'event' ? find(delivery, message) : begin(delivery, message))
      } catch (error) {
        if (error instanceof LeaseLostError) return
        logger.warn({ err: error }, `${message.kind === 'event' ? 'An event' : 'The start of a pipeline'} has to wait`)
        await queue.retry(delivery, retryDelaysMs[delivery.attempts - 1] ?? 0, error)
        await queue.release(deliveries.slice(index + 1))
        return
      }
    }
  }

  /** Keeps the leases while Front50 or Orca takes its time. */
  function keep(deliveries: Delivery<EchoMessage>[]): () => void {
    let stop = clock.setTimer(renew, renewEveryMs)
    function renew() {
      // Those that are done are lost by now, and that is right.
      queue.renew(deliveries, leaseMs).catch((error) => logger.warn({ err: error }, 'Leases could not be renewed'))
      stop = clock.setTimer(renew, renewEveryMs)
    }
    return () => stop()
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
        const bySubject = Map.groupBy(deliveries, ({ subject, id }) => subject ?? String(id))
        const stopRenewing = keep(deliveries)
        await Promise.all([...bySubject.values()].map(work)).finally(stopRenewing)
      }
    })()
      .catch((error) => logger.error({ err: error }, 'What came in could not be worked on'))
      .finally(() => {
        taking = undefined
        if (again && running) pump()
      })
  }

  return {
    async start() {
      running = true
      if (store.engine === 'sqlite') await queue.reclaim()
      stopListening = queue.onReady(pump)
      pump()
    },
    async stop() {
      running = false
      stopListening()
      let giveUp = () => {}
      const waited = new Promise<void>((resolve) => {
        giveUp = clock.setTimer(resolve, stopWaitMs)
      })
      // What is left half done is done by the next start, and starts nothing twice.
      await Promise.race([taking, waited])
      giveUp()
    },
  }
}

/** What will never be taken, however often it is offered. */
const isRefusal = (error: unknown) =>
  error instanceof GennakerError && !error.retryable && error.status >= 400 && error.status < 500
