import type { Clock } from '../../../platform/clock.ts'
import type { EchoConfig } from '../config.ts'
import type { Intake } from '../events/index.ts'

/** What the routes call. */
export interface EchoContext {
  readonly clock: Clock
  readonly config: EchoConfig
  readonly intake: Intake
}
