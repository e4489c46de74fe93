export { connectDriver } from './connect.ts'
export type * from './driver.ts'
export { isObject, merged } from './merge.ts'
