import {
  forceCacheRefreshWith,
  forOne,
  minutes,
  monitor,
  operationStage,
  seconds,
} from '../../../services/orca/parts.ts'

/** Changes any field of a group, the way its API merges (orca: UpdateElastigroupStage). */
export const updateElastigroup = operationStage({
  type: 'updateElastigroup',
  label: 'Update Elastigroup',
  task: 'updateElastigroupTask',
  className: 'clouddriver.tasks.providers.spot.UpdateElastigroupTask',
  provider: 'spot',
  notification: null,
  ask: forOne('updateElastigroup'),
  actsOnTarget: true,
  after: [
    monitor('monitorUpdateElastigroup'),
    forceCacheRefreshWith('providers.spot.SpotServerGroupCacheForceRefreshTask', {
      backoffMs: seconds(30),
      timeoutMs: minutes(40),
    }),
  ],
})
