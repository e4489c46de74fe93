export { createGcpDriver } from './driver.ts'
