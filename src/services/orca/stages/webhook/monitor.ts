import { PathNotFoundError, readPath } from '../../../../lib/jsonpath/index.ts'
import type { StageSettings } from '../../config.ts'
import type { ExecutionStatus, Json } from '../../model.ts'
import { defineTask, type TaskResult } from '../../stage.ts'
import { isTrue, json, list, number, present, text, words } from '../../values.ts'
import { exception, hours, minutes, running, seconds, succeeded } from '../results.ts'
import { taskStart, waiting } from '../wait.ts'
import { type Answer, callWebhook, isFailure, shown, withoutQuery } from './call.ts'
import { headersOf, isPassing, mostAttempts, statusCodes } from './fields.ts'

/** Lets the service get ready before it is asked for the first time. */
export const waitBeforeMonitor = waiting(taskStart, ({ context }) => seconds(number(context.waitBeforeMonitor) ?? 0))

/** Asks the status URL until what it answers says that the work is over (orca: MonitorWebhookTask). */
export const monitorWebhook = defineTask<'outbound' | 'settings'>({
  implementingClass: 'com.netflix.spinnaker.orca.webhook.tasks.MonitorWebhookTask',
  needs: ['outbound', 'settings'],
  backoffMs: (_stage, elapsedMs) => (elapsedMs > minutes(1) ? seconds(15) : seconds(1)),
  timeoutMs: hours(1),
  timeoutOverridable: true,
  async run(stage, services) {
    const { context } = stage
    const url = text(context.statusEndpoint) ?? (isTrue(context.monitorOnly) ? text(context.url) : undefined)
    if (url === undefined) throw exception('IllegalStateException', 'Missing required parameter: statusEndpoint = null')
    const webhook = json(context.webhook)
    const past = list(json(webhook.monitor).pastStatusCodes)
    const tell = (monitor: Json): Json => ({
      webhook: { ...webhook, monitor: past.length > 0 ? { pastStatusCodes: past, ...monitor } : monitor },
    })
    const failed = (why: string, more: Json = {}): TaskResult => {
      const error = `an exception occurred in webhook monitor to ${withoutQuery(url)}: ${why}`
      return { status: 'TERMINAL', context: tell({ ...more, error }) }
    }

    const result = await callWebhook(services, { method: 'GET', url, headers: headersOf(stage, services.settings) })
    if (isFailure(result)) return result.kind === 'other' ? failed(result.error) : running(tell({}))
    if (result.status < 400) return judged(context, result, tell)
    if (mayAskAgain(context, services.settings, past, result.status))
      return running(tell({ pastStatusCodes: [...past, result.status] }))
    const { statusCode, headers } = shown(result)
    return failed(`${result.status} ${statusCode}`, present({ headers }))
  },
})

/** A limit for the code counts over all polls, and replaces the rule for the code. */
function mayAskAgain(
  context: Readonly<Json>,
  settings: StageSettings,
  past: readonly unknown[],
  status: number,
): boolean {
  const most = mostAttempts(context.retries, status)
  if (most !== undefined) return past.filter((each) => each === status).length < most
  return isPassing(status, settings, statusCodes(context.retryStatusCodes))
}

function judged(context: Readonly<Json>, answer: Answer, tell: (monitor: Json) => Json): TaskResult {
  let monitor = shown(answer)
  const failed = (error: string, more: Json = {}): TaskResult => ({
    status: 'TERMINAL',
    context: tell({ ...monitor, ...more, error }),
  })
  const path = text(context.statusJsonPath)
  if (path === undefined) return succeeded(tell(monitor))

  const found = find(answer.body, 'status', path)
  if ('error' in found) return failed(found.error)
  const { value } = found
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return failed(`The json path '${path}' did not resolve to a single value`, { resolvedValue: value })

  const progressPath = text(context.progressJsonPath)
  if (progressPath !== undefined) {
    const progress = find(answer.body, 'progress', progressPath)
    if ('error' in progress) return failed(progress.error)
    if (typeof progress.value !== 'string') {
      const error = `The json path '${progressPath}' did not resolve to a String value`
      return failed(error, { resolvedValue: progress.value })
    }
    monitor = { ...monitor, progressMessage: progress.value }
  }

  if (typeof value === 'number') {
    const told = tell({ ...monitor, percentComplete: value })
    return value === 100 ? succeeded(told) : running(told)
  }
  const statuses = statusesIn(context)
  if (statuses === undefined)
    return failed(`The status is '${value}', and the stage does not say which mean success: set successStatuses.`)
  const status = statuses.get(String(value).toLowerCase()) ?? 'RUNNING'
  return { status, context: tell(monitor) }
}

/** What each status of the service means; undefined where the stage names no success. */
function statusesIn(context: Readonly<Json>): ReadonlyMap<string, ExecutionStatus> | undefined {
  if (words(context.successStatuses).length === 0) return undefined
  const meanings: [unknown, ExecutionStatus][] = [
    [context.terminalStatuses, 'TERMINAL'],
    [context.canceledStatuses, 'CANCELED'],
    [context.successStatuses, 'SUCCEEDED'],
  ]
  return new Map(
    meanings.flatMap(([listed, status]) =>
      words(listed).map((word): [string, ExecutionStatus] => [word.toLowerCase(), status]),
    ),
  )
}

function find(body: unknown, what: string, path: string): { value: unknown } | { error: string } {
  if (body === undefined || body === null) return { error: `Unable to parse ${what}: the response body is empty` }
  try {
    return { value: readPath(body, path) }
  } catch (error) {
    const reason =
      error instanceof PathNotFoundError
        ? 'not found in response body'
        : `could not be read: ${(error as Error).message}`
    return { error: `Unable to parse ${what}: JSON property '${path}' ${reason}` }
  }
}
