import { z } from 'zod'
import type { Json } from '../../model.ts'
import type { Capabilities, StageDefinition, TaskNode } from '../../stage.ts'
import { isTrue, json, number, text } from '../../values.ts'
import { bindProducedArtifacts } from '../artifacts/index.ts'
import { exception } from '../results.ts'
import { callWebhook } from './call.ts'
import { createWebhook } from './create.ts'
import { headersOf, methodOf, methods } from './fields.ts'
import { monitorWebhook, waitBeforeMonitor } from './monitor.ts'

/** One field of these may be a list, or text with commas; expressions leave numbers as text. */
const codes = z.union([z.array(z.union([z.number(), z.string()])), z.string(), z.number()]).nullish()
const statuses = z.union([z.string(), z.array(z.string())]).nullish()

const method = z.string().refine((name) => methods.includes(name.toUpperCase()), `must be one of ${methods.join(', ')}`)

const schema = z.looseObject({
  url: z.string().describe('The URL to call.').nullish(),
  method: method.describe('GET, HEAD, POST, PUT, PATCH or DELETE; POST by default.').nullish(),
  payload: z.unknown().optional().describe('Sent as JSON; text as it is.'),
  customHeaders: z.looseObject({}).nullish(),
  failFastStatusCodes: codes.describe('Answers that fail the stage at once.'),
  webhookRetryStatusCodes: codes.describe('Answers, beside 429 and 5xx, after which the call is repeated.'),
  waitForCompletion: z.union([z.boolean(), z.string()]).nullish(),
  monitorOnly: z.union([z.boolean(), z.string()]).nullish(),
  statusUrlResolution: z.string().describe('getMethod, locationHeader or webhookResponse.').nullish(),
  statusUrlJsonPath: z.string().nullish(),
  statusEndpoint: z.string().nullish(),
  waitBeforeMonitor: z.union([z.number(), z.string()]).describe('Seconds before the first poll.').nullish(),
  statusJsonPath: z.string().nullish(),
  progressJsonPath: z.string().nullish(),
  successStatuses: statuses,
  canceledStatuses: statuses,
  terminalStatuses: statuses,
  retryStatusCodes: codes.describe('Answers, beside 429 and 5xx, after which the status is asked again.'),
  cancelEndpoint: z.string().nullish(),
  cancelMethod: method.nullish(),
  cancelPayload: z.unknown().optional(),
})

/** Calls a URL and, when asked to, polls another until the work behind it is over (orca: WebhookStage). */
export const webhook: StageDefinition = {
  type: 'webhook',
  label: 'Webhook',
  schema,
  async prepare({ context }, services) {
    await requireUsableAccount(context, services)
    return withWaitTime(context)
  },
  tasks({ context }): TaskNode[] {
    if (isTrue(context.monitorOnly) && !isTrue(context.waitForCompletion)) {
      const words = "Can't specify monitorOnly = true and waitForCompletion = false at the same time"
      throw exception('UserException', words)
    }
    const create = isTrue(context.monitorOnly) ? [] : [{ name: 'createWebhook', task: createWebhook }]
    const bind = 'expectedArtifacts' in context ? [{ name: 'bindProducedArtifacts', task: bindProducedArtifacts }] : []
    if (!isTrue(context.waitForCompletion)) return [...create, ...bind]
    const wait =
      (number(context.waitBeforeMonitor) ?? 0) > 0
        ? [{ name: 'waitBeforeMonitorWebhook', task: waitBeforeMonitor }]
        : []
    return [...create, ...wait, { name: 'monitorWebhook', task: monitorWebhook }, ...bind]
  },
  async cancel(stage, services) {
    const { context } = stage
    const url = text(context.cancelEndpoint)
    if (url === undefined || context.signalCancellation === false) return
    await callWebhook(services, {
      method: methodOf(context.cancelMethod),
      url,
      headers: headersOf(stage, services.settings),
      payload: context.cancelPayload,
    })
  },
  /** What an answer brought would be evaluated, as if a user had written it, and must not be. */
  restart({ webhook, artifacts: _artifacts, statusEndpoint, ...context }) {
    const isFound = json(webhook).statusEndpoint !== undefined
    return isFound || statusEndpoint === undefined ? context : { ...context, statusEndpoint }
  },
}

/** An installation may ask each webhook for an account, and that the user may use it. */
export async function requireUsableAccount(
  context: Readonly<Json>,
  { clouddriver, settings }: Pick<Capabilities, 'clouddriver' | 'settings'>,
): Promise<void> {
  const account = text(context.account)?.trim() || undefined
  if (account === undefined) {
    if (settings.webhook.requireAccount) throw exception('UserException', 'account is required')
  } else if (settings.webhook.validateAccount && (await clouddriver.account(account)) === undefined) {
    throw exception('UserException', `The account ${account} does not exist, or is not yours to use.`)
  }
}

/** The wait task's own setting, as the original shows it. */
export function withWaitTime(context: Readonly<Json>): Json {
  const seconds = number(context.waitBeforeMonitor) ?? 0
  const waits = isTrue(context.waitForCompletion) && seconds > 0 && context.waitTime === undefined
  return waits ? { ...context, waitTime: seconds } : context
}
