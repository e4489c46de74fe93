import { randomUUID } from 'node:crypto'
import { problem } from '../../../platform/errors/index.ts'
import { type Event, isJson, type Json } from '../events/index.ts'
import { keyOf, readSpotNotification } from './spot.ts'

export interface Webhook {
  readonly type: string
  readonly source: string
  /** What was posted, parsed; undefined when there was nothing. */
  readonly body: unknown
  /** The first value of the header `X-Event-Key`. */
  readonly eventKey?: string
}

/** Sources whose empty body means something (echo: WebhooksController). */
const mayBeEmpty = ['bitbucket']

/**
 * What was posted, as an event; with the sender's own id of it, where it tells one. @throws invalid for what is no JSON
 * object, and for a notification that is none.
 */
export function eventOf({ type, source, body, eventKey }: Webhook): { readonly event: Event; readonly key?: string } {
  const payload = payloadOf(source, body)
  const details = { type, source }
  const common = { eventId: randomUUID(), payload }
  const content = { ...payload, ...(eventKey === undefined ? {} : { event_type: eventKey }) }
  if (type.toLowerCase() !== 'spot') return { event: { ...common, details, content } }
  const spot = readSpotNotification(payload)
  const event = { ...common, details: { ...details, application: spot.application }, content: { ...content, spot } }
  const key = keyOf(spot)
  return { event, ...(key === undefined ? {} : { key }) }
}

function payloadOf(source: string, body: unknown): Json {
  if (body === null || (body === undefined && mayBeEmpty.includes(source))) return {}
  if (isJson(body)) return body
  throw problem('invalid', `The webhook of ${source} must post a JSON object`)
}
