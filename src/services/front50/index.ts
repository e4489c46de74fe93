export { type Front50Config, front50ConfigSchema } from './config.ts'
export { createFront50, type Front50Deps } from './front50.ts'
