export { rateLimitSchema } from './config.ts'
export { limitRates } from './limit.ts'
