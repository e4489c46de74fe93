import type { Finding } from '../findings.ts'
import type { ServiceName } from '../names.ts'
import type { Rendered, RenderedService } from '../render/rendered.ts'
import type { Deployment } from '../schema/index.ts'

/** A service as it runs now. */
export interface Running {
  readonly service: ServiceName
  readonly version?: string
  /** The process or pods. */
  readonly where: string
  readonly port?: number
  readonly health: 'UP' | 'DOWN' | 'STARTING' | 'STOPPED'
  readonly startedAt?: number
  readonly residentBytes?: number
  /** The hash that it was started with: another one than rendered means a restart. */
  readonly hash?: string
}

/** What happens with a service in an apply; `configure`: its files are put in place, and nothing is started. */
export type Action = 'none' | 'configure' | 'start' | 'restart' | 'reload' | 'stop'

export interface Step {
  readonly service: ServiceName
  readonly action: Action
  readonly why: string
}

/** Why a service did not come up, for the person who has to mend it. */
export interface Failure {
  readonly service: ServiceName
  readonly reason: string
  /** Its last log lines. */
  readonly log: readonly string[]
  /** When even what ran before could not be started again. */
  readonly restored?: false
}

export interface Applying {
  readonly deployment: Deployment
  readonly rendered: Rendered
  /** Where the files of this revision stand, one folder a kind of file. */
  readonly directory: string
  readonly steps: readonly Step[]
  readonly signal: AbortSignal
  /** What goes on, for people. */
  tell(service: ServiceName | undefined, message: string): void
}

/** A place that services run in. What it does may be interrupted at any point and done again. */
export interface Environment {
  readonly type: Deployment['deploymentEnvironment']['type']
  /** What must be there before anything is touched: tools, ports, access. */
  check(deployment: Deployment): Promise<readonly Finding[]>
  /** What is fetched before: checkouts, images. */
  prepare(deployment: Deployment, tell: Applying['tell'], signal: AbortSignal): Promise<void>
  running(deployment: Deployment): Promise<readonly Running[]>
  /**
   * Puts the files in place and takes the steps in order, each gated on the health of its service. Returns the first failure, with
   * everything that this call changed put back; nothing when all came up.
   */
  apply(applying: Applying): Promise<Failure | undefined>
  /** Whether a service can take its new files without a restart. */
  reloads?(before: RenderedService, after: RenderedService): boolean
  stop(deployment: Deployment, services: readonly ServiceName[]): Promise<void>
  /** The log of a service: the last lines, and those that come while `follow` is not aborted. */
  logs(deployment: Deployment, service: ServiceName, lines: number, follow?: AbortSignal): AsyncIterable<string>
  /** How people reach Deck and Gate. */
  connect(deployment: Deployment, services: readonly ServiceName[]): Promise<readonly string[]>
  /** Opens ways to services that nobody reaches otherwise, until it is aborted; only where there are such. */
  forward?(deployment: Deployment, services: readonly ServiceName[], signal: AbortSignal): Promise<void>
  /** Takes everything away that an apply made, but no state. */
  clean(deployment: Deployment, tell: Applying['tell']): Promise<void>
}
