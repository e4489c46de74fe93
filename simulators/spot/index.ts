export type { Control } from './control.ts'
export type { FaultRule } from './faults.ts'
export type { ScenarioInput } from './scenario.ts'
export { type SpotSimulator, type SpotSimulatorOptions, startSpotSimulator } from './simulator.ts'
