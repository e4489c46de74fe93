export { type ClouddriverDeps, createClouddriver } from './clouddriver.ts'
export { type ClouddriverConfig, clouddriverConfigSchema } from './config.ts'
