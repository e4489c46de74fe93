export { type Detached, startDetached } from './detached.ts'
export { identityOf, isAlive, type ProcessIdentity, stopProcess } from './identity.ts'
export { type Ran, type RunOptions, run } from './run.ts'
