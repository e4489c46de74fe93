import type { Json } from '../../model.ts'
import type { Capabilities, StageDefinition, StageView } from '../../stage.ts'
import { present } from '../../values.ts'
import { exception } from '../results.ts'
import { preconfiguredOf } from './fields.ts'
import type { PreconfiguredWebhook, WebhookSettings } from './settings.ts'
import { requireUsableAccount, webhook, withWaitTime } from './webhook.ts'

/** What is not the stage's: about the stage type, or secret. */
const notOfStages = ['enabled', 'label', 'description', 'type', 'parameters', 'sensitiveHeaders']
/** What no UI offers as a property of the stage. */
const notProperties = [...notOfStages, 'parameterValues', 'parameterData', 'permissions']
/** What an author could set otherwise, of a webhook that is waited for. */
const properties = [
  ...['url', 'customHeaders', 'method', 'payload', 'failFastStatusCodes', 'waitForCompletion', 'statusUrlResolution'],
  ...['statusUrlJsonPath', 'statusJsonPath', 'progressJsonPath', 'successStatuses', 'canceledStatuses'],
  ...['terminalStatuses', 'signalCancellation', 'cancelEndpoint', 'cancelMethod', 'cancelPayload'],
]

/**
 * A webhook that an operator configured under a stage type of its own (orca: PreconfiguredWebhookStage): what the operator
 * wrote replaces what the pipeline says.
 */
export const preconfiguredWebhook: StageDefinition = {
  ...webhook,
  type: 'preconfiguredWebhook',
  label: 'Preconfigured Webhook',
  async prepare(stage, services) {
    const { type } = stage.stage
    const configured = preconfiguredOf(services.settings.webhook, type)
    if (configured === undefined)
      throw exception('PreconfiguredWebhookNotFoundException', `Could not find a stage named '${type}'`)
    await requireRight(stage, configured, services)
    const own = Object.entries(present(configured)).filter(([key]) => !notOfStages.includes(key))
    const evaluated = (await services.expressions.evaluate(stage, Object.fromEntries(own))) as Json
    const context = { ...stage.context, ...evaluated }
    await requireUsableAccount(context, services)
    return withWaitTime(context)
  },
}

async function requireRight(
  { execution }: StageView,
  configured: PreconfiguredWebhook,
  { authorization }: Capabilities,
): Promise<void> {
  if (authorization === undefined || Object.keys(configured.permissions ?? {}).length === 0) return
  const user = execution.authentication.user ?? 'anonymous'
  const { roles } = await authorization.rolesOf(user)
  if (!isAllowed(configured, 'WRITE', roles))
    throw exception(
      'PreconfiguredWebhookUnauthorizedException',
      `User '${user}' is not allowed to execute stage named '${configured.type}'`,
    )
}

/** A role fits when a permitted one is part of its name, as in the original. */
function isAllowed({ permissions }: PreconfiguredWebhook, right: string, roles: readonly string[]): boolean {
  const permitted = permissions?.[right] ?? []
  return permitted.length === 0 || permitted.some((each) => roles.some((role) => role.includes(each)))
}

/** The configured webhooks as a UI offers them to a holder of these roles; `roles` undefined: to everybody. */
export function offered(settings: WebhookSettings, roles: readonly string[] | undefined): Json[] {
  return settings.preconfigured
    .filter(({ enabled }) => enabled)
    .filter((each) => roles === undefined || isAllowed(each, 'READ', roles))
    .map((each) => {
      const preconfiguredProperties = Object.keys(present(each)).filter((key) => !notProperties.includes(key))
      const { label, description, type, waitForCompletion, parameters, parameterData } = each
      return {
        label,
        description,
        type,
        waitForCompletion,
        preconfiguredProperties,
        noUserConfigurableFields: hasNothingToConfigure(each, preconfiguredProperties),
        parameters,
        parameterData,
      }
    })
}

function hasNothingToConfigure(each: PreconfiguredWebhook, given: readonly string[]): boolean {
  const { waitForCompletion, statusUrlResolution, url, customHeaders, method, payload } = each
  if (waitForCompletion === undefined) return false
  if (!waitForCompletion) return [url, customHeaders, method, payload].every((value) => value !== undefined)
  const count = properties.filter((property) => given.includes(property)).length
  return count >= properties.length - (statusUrlResolution === 'webhookResponse' ? 0 : 1)
}
