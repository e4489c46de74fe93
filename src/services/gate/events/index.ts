export { createEventStream, type EventStream } from './stream.ts'
