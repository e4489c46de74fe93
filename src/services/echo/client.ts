import { callJson, path, type Transport } from '../../platform/clients/index.ts'

type Json = Record<string, unknown>

/** Something that happened, as Echo takes it. */
export interface EchoEvent {
  /** Kept by Echo: two events with one id are one that was sent twice. */
  readonly eventId?: string
  readonly details: {
    readonly source: string
    /** E.g. `orca:stage:complete`. */
    readonly type: string
    readonly application?: string
  } & Json
  readonly content: Json
}

export interface PostedWebhook {
  readonly type: string
  /** Absent: it is in the body. */
  readonly source?: string
  readonly text?: string
  readonly contentType?: string
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
}

export type EchoClient = ReturnType<typeof echoClient>

/** Echo for other services. Calls carry the current identity; a refusal is an error with Echo's status and words. */
export function echoClient(transport: Transport) {
  return {
    /** Hands over an event; Echo answers before it has done anything about it. */
    recordEvent: (body: EchoEvent, { timeoutMs }: { readonly timeoutMs?: number } = {}) =>
      callJson<void>(transport, { method: 'POST', path: '/', body, ...(timeoutMs && { timeoutMs }) }),
    /** Passes a webhook on as it came: the text that was posted, and the headers that are for Echo. */
    webhook: ({ type, source, ...posted }: PostedWebhook) =>
      callJson<{ eventProcessed: boolean; eventId?: string | null }>(transport, {
        method: 'POST',
        path: source === undefined ? path`/webhooks/${type}` : path`/webhooks/${type}/${source}`,
        ...posted,
      }),
    /** Sends a notification now; see the fields in Spinnaker's `EchoService.Notification`. */
    notify: (body: Json) => callJson<unknown>(transport, { method: 'POST', path: '/notifications', body }),
  }
}
