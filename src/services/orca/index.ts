export { type OrcaConfig, orcaConfigSchema } from './config.ts'
export { createOrca, type OrcaDeps } from './orca.ts'
export { builtInStages } from './stages/index.ts'
