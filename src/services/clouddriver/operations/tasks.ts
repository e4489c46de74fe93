import { ulid } from 'ulid'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity, type Identity, runAs } from '../../../platform/identity/index.ts'
import { LeaseLostError, type Leases } from '../../../platform/leases/index.ts'
import type { Logger } from '../../../platform/telemetry/index.ts'
import type { CloudTask } from '../client.ts'
import type { StoredTask } from '../store/index.ts'
import { presentTask } from './present.ts'
import { checkOperations, type RequestedOperation } from './request.ts'
import { type RunParts, runTask } from './run.ts'

/** Recorded tasks: each runs in one process at a time, and to its end whichever process dies. */
export interface Tasks {
  /** Records the request and starts it, unless `clientRequestId` is known: the request's one task either way. */
  submit(provider: string, operations: readonly RequestedOperation[], clientRequestId?: string): Promise<string>
  /** Throws notFound. */
  find(id: string): Promise<CloudTask>
  running(): Promise<CloudTask[]>
  /** Runs a task again that failed in a way that may pass; throws invalid for any other. */
  resume(id: string): Promise<void>
  /** The same with other operations instead of those that failed. */
  restart(id: string, provider: string, operations: readonly RequestedOperation[]): Promise<void>
  /** Ends a task that failed in a way that may pass for good, or gives it that way back (`retryable`). */
  settle(id: string, retryable: boolean): Promise<void>
  /** Begins to look after tasks whose process died. */
  start(): void
  /** Waits for this process's tasks, as long as configured; what is left is resumed by the next start. */
  stop(): Promise<void>
}

export interface TasksParts extends RunParts {
  readonly leases: Leases
  readonly owner: string
  readonly logger: Logger
  readonly leaseMs: number
  readonly completedTtlMs: number
  readonly shutdownWaitMs: number
}

const sweepMs = 1_000
const forgetEveryMs = 3_600_000
const leaseName = (id: string) => `clouddriver task ${id}`

export function createTasks(parts: TasksParts): Tasks {
  const { tasks, known, inventory, clock, leases, owner, logger } = parts
  const inProgress = new Map<string, Promise<void>>()
  let stopped = false
  let stopTimer = () => {}
  let forgetAt = 0

  const require = async (id: string): Promise<StoredTask> => {
    const task = await tasks.find(id)
    if (task) return task
    throw problem('notFound', `Task not found (id: ${id})`)
  }

  const run = async (id: string) => {
    await leases.hold(leaseName(id), parts.leaseMs, async (lease) => {
      const fence = (tx: Parameters<Leases['confirm']>[0]) => leases.confirm(tx, lease)
      const task = await require(id)
      if (task.state !== 'STARTED') return
      if (task.owner !== owner) await tasks.own(fence, id, owner)
      await runAs(JSON.parse(task.identity) as Identity, () => runTask(parts, task, fence))
    })
  }

  const launch = (id: string) => {
    if (stopped || inProgress.has(id)) return
    const work = run(id)
      .catch((error) => {
        if (error instanceof LeaseLostError || stopped) return
        logger.error({ task: id, err: error }, `Task ${id} stopped half way and will be resumed: ${error.message}`)
      })
      .finally(() => inProgress.delete(id))
    inProgress.set(id, work)
  }

  const sweep = async () => {
    const [running, standing] = await Promise.all([tasks.running(), leases.list()])
    const held = new Set(standing.map(({ name }) => name))
    for (const id of running) if (!held.has(leaseName(id))) launch(id)
    if (clock.now() < forgetAt) return
    forgetAt = clock.now() + forgetEveryMs
    await tasks.forget(clock.now() - parts.completedTtlMs)
  }

  const sweepAndAgain = async () => {
    await sweep().catch((error) => logger.warn(`Interrupted tasks could not be looked for: ${error.message}`))
    if (!stopped) stopTimer = clock.setTimer(sweepAndAgain, sweepMs)
  }

  return {
    async submit(provider, operations, clientRequestId) {
      await checkOperations(known, inventory, provider, operations)
      const id = ulid(clock.now())
      const { task, created } = await tasks.open({
        id,
        request_id: clientRequestId ?? id,
        provider,
        operations: JSON.stringify(operations),
        identity: JSON.stringify(currentIdentity()),
        owner,
        created_at: clock.now(),
      })
      if (created || (task.state === 'FAILED_RETRYABLE' && (await tasks.reopen(task.id)))) launch(task.id)
      return task.id
    },
    find: async (id) => presentTask(await require(id)),
    async running() {
      const found = await Promise.all((await tasks.running()).map((id) => tasks.find(id)))
      return found.flatMap((task) => (task ? [presentTask(task)] : []))
    },
    async resume(id) {
      const task = await require(id)
      if (!(await tasks.reopen(id))) {
        throw problem('invalid', `Task ${id} can't be resumed: it is ${task.state}, not FAILED_RETRYABLE`)
      }
      launch(id)
    },
    async restart(id, provider, operations) {
      await checkOperations(known, inventory, provider, operations)
      const task = await require(id)
      const instead = { provider, operations: JSON.stringify(operations) }
      if (!(await tasks.reopen(id, instead))) {
        throw problem('invalid', `Task ${id} can't be restarted: it is ${task.state}, not FAILED_RETRYABLE`)
      }
      launch(id)
    },
    async settle(id, retryable) {
      const task = await require(id)
      if (await tasks.settle(id, retryable ? 'FAILED_RETRYABLE' : 'FAILED')) return
      throw problem('invalid', `Task ${id} can't be marked as failed: it is ${task.state}`)
    },
    start: () => void sweepAndAgain(),
    async stop() {
      stopped = true
      stopTimer()
      let giveUp = () => {}
      const waited = new Promise<void>((resolve) => {
        giveUp = clock.setTimer(resolve, parts.shutdownWaitMs)
      })
      await Promise.race([Promise.all(inProgress.values()), waited])
      giveUp()
    },
  }
}
