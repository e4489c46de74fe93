export { rollingPush } from './rolling-push.ts'
