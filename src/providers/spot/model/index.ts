export { serverGroupOf } from './server-group.ts'
export { parseTime } from './time.ts'
