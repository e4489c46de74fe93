export { createDaemon, type DaemonOptions } from './daemon.ts'
export { tokenOf } from './token.ts'
