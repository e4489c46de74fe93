export { LeaseLostError } from '../leases/index.ts'
export { messageKey } from './identity.ts'
export { openQueue, type QueueOptions } from './open.ts'
export type {
  DeadLetter,
  Delivery,
  PushOptions,
  Queue,
  QueueDepth,
  QueuedMessage,
  QueueEvent,
  TakeOptions,
} from './queue.ts'
