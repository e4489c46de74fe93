import type { StageSettings } from '../../config.ts'
import type { StageView } from '../../stage.ts'
import { json, number, text, texts, words } from '../../values.ts'
import type { Headers } from './call.ts'
import type { PreconfiguredWebhook, WebhookSettings } from './settings.ts'

/** Spinnaker's own headers are not a user's to send (orca: WebhookService). */
const ownHeaders = ['user', 'account', 'user-origin', 'request-id', 'execution-id'].map((name) => `x-spinnaker-${name}`)

/** A stage's headers, with those that an operator keeps for its type. */
export function headersOf({ context, stage }: StageView, { webhook }: StageSettings): Headers {
  const isPreconfigured = context.alias === 'preconfiguredWebhook'
  const sensitive = isPreconfigured ? preconfiguredOf(webhook, stage.type)?.sensitiveHeaders : undefined
  return Object.fromEntries(
    Object.entries({ ...json(context.customHeaders), ...sensitive })
      .filter(([name]) => !ownHeaders.includes(name.toLowerCase()))
      .map(([name, value]): [string, string | string[]] => {
        const values = texts(value)
        return [name, values.length === 1 ? (values[0] as string) : values]
      })
      .filter(([, values]) => values.length > 0),
  )
}

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']

/** POST where nothing is said. */
export const methodOf = (value: unknown) => (text(value) ?? 'POST').toUpperCase()

/** The enabled webhook that an operator configured under this stage type. */
export const preconfiguredOf = ({ preconfigured }: WebhookSettings, type: string): PreconfiguredWebhook | undefined =>
  preconfigured.find((each) => each.enabled && each.type === type)

/** Status codes as a list, or as text with commas. */
export function statusCodes(value: unknown, otherwise: readonly number[] = []): readonly number[] {
  if (value === undefined || value === null) return otherwise
  return words(value).flatMap((word) => number(word) ?? [])
}

/** Whether a service says so that the same call may succeed later. */
export const isPassing = (status: number, { webhook }: StageSettings, more: readonly number[]) =>
  status >= 500 || webhook.defaultRetryStatusCodes.includes(status) || more.includes(status)

/** How many times a status code may come, from `retries: {"503": {maxAttempts: 3}}`; undefined when nothing is said. */
export const mostAttempts = (retries: unknown, status: number): number | undefined =>
  number(json(json(retries)[String(status)]).maxAttempts)
