export type { EchoContext } from './context.ts'
export { eventRoutes } from './events.ts'
export { webhookRoutes } from './webhooks.ts'
