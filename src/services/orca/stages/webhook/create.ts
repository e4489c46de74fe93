import { JsonPathError, PathNotFoundError, readPath } from '../../../../lib/jsonpath/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageView, type TaskResult } from '../../stage.ts'
import { isTrue, list, text } from '../../values.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { type Answer, callWebhook, isFailure, shown, withoutQuery } from './call.ts'
import { headersOf, isPassing, methodOf, statusCodes } from './fields.ts'

/**
 * Calls the webhook, and where the stage waits for more, finds out where to ask (orca: CreateWebhookTask).
 * A call that may have had an effect is repeated only where the service itself answered that it failed.
 */
export const createWebhook = defineTask<'outbound' | 'settings'>({
  implementingClass: 'com.netflix.spinnaker.orca.webhook.tasks.CreateWebhookTask',
  needs: ['outbound', 'settings'],
  backoffMs: seconds(10),
  timeoutMs: minutes(5),
  timeoutOverridable: true,
  async run(stage, services) {
    const { context, execution } = stage
    const url = text(context.url)
    const about = `pipeline ${execution.id}`
    if (url === undefined)
      return failed({ error: `An exception occurred for ${about} performing a request to null. The stage has no url.` })
    const method = methodOf(context.method)
    const headers = headersOf(stage, services.settings)
    const result = await callWebhook(services, { method, url, headers, payload: context.payload })
    const where = withoutQuery(url)
    if (isFailure(result)) {
      const { kind, safeToRetry, error } = result
      if (kind === 'unknownHost')
        return again({ error: `Remote host resolution failure in webhook for ${about} to ${where}, will retry.` })
      if (kind === 'timeout' && safeToRetry)
        return again({ error: `Socket timeout in webhook on ${method} request for ${about} to ${where}, will retry.` })
      return failed({ error: `An exception occurred for ${about} performing a request to ${where}. ${error}` })
    }
    const { status } = result
    if (status < 400) return finished(stage, url, result)
    const answered = (error: string) => ({ ...shown(result), error })
    if (statusCodes(context.failFastStatusCodes, [504]).includes(status)) {
      const told = 'which is configured to fail fast, terminating stage'
      return failed(answered(`Received status code ${status}, ${told} for ${about} to ${where}`))
    }
    const error = `Error submitting webhook for ${about} to ${where} with status code ${status}`
    return isPassing(status, services.settings, statusCodes(context.webhookRetryStatusCodes))
      ? again(answered(`${error}, will retry.`))
      : failed(answered(`${error}.`))
  },
})

const failed = (webhook: Json): TaskResult => ({ status: 'TERMINAL', context: { webhook } })
const again = (webhook: Json): TaskResult => running({ webhook })

function finished({ context }: StageView, url: string, answer: Answer): TaskResult {
  const webhook = shown(answer)
  if (!isTrue(context.waitForCompletion)) {
    if (list(context.expectedArtifacts).length === 0) return succeeded({ webhook })
    const { value, reason } = read(answer.body, '$.artifacts')
    if (reason === undefined) return succeeded({ webhook, artifacts: value })
    return failed({ ...webhook, error: `Expected artifacts in webhook response couldn't be parsed: ${reason}` })
  }
  const { value, reason } = statusUrl(context, url, answer)
  if (value !== undefined) return succeeded({ webhook: { ...webhook, statusEndpoint: value }, statusEndpoint: value })
  const error =
    reason === undefined
      ? "The status URL couldn't be resolved, but 'Wait for completion' is configured"
      : `Exception while resolving status check URL: ${reason}`
  return failed({ ...webhook, error })
}

/** Where the webhook's progress is to be read; a path alone is one on the webhook's host. */
function statusUrl(context: Readonly<Json>, url: string, answer: Answer): { value?: string; reason?: string } {
  const from = text(context.statusUrlResolution) ?? 'getMethod'
  if (from === 'getMethod') return { value: url }
  if (from === 'locationHeader') {
    const { location } = answer.headers
    return location === undefined ? {} : absolute(location, url)
  }
  if (from !== 'webhookResponse')
    return { reason: `statusUrlResolution is '${from}', not one of getMethod, locationHeader, webhookResponse.` }
  const path = text(context.statusUrlJsonPath)
  if (path === undefined) return { reason: 'The stage has no statusUrlJsonPath.' }
  const { value, reason } = read(answer.body, path)
  if (reason !== undefined) return { reason }
  return typeof value === 'string' && value !== '' ? absolute(value, url) : { reason: `${path} leads to no text.` }
}

/** A service behind a proxy may think that it is called by another scheme than it is. */
function absolute(found: string, url: string): { value?: string; reason?: string } {
  if (!URL.canParse(found, url)) return { reason: 'What the answer names is not a URL.' }
  const [status, webhook] = [new URL(found, url), new URL(url)]
  if (status.host === webhook.host) status.protocol = webhook.protocol
  return { value: status.href }
}

function read(body: unknown, path: string): { value?: unknown; reason?: string } {
  try {
    return { value: readPath(body, path) }
  } catch (error) {
    if (error instanceof PathNotFoundError) return { reason: error.message }
    if (error instanceof JsonPathError) return { reason: `${path}: ${error.message}` }
    throw error
  }
}
