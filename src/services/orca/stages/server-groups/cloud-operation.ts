import type { CloudTask } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type StageView, type TaskDefinition, type TaskResult } from '../../stage.ts'
import { hours, running, seconds, succeeded, terminal } from '../results.ts'
import { isTrue, json, number, objects, text, texts } from '../values.ts'

/** A restarted stage keeps its id, but is to do its operations again. */
const attempt = (stage: StageView) => text(json(stage.context.restartDetails).restartTime) ?? ''

/**
 * Submits operations as one recorded task of the cloud. A repetition after a crash gets the task that exists.
 * Returns what the monitoring task goes by.
 */
export async function submit(
  stage: StageView,
  clouddriver: Capabilities['clouddriver'],
  request: { provider: string; account: string; operations: readonly Json[]; expectsResult?: boolean },
): Promise<Json> {
  const { id } = await clouddriver.submit({
    provider: request.provider,
    operations: request.operations,
    clientRequestId: stage.requestId(attempt(stage)),
  })
  return {
    'kato.last.task.id': { id },
    'deploy.account.name': request.account,
    'kato.result.expected': request.expectsResult ?? false,
    'notification.type': Object.keys(request.operations.at(-1) ?? {})[0]?.toLowerCase(),
  }
}

const longestAbsence = 30

/** Follows the cloud's task until it ends, and keeps its state where UIs read it (orca: MonitorKatoTask). */
export function monitorOperation(
  limits: Partial<Pick<TaskDefinition<'clouddriver'>, 'timeoutMs' | 'timeoutOverridable'>> = {},
) {
  return defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.MonitorKatoTask',
    needs: ['clouddriver'],
    backoffMs: (_stage, elapsedMs) => seconds(elapsedMs < seconds(30) ? 1 : 5),
    timeoutMs: hours(1),
    ...limits,
    run: followTask,
  })
}

async function followTask(stage: StageView, { clouddriver }: Pick<Capabilities, 'clouddriver'>): Promise<TaskResult> {
  const id = text(json(stage.context['kato.last.task.id']).id)
  if (id === undefined) return succeeded()
  const task = await clouddriver.task(id)
  if (task === undefined) {
    const misses = (number(stage.context['kato.task.notFoundRetryCount']) ?? 0) + 1
    if (misses > longestAbsence) return terminal(`Clouddriver does not know its task ${id} any more`)
    return running({ 'kato.task.notFoundRetryCount': misses })
  }
  const context = remembered(stage, task)
  if (task.status.failed) {
    if (!task.status.retryable) return terminal(failureOf(task), { ...context, 'kato.task.lastStatus': 'TERMINAL' })
    await clouddriver.resumeTask(id)
    const retries = (number(stage.context['kato.task.terminalRetryCount']) ?? 0) + 1
    return running({ ...context, 'kato.task.lastStatus': 'TERMINAL', 'kato.task.terminalRetryCount': retries })
  }
  const isAwaitingResult = isTrue(stage.context['kato.result.expected']) && task.resultObjects.length === 0
  if (!task.status.completed || isAwaitingResult) return running({ ...context, 'kato.task.lastStatus': 'RUNNING' })
  return succeeded({ ...context, ...deployed(stage, task), 'kato.task.lastStatus': 'SUCCEEDED' })
}

/** `kato.tasks`, with this task's state in place of an older one. */
function remembered(stage: StageView, task: CloudTask): Json {
  const exception = task.resultObjects.find(({ type }) => type === 'EXCEPTION')
  const entry = {
    id: task.id,
    status: task.status,
    history: task.history,
    resultObjects: task.resultObjects,
    outputs: task.outputs,
    ...(exception && { exception }),
  }
  const others = objects(stage.context['kato.tasks']).filter(({ id }) => String(id) !== task.id)
  return { 'kato.tasks': [...others, entry] }
}

function failureOf(task: CloudTask): string[] {
  const messages = task.resultObjects.flatMap((result) =>
    result.type === 'EXCEPTION' ? (text(result.message) ?? []) : [],
  )
  return messages.length > 0 ? messages : [task.history.at(-1)?.status ?? task.status.status]
}

/** The server groups that an operation made, as `{region: [name]}`, where the stage does not say already. */
function deployed(stage: StageView, task: CloudTask): Json {
  if (stage.context['deploy.server.groups'] !== undefined) return {}
  const groups: Record<string, string[]> = {}
  for (const entry of task.resultObjects.flatMap(({ serverGroupNames }) => texts(serverGroupNames))) {
    const [region, name] = entry.split(':')
    if (region !== undefined && name !== undefined) groups[region] = [...(groups[region] ?? []), name]
  }
  return Object.keys(groups).length === 0 ? {} : { 'deploy.server.groups': groups }
}
