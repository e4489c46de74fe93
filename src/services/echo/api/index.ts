export type { EchoContext } from './context.ts'
export { cronRoutes } from './cron.ts'
export { eventRoutes } from './events.ts'
export { webhookRoutes } from './webhooks.ts'
