/** What kind of thing happened. */
export type Kind =
  | 'launch'
  | 'replacement'
  | 'interruption'
  | 'scale'
  | 'roll'
  | 'suspension'
  | 'health'
  | 'update'
  | 'log'

export interface Entry {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: Kind
  /** DEBUG, INFO, WARN or ERROR. */
  readonly severity: string
  readonly message: string
  readonly instanceIds: readonly string[]
  /** An on-demand machine that stood in for a Spot machine. */
  readonly fallback?: true
  /** In a cluster's timeline. */
  readonly serverGroup?: string
  /** Which execution did it, as far as Clouddriver knows. */
  readonly executionId?: string
  readonly executionType?: string
}

export interface Counters {
  /** Machines that their cloud took back. */
  readonly interruptions: number
  /** On-demand machines that stood in because no Spot machine could be had. */
  readonly onDemandFallbacks: number
  readonly launches: number
  readonly replacements: number
}
