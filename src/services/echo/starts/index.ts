export { type EchoMessage, echoMessageSchema } from './message.ts'
export { createWorker, retryDelaysMs, type Worker } from './worker.ts'
