export { createLocal, type LocalOptions } from './local.ts'
