import type { Clock } from '../../../platform/clock.ts'
import type { Leases } from '../../../platform/leases/index.ts'
import type { Logger, Metrics } from '../../../platform/telemetry/index.ts'
import type { OrcaConfig } from '../config.ts'
import type { Executions } from '../store/index.ts'
import { type CleanUp, cleanUp } from './clean-up.ts'
import { oldPipelines, topApplications } from './rules.ts'

export interface RetentionOptions {
  readonly config: OrcaConfig['pollers']
  readonly executions: Executions
  readonly leases: Leases
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  /** Whether this process may work in the background now. */
  readonly mayWork: () => boolean
}

export interface Retention {
  start(): void
  stop(): Promise<void>
}

const firstAfterMs = 60_000
/** A tenth more or less, so that processes that started together drift apart. */
const jittered = (ms: number) => ms * (0.9 + Math.random() * 0.2)
/** Of an interval: the lease of a round holds the other processes' rounds off and is over when the next one is due. */
const leasedShare = 0.8

/** Forgets old executions again and again, each way to do so in one process at a time; what is not enabled does nothing. */
export function createRetention({
  config,
  executions,
  leases,
  clock,
  logger,
  metrics,
  mayWork,
}: RetentionOptions): Retention {
  const removed = metrics.counter('orca_executions_removed_total', 'Executions that a clean-up deleted', ['cleanup'])
  const enabled = [
    ...(config['old-pipeline-cleanup'].enabled ? [oldPipelines(config['old-pipeline-cleanup'])] : []),
    ...(config['top-application-execution-cleanup'].enabled
      ? [topApplications(config['top-application-execution-cleanup'])]
      : []),
  ]
  const stopping = new AbortController()
  const timers = new Map<CleanUp, () => void>()
  const rounds = new Map<CleanUp, Promise<void>>()

  async function round(work: CleanUp): Promise<void> {
    const { name, intervalMs } = work
    const ttlMs = Math.max(1_000, intervalMs * leasedShare)
    const count = await leases.hold(
      `orca ${name}`,
      ttlMs,
      (_, lost) => cleanUp(work, { executions, clock, signal: AbortSignal.any([stopping.signal, lost]) }),
      { lingers: true },
    )
    if (count === undefined) return
    removed.inc({ cleanup: name }, count)
    if (count > 0) logger.info({ cleanup: name, count }, `${name} deleted ${count} executions`)
  }

  function arm(work: CleanUp, ms: number): void {
    const run = async () => {
      if (mayWork()) {
        await round(work).catch((error) =>
          logger.warn({ err: error, cleanup: work.name }, `${work.name} did not get to its end; it is tried again`),
        )
      }
      rounds.delete(work)
      if (!stopping.signal.aborted) arm(work, jittered(work.intervalMs))
    }
    timers.set(
      work,
      clock.setTimer(() => rounds.set(work, run()), ms),
    )
  }

  return {
    start() {
      for (const work of enabled) arm(work, Math.min(firstAfterMs, work.intervalMs))
    },
    async stop() {
      stopping.abort()
      for (const cancel of timers.values()) cancel()
      await Promise.all(rounds.values())
    },
  }
}
