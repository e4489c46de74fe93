import { z } from 'zod'
import { defineTask, type PlannedTask, type StageDefinition } from '../../stage.ts'
import { json, texts } from '../../values.ts'
import { waitForDownHealth, waitForTermination } from '../cloud-operations/instance-waits.ts'
import { requireTraffic, terminateInstances } from '../cloud-operations/instances.ts'
import { askingTask, monitor } from '../cloud-operations/operation-stage.ts'
import { succeeded } from '../results.ts'
import { forceCacheRefresh } from '../server-groups/force-cache-refresh.ts'
import { taskStart, waiting } from '../wait.ts'
import { checkForRemainingTerminations, determineCandidates, determinePhase, waitForNewInstances } from './instances.ts'
import { cleanUpTags, monitorTagCleanUp } from './tags.ts'

/** How the deploy around it judges health holds here too. */
const captureHealthProviders: PlannedTask = {
  name: 'captureParentInterestingHealthProviderNames',
  task: defineTask({
    implementingClass:
      'com.netflix.spinnaker.orca.clouddriver.tasks.servergroup.CaptureParentInterestingHealthProviderNamesTask',
    run({ parent }) {
      const names = parent?.context.interestingHealthProviderNames
      return names === undefined ? succeeded() : succeeded({ interestingHealthProviderNames: names })
    },
  }),
}

/** Between two rounds, not before the first. The time runs from the round, where the original's ran from the stage's start. */
const waitBetweenRounds: PlannedTask = { name: 'wait', task: waiting(taskStart) }

const disableInstances = askingTask({
  type: 'disableInstances',
  className: 'kato.tasks.DisableInstancesTask',
  provider: null,
  async ask(asked, services) {
    const { settings, stage } = asked
    const ids = texts(settings.instanceIds)
    await requireTraffic(asked, ids, 'Disabling the requested instances in', services)
    return {
      operations: [{ disableInstancesInDiscovery: settings }, { deregisterInstancesFromLoadBalancer: settings }],
      context: {
        'notification.type': 'disableinstances',
        interestingHealthProviderNames: stage.context.interestingHealthProviderNames ?? ['Discovery', 'LoadBalancer'],
      },
      round: ids.join(','),
    }
  },
})

const pushComplete: PlannedTask = {
  name: 'pushComplete',
  task: defineTask({
    implementingClass: 'com.netflix.spinnaker.orca.kato.pipeline.RollingPushStage$PushCompleteTask',
    run: () => succeeded(),
  }),
}

/** Replaces a group's instances a few at a time: out of the traffic, away, and on when as many new ones are up (orca: RollingPushStage). */
export const rollingPush: StageDefinition = {
  type: 'rollingPush',
  label: 'Rolling Push',
  schema: z.looseObject({}),
  tasks: ({ context }) => [
    captureHealthProviders,
    determineCandidates,
    {
      loop: [
        determinePhase,
        ...(json(context.termination).waitTime === undefined ? [] : [waitBetweenRounds]),
        disableInstances,
        monitor('monitorDisable'),
        waitForDownHealth('waitForDisabledState'),
        askingTask(terminateInstances),
        monitor('waitForTerminateOperation'),
        waitForTermination('waitForTerminatedInstances'),
        forceCacheRefresh,
        waitForNewInstances,
        checkForRemainingTerminations,
      ],
    },
    cleanUpTags,
    monitorTagCleanUp,
    pushComplete,
  ],
}
