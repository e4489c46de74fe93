export { outboundOptions } from './connections.ts'
export { offered, preconfiguredWebhook } from './preconfigured.ts'
export { type WebhookSettings, webhookSettingsSchema } from './settings.ts'
export { webhook } from './webhook.ts'
