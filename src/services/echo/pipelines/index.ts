export { createTriggeredPipelines, type TriggeredPipelines } from './triggered.ts'
