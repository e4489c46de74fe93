/** What Halyard and the supervisor of `Local` say to each other, over a socket in the home of the state. */

/** What a worker is started with. */
export interface Launch {
  /** Of `src/main.ts`, without `--home`. */
  readonly flags: readonly string[]
  /** Beyond the environment of the supervisor. */
  readonly env: Readonly<Record<string, string>>
  /** Kept and answered, for people and plans. */
  readonly about: {
    readonly version?: string | undefined
    readonly revision?: number | undefined
    /** What each service was rendered as. */
    readonly hashes?: Readonly<Record<string, string>> | undefined
  }
}

export interface Reload {
  readonly launch: Launch
  /** For the new worker to be well. */
  readonly healthTimeoutMs: number
  /** For which it has to stay well. */
  readonly stabilisationMs: number
  /** For what the old one has under way. */
  readonly drainMs: number
}

/** Lines of the answer to a reload, as JSON. */
export type ReloadLine =
  | { readonly tell: string }
  | { readonly done: true }
  | {
      readonly failed: {
        readonly reason: string
        readonly log: readonly string[]
        /** Whether what ran before runs again. */
        readonly restored: boolean
      }
    }

export interface SupervisorStatus {
  readonly pid: number
  readonly startedAt: number
  /** `waiting`: the worker died, and is started again in a moment. */
  readonly state: 'starting' | 'running' | 'switching' | 'waiting' | 'stopping'
  readonly worker?: {
    readonly pid: number
    readonly startedAt: number
    readonly residentBytes?: number
    readonly services: Readonly<Record<string, boolean>>
  }
  readonly about: Launch['about']
  readonly doors: Readonly<Record<string, { readonly host: string; readonly port: number }>>
  /** How often a worker had to be started again, and how the last one ended. */
  readonly restarts: number
  readonly lastEnd?: string
}

/** Below the home of the state. */
export const socketName = 'supervisor.sock'
export const logName = 'logs/gennaker.log'
