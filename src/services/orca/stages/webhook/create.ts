import { JsonPathError, readPath } from '../../../../lib/jsonpath/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageView } from '../../stage.ts'
import { minutes, running, seconds, succeeded, terminal } from '../results.ts'
import { isTrue, list, text } from '../values.ts'
import { type Answer, callWebhook, isFailure, named, shown } from './call.ts'
import { customHeaders, isPassing, statusCodes } from './fields.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Calls the webhook, and where the stage waits for more, finds out where to ask (orca: CreateWebhookTask).
 * A call that may have had an effect is repeated only where the service itself answered that it failed.
 */
export const createWebhook = defineTask<'outbound'>({
  implementingClass: 'com.netflix.spinnaker.orca.webhook.tasks.CreateWebhookTask',
  needs: ['outbound'],
  backoffMs: seconds(10),
  timeoutMs: minutes(5),
  timeoutOverridable: true,
  async run(stage, { outbound }) {
    const { context } = stage
    const [url, method] = [text(context.url) ?? '', (text(context.method) ?? 'POST').toUpperCase()]
    if (!methods.includes(method)) return terminal(`The method ${method} is not one of ${methods.join(', ')}.`)
    const headers = customHeaders(context)
    const result = await callWebhook(outbound, { method, url, headers, payload: context.payload })
    if (isFailure(result)) {
      const { kind, error } = result
      const isHarmless = method === 'GET' || method === 'HEAD'
      if (kind === 'unknownHost' || (kind === 'timeout' && isHarmless)) return running({ webhook: { error } })
      return terminal(error, { webhook: { error } })
    }
    const webhook = shown(result)
    if (result.status < 400) return finished(stage, url, result, webhook)
    const error = `${named({ method, url })} answered ${result.status} ${String(webhook.statusCode)}`
    const failed = { webhook: { ...webhook, error } }
    if (statusCodes(context.failFastStatusCodes, [504]).includes(result.status)) return terminal(error, failed)
    return isPassing(result.status, statusCodes(context.webhookRetryStatusCodes))
      ? running(failed)
      : terminal(error, failed)
  },
})

function finished({ context }: StageView, url: string, answer: Answer, webhook: Json) {
  if (!isTrue(context.waitForCompletion)) {
    if (list(context.expectedArtifacts).length === 0) return succeeded({ webhook })
    const { value, reason } = read(answer.body, '$.artifacts')
    if (reason === undefined) return succeeded({ webhook, artifacts: value })
    const error = 'Expected artifacts in webhook response couldn\'t be parsed: it has no "artifacts".'
    return terminal([error, reason], { webhook: { ...webhook, error } })
  }
  const { value, reason } = statusUrl(context, url, answer)
  if (value !== undefined) return succeeded({ webhook: { ...webhook, statusEndpoint: value }, statusEndpoint: value })
  const error = "The status URL couldn't be resolved, but 'Wait for completion' is configured"
  return terminal([error, ...(reason === undefined ? [] : [reason])], { webhook: { ...webhook, error } })
}

/** Where the webhook's progress is to be read; a path alone is one on the webhook's host. */
function statusUrl(context: Readonly<Json>, url: string, answer: Answer): { value?: string; reason?: string } {
  const from = text(context.statusUrlResolution) ?? 'getMethod'
  if (from === 'getMethod') return { value: url }
  if (from === 'locationHeader') {
    const { location } = answer.headers
    return location === undefined ? { reason: "The answer has no header 'Location'." } : absolute(location, url)
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
    if (error instanceof JsonPathError) return { reason: `${path}: ${error.message}` }
    throw error
  }
}
