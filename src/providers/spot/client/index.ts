export { createSpotClient, type SpotClient, type SpotClientOptions } from './client.ts'
export { isGone, isUnsupported } from './problems.ts'
export type { Group, GroupStatus, Healthiness, Roll, RollRequest, Suspensions } from './shapes.ts'
