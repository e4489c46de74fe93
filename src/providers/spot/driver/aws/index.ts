export { createAwsDriver } from './driver.ts'
