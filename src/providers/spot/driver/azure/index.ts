export { createAzureDriver } from './driver.ts'
