export { exposure, logins } from './exposure.ts'
export { type AllSettings, redisOf, settingsOf } from './settings.ts'
export { readWritten, type Written } from './written.ts'
