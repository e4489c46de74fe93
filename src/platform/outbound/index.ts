export {
  createOutbound,
  type Outbound,
  type OutboundAnswer,
  type OutboundCall,
  type OutboundOptions,
} from './outbound.ts'
export { createOwnOutbound } from './own.ts'
export { type Reach, reach } from './reach.ts'
export { type Restrictions, restrictionsSchema, whyRefused } from './restrictions.ts'
