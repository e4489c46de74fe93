import type { EchoConfig } from '../config.ts'
import type { Intake } from '../events/index.ts'

/** What the routes call. */
export interface EchoContext {
  readonly config: EchoConfig
  readonly intake: Intake
}
