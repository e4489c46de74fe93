import { callJson, type Transport } from '../../platform/clients/index.ts'

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

export type EchoClient = ReturnType<typeof echoClient>

/** Echo for other services. Calls carry the current identity; a refusal is an error with Echo's status and words. */
export function echoClient(transport: Transport) {
  return {
    /** Hands over an event; Echo answers before it has done anything about it. */
    recordEvent: (body: EchoEvent, { timeoutMs }: { readonly timeoutMs?: number } = {}) =>
      callJson<void>(transport, { method: 'POST', path: '/', body, ...(timeoutMs && { timeoutMs }) }),
    /** Sends a notification now; see the fields in Spinnaker's `EchoService.Notification`. */
    notify: (body: Json) => callJson<unknown>(transport, { method: 'POST', path: '/notifications', body }),
  }
}
