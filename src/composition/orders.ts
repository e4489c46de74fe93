import type { Place } from './product.ts'

/** What a supervisor tells its worker. */
export type Order =
  /** With a bound socket: `service` listens on it. */
  | { readonly type: 'door'; readonly service: string }
  /** Its configuration was found valid, and everything that it needs is free: start. */
  | { readonly type: 'begin' }
  /** With a connection that the last worker gave away. */
  | { readonly type: 'connection'; readonly service: string }
  | { readonly type: 'health'; readonly id: number }
  /** Finish what is under way, and end. `gives`: another worker serves the connections on which nothing is. */
  | { readonly type: 'leave'; readonly graceMs: number; readonly gives: boolean }

/** What a worker tells its supervisor. */
export type Report =
  /** Its configuration is valid. `embedded`: its database is the one of the home, which one process has at a time. */
  | { readonly type: 'checked'; readonly places: Readonly<Record<string, Place>>; readonly embedded: boolean }
  | { readonly type: 'ready' }
  | { readonly type: 'connection'; readonly service: string }
  | {
      readonly type: 'health'
      readonly id: number
      readonly residentBytes: number
      readonly services: Readonly<Record<string, boolean>>
    }

/** Set by a supervisor for its workers, and for nobody else. */
export const supervisedVariable = 'GENNAKER_SUPERVISED'
