export type { Probe } from './probe.ts'
export { probesOf } from './probes.ts'
export { type ProbeOptions, runProbes } from './run.ts'
