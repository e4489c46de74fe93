export { requireSecret, secretHeader } from './secret.ts'
export { readSpotNotification, type SpotNotification } from './spot.ts'
export { eventOf, type Webhook } from './webhook.ts'
