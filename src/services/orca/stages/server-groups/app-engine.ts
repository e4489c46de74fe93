import { defineTask, type PlannedTask, type StageDefinition } from '../../stage.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { monitorOperation } from './cloud-operation.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { determineHealthProviders } from './health.ts'
import { mutate } from './mutation.ts'
import { readTarget, resolveTarget } from './target.ts'
import { targetStage } from './target-stage.ts'

/** Waits until the version serves, or no longer does. One that is gone does neither. */
const waitFor = (status: 'SERVING' | 'STOPPED', name: string, taskClass: string): PlannedTask => ({
  name,
  task: defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.providers.appengine.${taskClass}`,
    needs: ['clouddriver'],
    backoffMs: seconds(10),
    timeoutMs: minutes(30),
    async run(stage, { clouddriver }) {
      const group = await readTarget(clouddriver, await resolveTarget(stage, clouddriver))
      return group.servingStatus === status ? succeeded() : running()
    },
  }),
})

const taskPackage = 'providers.appengine'
const monitor: PlannedTask = { name: 'monitorServerGroup', task: monitorOperation() }

/** Versions of App Engine are started and stopped by hand. */
export const startAppEngineServerGroup: StageDefinition = targetStage({
  type: 'startAppEngineServerGroup',
  label: 'Start Server Group (App Engine)',
  tasks: () => [
    determineHealthProviders,
    mutate({ operation: 'startServerGroup', taskClass: 'StartAppEngineServerGroupTask', taskPackage }),
    monitor,
    waitFor('SERVING', 'waitForServerGroupStart', 'WaitForAppEngineServerGroupStartTask'),
    forceCacheRefresh,
  ],
})

export const stopAppEngineServerGroup: StageDefinition = targetStage({
  type: 'stopAppEngineServerGroup',
  label: 'Stop Server Group (App Engine)',
  tasks: () => [
    determineHealthProviders,
    mutate({ operation: 'stopServerGroup', taskClass: 'StopAppEngineServerGroupTask', taskPackage }),
    monitor,
    waitFor('STOPPED', 'waitForServerGroupStop', 'WaitForAppEngineServerGroupStopTask'),
    forceCacheRefresh,
  ],
})
