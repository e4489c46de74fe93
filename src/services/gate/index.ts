export { type GateConfig, gateConfigSchema } from './config.ts'
export { createGate, type GateDeps } from './gate.ts'
