import type { CloudTask } from '../../../clouddriver/client.ts'
import { cloudSettings } from '../../cloud-settings.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type StageView, type TaskDefinition, type TaskResult } from '../../stage.ts'
import { isTrue, json, number, objects, text, texts } from '../../values.ts'
import { hours, minutes, running, seconds, succeeded } from '../results.ts'

/**
 * Submits operations as one recorded task of the cloud; without a provider, to Clouddriver itself. A repetition after a
 * crash gets the task that exists; `round` tells the rounds of a task apart that runs more than once.
 */
export async function requestOperations(
  stage: StageView,
  clouddriver: Capabilities['clouddriver'],
  request: { provider?: string | undefined; operations: readonly Json[]; round?: string },
): Promise<{ readonly 'kato.last.task.id': { readonly id: string } }> {
  const { id } = await clouddriver.submit({
    ...(request.provider === undefined ? {} : { provider: request.provider }),
    operations: request.operations,
    clientRequestId: stage.requestId(request.round),
  })
  return { 'kato.last.task.id': { id } }
}

/** Submits the operations of one account. Returns what the monitoring task goes by. */
export async function submit(
  stage: StageView,
  clouddriver: Capabilities['clouddriver'],
  request: { provider: string; account: string; operations: readonly Json[]; expectsResult?: boolean },
): Promise<Json> {
  return {
    ...(await requestOperations(stage, clouddriver, request)),
    'deploy.account.name': request.account,
    'notification.type': Object.keys(request.operations.at(-1) ?? {})[0]?.toLowerCase(),
    ...(request.expectsResult === undefined ? {} : { 'kato.result.expected': request.expectsResult }),
  }
}

const mostMisses = 30
const quickLookMs = 200

/** Follows the cloud's task until it ends, and keeps its state where UIs read it (orca: MonitorKatoTask). */
export function monitorOperation(
  limits: Partial<Pick<TaskDefinition<'clouddriver' | 'settings'>, 'timeoutMs' | 'timeoutOverridable'>> = {},
) {
  return defineTask<'clouddriver' | 'settings'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.MonitorKatoTask',
    needs: ['clouddriver', 'settings'],
    backoffMs: ({ context }, elapsedMs) => {
      // A resumed operation may fail at once again: each time it is asked about later, at most every two minutes.
      if (context['kato.task.lastStatus'] === 'TERMINAL') {
        const resumed = number(context['kato.task.terminalRetryCount']) ?? 1
        return Math.min(minutes(2), seconds(5) * 2 ** Math.min(resumed - 1, 10))
      }
      // A task that is not known needs time, not questions.
      const isMissing = (number(context['kato.task.notFoundRetryCount']) ?? 0) > 0
      if (isMissing || elapsedMs >= seconds(30)) return seconds(5)
      // Most operations are a call or two: a whole second each would be most of a release's own time.
      return elapsedMs < seconds(2) ? quickLookMs : seconds(1)
    },
    timeoutMs: hours(1),
    ...limits,
    run: followTask,
  })
}

async function followTask(
  stage: StageView,
  { clouddriver, settings }: Pick<Capabilities, 'clouddriver' | 'settings'>,
): Promise<TaskResult> {
  const id = text(json(stage.context['kato.last.task.id']).id)
  if (id === undefined) return succeeded()
  const task = await clouddriver.task(id)
  if (task === undefined) {
    const misses = (number(stage.context['kato.task.notFoundRetryCount']) ?? 0) + 1
    if (misses >= mostMisses) throw new Error(`Clouddriver does not know its task ${id} any more`)
    return running({ 'kato.task.notFoundRetryCount': misses })
  }
  const context = {
    'kato.task.terminalRetryCount': 0,
    'kato.task.firstNotFoundRetry': -1,
    'kato.task.notFoundRetryCount': 0,
    ...remembered(stage, task),
  }
  if (task.status.failed) {
    const failed = { ...context, 'kato.task.lastStatus': 'TERMINAL' }
    return task.status.retryable && cloudSettings(settings).resumesOperations
      ? resume(stage, task, failed, clouddriver)
      : { status: 'TERMINAL', context: { ...failed, exception: failureOf(task) } }
  }
  const isAwaitingResult = isTrue(stage.context['kato.result.expected']) && task.resultObjects.length === 0
  if (!task.status.completed || isAwaitingResult) return running({ ...context, 'kato.task.lastStatus': 'RUNNING' })
  const done = succeeded({ ...context, ...deployed(stage, task), 'kato.task.lastStatus': 'SUCCEEDED' })
  if (stage.context['kato.task.retriedOperation'] !== true) return done
  return { ...done, notices: [{ group: notice, message: 'Completed cloud provider retry', closed: true }] }
}

const notice = 'katoRetryTask'

async function resume(stage: StageView, task: CloudTask, context: Json, clouddriver: Capabilities['clouddriver']) {
  await clouddriver.resumeTask(task.id).catch((error: { status?: number }) => {
    // One that Clouddriver has forgotten can't be resumed; anything else may pass.
    if (error.status === 404) throw error
  })
  const retries = (number(stage.context['kato.task.terminalRetryCount']) ?? 0) + 1
  return {
    ...running({ ...context, 'kato.task.terminalRetryCount': retries, 'kato.task.retriedOperation': true }),
    notices: [{ group: notice, message: 'Retrying failed downstream cloud provider operation', closed: false }],
  }
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

/** Why the operation failed, where readers of stages look for it. */
function failureOf(task: CloudTask): Json {
  const messages = task.resultObjects.flatMap((result) =>
    result.type === 'EXCEPTION' ? (text(result.message) ?? []) : [],
  )
  const errors = messages.length > 0 ? messages : [task.history.at(-1)?.status ?? task.status.status]
  return { details: { error: errors[0], errors } }
}

/** What an operation made: server groups as `{region: [name]}` and jobs by place, where the stage does not say already. */
function deployed({ context }: StageView, task: CloudTask): Json {
  const groups: Record<string, string[]> = {}
  for (const entry of task.resultObjects.flatMap(({ serverGroupNames }) => texts(serverGroupNames))) {
    const [first = '', second] = entry.split(':')
    const [region, name] = second === undefined ? ['region_missing', first] : [first, second]
    groups[region] = [...(groups[region] ?? []), name]
  }
  const jobs = task.resultObjects.find(
    ({ deployedNamesByLocation }) => deployedNamesByLocation,
  )?.deployedNamesByLocation
  return {
    ...(context['deploy.server.groups'] === undefined ? { 'deploy.server.groups': groups } : {}),
    ...(context['deploy.jobs'] === undefined && jobs !== undefined ? { 'deploy.jobs': jobs } : {}),
  }
}
