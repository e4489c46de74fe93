/** What the stages of a cloud are made of: the door for `providers/<cloud>/stages`. */
export type { ServerGroupView } from '../clouddriver/client.ts'
export { chosenArtifact } from './artifacts/index.ts'
export {
  type Asked,
  askingTask,
  monitor,
  type OperationStage,
  operationStage,
  type Request,
} from './stages/cloud-operations/operation-stage.ts'
export { forOne } from './stages/cloud-operations/scaling.ts'
export { hours, minutes, running, seconds, succeeded, terminal } from './stages/results.ts'
export { monitorOperation, requestOperations } from './stages/server-groups/cloud-operation.ts'
export { deployedGroups, readNow } from './stages/server-groups/deployed-groups.ts'
export { requireAccount, settingsOf } from './stages/server-groups/deployment.ts'
export { imageFromEarlierStages } from './stages/server-groups/deployment-image.ts'
export {
  forceCacheRefresh,
  forceCacheRefreshOf,
  forceCacheRefreshWith,
} from './stages/server-groups/force-cache-refresh.ts'
export { determineHealthProviders } from './stages/server-groups/health.ts'
export { accountOf, providerOf } from './stages/server-groups/location.ts'
export { mutate } from './stages/server-groups/mutation.ts'
export { targetStage } from './stages/server-groups/target-stage.ts'
export { waitForCapacityMatch, waitForUpInstances } from './stages/server-groups/waits.ts'
export { isJson, isTrue, json, number, objects, present, text, texts } from './values.ts'
