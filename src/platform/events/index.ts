export { type ChangeEvent, createEvents, type Events } from './events.ts'
