import type { InstanceView } from '../../../clouddriver/client.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageView } from '../../stage.ts'
import { isTrue, json, number, text, texts } from '../../values.ts'
import { goingKey } from '../cloud-operations/instance-waits.ts'
import { hours, running, seconds, succeeded } from '../results.ts'
import { requireGroup } from '../server-groups/cluster.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { consideredHealth, isUp } from '../server-groups/health.ts'
import { groupName } from '../server-groups/target.ts'

const idOf = (instance: InstanceView) => text(instance.instanceId) ?? instance.name

function groupOf({ context }: StageView, { clouddriver }: Pick<Capabilities, 'clouddriver'>) {
  const [account, region, name] = [requireAccount(context), text(context.region) ?? '', groupName(context) ?? '']
  return requireGroup(clouddriver, { account, region, name })
}

/** Which instances go, in which order: those that are named, or all, the oldest first unless it says otherwise. */
export const determineCandidates: PlannedTask = {
  name: 'determineTerminationCandidates',
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.kato.tasks.rollingpush.DetermineTerminationCandidatesTask',
    needs: ['clouddriver'],
    async run(stage, services) {
      const { order, instances, relaunchAllInstances, totalRelaunches, waitTime } = json(stage.context.termination)
      const age = (one: InstanceView, other: InstanceView) => (one.launchTime ?? 0) - (other.launchTime ?? 0)
      const group = await groupOf(stage, services)
      const sorted = group.instances.toSorted((one, other) => (order === 'newest' ? age(other, one) : age(one, other)))
      const known = sorted.map(idOf)
      const named = texts(instances)
      const inOrder = order === 'given' ? named.filter((id) => known.includes(id)) : known
      const pool = named.length > 0 ? inOrder.filter((id) => named.includes(id)) : known
      const limit = isTrue(relaunchAllInstances) ? undefined : number(totalRelaunches)
      return succeeded({
        terminationInstanceIds: pool.slice(0, limit ?? pool.length),
        knownInstanceIds: known,
        skipRemainingWait: true,
        waitTime: number(waitTime) ?? 0,
      })
    },
  }),
}

/** The next few of them. What the round before left in the context is cleared. */
export const determinePhase: PlannedTask = {
  name: 'determineCurrentPhaseTerminations',
  task: defineTask({
    implementingClass: 'com.netflix.spinnaker.orca.kato.tasks.rollingpush.DetermineTerminationPhaseInstancesTask',
    run({ context }) {
      const left = texts(context.terminationInstanceIds)
      const count = number(json(context.termination).concurrentRelaunches) || 1
      return succeeded({
        instanceIds: left.slice(0, count),
        terminationInstanceIds: left.slice(count),
        'terminate.instance.ids': [],
        [goingKey]: [],
      })
    },
  }),
}

/** Until as many instances as went are there anew, and up. */
export const waitForNewInstances: PlannedTask = {
  name: 'waitForNewInstances',
  task: defineTask<'clouddriver'>({
    implementingClass: 'com.netflix.spinnaker.orca.kato.tasks.rollingpush.WaitForNewUpInstancesLaunchTask',
    needs: ['clouddriver'],
    backoffMs: seconds(10),
    timeoutMs: hours(2),
    timeoutOverridable: true,
    async run(stage, services) {
      const known = texts(stage.context.knownInstanceIds)
      const considered = consideredHealth(stage.context)
      const { instances } = await groupOf(stage, services)
      const fresh = instances.filter((each) => !known.includes(idOf(each)) && isUp(each, considered)).map(idOf)
      if (fresh.length < texts(stage.context.instanceIds).length) return running()
      return succeeded({ knownInstanceIds: [...known, ...fresh] })
    },
  }),
}

/** Another round, as long as instances are left. */
export const checkForRemainingTerminations: PlannedTask = {
  name: 'checkForRemainingTerminations',
  task: defineTask({
    implementingClass: 'com.netflix.spinnaker.orca.kato.tasks.rollingpush.CheckForRemainingTerminationsTask',
    run: ({ context }) =>
      texts(context.terminationInstanceIds).length === 0
        ? succeeded()
        : { status: 'REDIRECT', context: { skipRemainingWait: false } },
  }),
}
