import type { Clock } from '../../../platform/clock.ts'
import { GennakerError, isRetryable } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import { LeaseLostError } from '../../../platform/leases/index.ts'
import type { Inventory, Refresh } from '../inventory/index.ts'
import type { CloudAccount, OperationResult } from '../provider.ts'
import type { Fence, PastOperationStore, StoredTask, TaskStore } from '../store/index.ts'
import type { ServerGroupPlace } from '../tags/index.ts'
import { type BoundOperation, bindOperations, type OperationsKnown, type RequestedOperation } from './request.ts'
import type { Turns } from './turns.ts'

export interface RunParts {
  readonly tasks: TaskStore
  readonly known: OperationsKnown
  readonly inventory: Inventory
  readonly refresh: Refresh
  /** Hears of server groups that an operation touched and that are not there any more. */
  readonly gone: (provider: string, group: ServerGroupPlace) => Promise<void>
  readonly pastOperations: PastOperationStore
  readonly turns: Turns
  readonly clock: Clock
}

const orchestration = 'ORCHESTRATION'
/** The fact under which an operation's result is remembered: it has run and must not run again. */
const resultFact = '@result'

/**
 * Runs a task from where it stands to its end (clouddriver: DefaultOrchestrationProcessor). After a crash, operations that
 * ended are skipped and the interrupted one repeats with its request id and what it remembered. The first failure ends
 * the task: what was to follow counted on it. Throws LeaseLostError when another process has taken the task over.
 */
export async function runTask(parts: RunParts, task: StoredTask, fence: Fence): Promise<void> {
  const { tasks, clock } = parts
  const log = lineLog(parts, task, fence)
  log.add(orchestration, task.lines.length === 0 ? 'Initializing Orchestration Task' : 'Resuming Orchestration Task')
  const facts = await tasks.facts(task.id)
  const results: Readonly<Record<string, unknown>>[] = []
  const outputs: Readonly<Record<string, unknown>>[] = []
  const operations = JSON.parse(task.operations) as RequestedOperation[]
  const end = async (state: 'COMPLETED' | 'FAILED' | 'FAILED_RETRYABLE', status: string) => {
    const position = await log.flush()
    await tasks.finish(fence, {
      id: task.id,
      state,
      at: clock.now(),
      position,
      phase: orchestration,
      status,
      results,
      outputs,
    })
  }
  for (const [index, requested] of operations.entries()) {
    try {
      const result =
        (facts.get(`${index} ${resultFact}`) as OperationResult | undefined) ??
        (await runOperation(parts, task, { index, requested, facts, fence, log, priorResults: [...results] }))
      results.push(...(result.resultObjects ?? []))
      outputs.push(...(result.outputs ?? []))
    } catch (error) {
      // The process stops: the task is not at its end, the next process goes on with it.
      if (error instanceof LeaseLostError || (error as Error).name === 'AbortError') throw error
      const failure = describeFailure(requested.name, error)
      results.push(failure)
      const status = `Orchestration failed: ${requested.name} | ${(error as Error).name}: [${failure.message}]`
      return end(failure.retryable ? 'FAILED_RETRYABLE' : 'FAILED', status)
    }
  }
  await end('COMPLETED', 'Orchestration completed.')
}

interface Step {
  readonly index: number
  readonly requested: RequestedOperation
  readonly facts: Map<string, unknown>
  readonly fence: Fence
  readonly log: LineLog
  readonly priorResults: readonly Readonly<Record<string, unknown>>[]
}

async function runOperation(parts: RunParts, task: StoredTask, step: Step): Promise<OperationResult> {
  const { tasks, known, inventory, clock } = parts
  const { index, requested, facts, fence, log, priorResults } = step
  log.add(orchestration, `Processing op: ${requested.name}`)
  const [bound] = bindOperations(known, task.provider, [requested]) as [BoundOperation]
  const { operation, account, description } = bound
  const startedAt = clock.now()
  const result = await operation.run(description as never, {
    account: account as CloudAccount,
    priorResults,
    requestId: index === 0 ? task.request_id : `${task.request_id}:${index}`,
    status: (line) => log.add(operation.phase, line),
    async remember<T>(key: string, decide: () => Promise<T> | T): Promise<T> {
      const name = `${index} ${key}`
      if (facts.has(name)) return facts.get(name) as T
      const value = await decide()
      await tasks.addFact(fence, task.id, index, key, value)
      facts.set(name, value)
      return value
    },
    alone: (key, work) => parts.turns(`${account?.name ?? ''} ${key}`, work),
    inventory,
    clock,
  })
  if (account) {
    await readBack(parts, account, result).catch((error: Error) =>
      // The cloud has done what was asked: a task that failed here would be repeated for nothing.
      log.add(operation.phase, `Could not read back what changed, the next cycle will: ${error.message}`),
    )
  }
  await log.flush()
  if (account && result.touched?.length) {
    const { user, executionId, executionType } = currentIdentity()
    const asked = { taskId: task.id, index, ...present({ user, executionId, executionType }) }
    const done = { operation: requested.name, startedAt, endedAt: clock.now(), groups: result.touched }
    await parts.pastOperations.record({ ...asked, ...done, account: account.name }, fence)
  }
  await tasks.addFact(fence, task.id, index, resultFact, result)
  return result
}

/** Without what has no value. */
function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as never
}

/** Reads what the operation touched: whoever waits for the task finds it in the inventory. */
async function readBack(
  { refresh, inventory, gone }: RunParts,
  { name, provider }: CloudAccount,
  result: OperationResult,
): Promise<void> {
  const { touched = [], refresh: others = [] } = result
  await Promise.all([
    touched.length > 0 &&
      refresh.serverGroups(
        name,
        touched.map((each) => ({ ...each, changed: true })),
      ),
    ...others.map(({ type, data }) => refresh.onDemand(provider, type, { account: name, ...data })),
  ])
  const lost = touched.filter((group) => inventory.serverGroup(name, group.region, group.name) === undefined)
  await Promise.all(lost.map((group) => gone(provider, { account: name, region: group.region, name: group.name })))
}

function describeFailure(operation: string, error: unknown) {
  const { message, cause } = error as Error
  const details = error instanceof GennakerError ? error.attributes['errors'] : undefined
  return {
    type: 'EXCEPTION',
    operation,
    message: message || `${operation} failed without a word; see Clouddriver's log`,
    cause: cause instanceof Error ? cause.message : undefined,
    details: Array.isArray(details) ? details : [],
    retryable: isRetryable(error),
  }
}

interface LineLog {
  add(phase: string, status: string): void
  /** Waits until all lines are kept and returns the next one's position; throws what keeping them threw. */
  flush(): Promise<number>
}

/** Keeps lines in their order without making who speaks wait. */
function lineLog({ tasks }: RunParts, task: StoredTask, fence: Fence): LineLog {
  let position = task.lines.length
  let kept: Promise<unknown> = Promise.resolve()
  return {
    add(phase, status) {
      const line = { task_id: task.id, position, phase, status }
      position += 1
      kept = kept.then(() => tasks.addLine(fence, line))
      // Whoever flushes hears of it.
      kept.catch(() => {})
    },
    flush: () => kept.then(() => position),
  }
}
