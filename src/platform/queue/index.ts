export { messageKey } from './identity.ts'
export { openQueue, type QueueOptions } from './open.ts'
export {
  type DeadLetter,
  type Delivery,
  LeaseLostError,
  type PushOptions,
  type Queue,
  type QueueDepth,
  type QueuedMessage,
  type QueueEvent,
  type TakeOptions,
} from './queue.ts'
