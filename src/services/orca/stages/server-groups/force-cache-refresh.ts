import { defineTask, type TaskNode } from '../../stage.ts'
import { succeeded } from '../results.ts'

/**
 * Clouddriver refreshes what an operation touched before the operation counts as completed, so there is nothing to wait
 * for. The task stays because clients and stored executions know it.
 */
const refresh = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.ServerGroupCacheForceRefreshTask',
  run: () => succeeded(),
})

export const forceCacheRefresh: TaskNode = { name: 'forceCacheRefresh', task: refresh }
