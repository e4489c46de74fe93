import type { Calls } from './calls.ts'
import type { Faults } from './faults.ts'
import type { Limiter } from './limits.ts'
import type { World } from './model/world.ts'
import type { Scenario, ScenarioInput } from './scenario.ts'

/** The simulator behind its server: what a reset replaces, the routes read and the control side changes. */
export type Simulator = {
  world: World
  faults: Faults
  limiter: Limiter
  calls: Calls
  scenario: Scenario
  /** Starts over: the scenario's world, no faults but its own, no counts. */
  reset(scenario?: ScenarioInput): void
}
