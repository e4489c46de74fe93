export { createOutbound, type Outbound, type OutboundAnswer, type OutboundCall } from './outbound.ts'
export { type Restrictions, restrictionsSchema, whyRefused } from './restrictions.ts'
