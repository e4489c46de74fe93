import { callJson } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Backends } from '../backends.ts'
import type { TaskView } from './waiter.ts'

/** As long as the original polls: 32 times, a second apart. */
const patienceMs = 32_000

export interface AdHocTask {
  readonly application?: string
  readonly description?: string
  readonly job: readonly Record<string, unknown>[]
  readonly [more: string]: unknown
}

/** Starts an ad-hoc task; answers `{ref: "/tasks/<id>"}`. */
export function submitTask({ orca }: Backends, task: AdHocTask): Promise<{ ref: string }> {
  return callJson(orca, { method: 'POST', path: '/ops', body: task, contentType: 'application/context+json' })
}

/**
 * Runs a change of configuration as a task that people can see, and waits for its end.
 * A task that failed is a 400 with its first error (gate: PipelineController); `what` names it, e.g. `Pipeline save`.
 */
export async function runConfigTask(backends: Backends, what: string, task: AdHocTask): Promise<TaskView> {
  const user = currentIdentity().user ?? 'anonymous'
  const { ref } = await submitTask(backends, { ...task, job: task.job.map((job) => ({ user, ...job })) })
  const id = ref.split('/').at(-1) ?? ''
  const look = () => callJson<TaskView>(backends.orca, { method: 'GET', path: `/tasks/${id}` })
  const finished = async () => {
    const view = await look()
    return isComplete(view.status) ? view : undefined
  }
  const view = (await backends.waiter.until(id, finished, patienceMs)) ?? (await look())
  if (view.status === 'SUCCEEDED') return view
  throw problem('invalid', firstError(view) ?? `${what} operation did not succeed: ${id} (status: ${view.status})`)
}

function isComplete(status: string): boolean {
  return ['SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED', 'SKIPPED', 'FAILED_CONTINUE'].includes(status)
}

function firstError(view: TaskView): string | undefined {
  const exception = view.variables?.find(({ key }) => key === 'exception')?.value as
    | { details?: { errors?: unknown[]; error?: string } }
    | undefined
  const first = exception?.details?.errors?.[0] ?? exception?.details?.error
  return first === undefined ? undefined : String(first)
}
