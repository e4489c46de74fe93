export { loadConfig, type Tree, validated } from './config.ts'
export { relaxed } from './relaxed.ts'
export { timeZoneSchema } from './time-zone.ts'
