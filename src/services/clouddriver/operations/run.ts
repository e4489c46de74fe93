import type { Clock } from '../../../platform/clock.ts'
import { GennakerError, isRetryable } from '../../../platform/errors/index.ts'
import { LeaseLostError } from '../../../platform/leases/index.ts'
import type { Accounts } from '../accounts/index.ts'
import type { Inventory, Refresh } from '../inventory/index.ts'
import type { OperationResult } from '../provider.ts'
import type { Fence, StoredTask, TaskStore } from '../store/index.ts'
import { type BoundOperation, bindOperations, type RequestedOperation } from './request.ts'

export interface RunParts {
  readonly tasks: TaskStore
  readonly accounts: Accounts
  readonly inventory: Inventory
  readonly refresh: Refresh
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
  const results: unknown[] = []
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
    })
  }
  for (const [index, requested] of operations.entries()) {
    try {
      const result =
        (facts.get(`${index} ${resultFact}`) as OperationResult | undefined) ??
        (await runOperation(parts, task, { index, requested, facts, fence, log }))
      results.push(...(result.resultObjects ?? []))
    } catch (error) {
      if (error instanceof LeaseLostError) throw error
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
}

async function runOperation(parts: RunParts, task: StoredTask, step: Step): Promise<OperationResult> {
  const { tasks, accounts, inventory, refresh, clock } = parts
  const { index, requested, facts, fence, log } = step
  log.add(orchestration, `Processing op: ${requested.name}`)
  const [bound] = bindOperations(accounts, task.provider, [requested]) as [BoundOperation]
  const { operation, account, description } = bound
  const result = await operation.run(description as never, {
    account,
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
    inventory,
    clock,
  })
  const touched = result.touched ?? []
  if (touched.length > 0) {
    try {
      await refresh.serverGroups(account.name, touched)
    } catch (error) {
      // The cloud has done what was asked: a task that failed here would be repeated for nothing.
      log.add(operation.phase, `Could not read back what changed, the next cycle will: ${(error as Error).message}`)
    }
  }
  await log.flush()
  await tasks.addFact(fence, task.id, index, resultFact, result)
  return result
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
