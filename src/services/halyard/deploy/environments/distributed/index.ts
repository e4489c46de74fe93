export { manifestsCommand } from './commands.ts'
export { createDistributed, type DistributedOptions } from './environment.ts'
