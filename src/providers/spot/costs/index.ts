export { type CostReader, createCosts, type GroupOf } from './costs.ts'
export { type AskedPeriod, momentOf, periodOf, periodQuery } from './period.ts'
