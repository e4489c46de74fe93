import type { Transport } from '../clients/index.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events/index.ts'
import type { HttpServer } from '../http/index.ts'
import type { Store } from '../store/index.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'

export type ServiceName =
  | 'orca'
  | 'clouddriver'
  | 'front50'
  | 'gate'
  | 'echo'
  | 'igor'
  | 'fiat'
  | 'rosco'
  | 'kayenta'
  | 'halyard'

/** What every service is built from; `config` is its own validated section. */
export interface ServiceDeps {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly events: Events
  /** How to reach another service. */
  transport(service: ServiceName): Transport
}

/** A service, built and not yet working: `start` begins its background work, `stop` ends it and closes its server. */
export interface Service {
  readonly name: ServiceName
  readonly server: HttpServer
  start(): Promise<void>
  stop(): Promise<void>
}
