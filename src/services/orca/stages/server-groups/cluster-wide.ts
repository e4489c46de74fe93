import { z } from 'zod'
import type { ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView, type TaskNode } from '../../stage.ts'
import { minutes, running, seconds, succeeded } from '../results.ts'
import { isTrue, json, number, texts } from '../values.ts'
import { monitorOperation, submit } from './cloud-operation.ts'
import { groupsOfCluster, newestFirst } from './cluster.ts'
import { deployedGroups, pollBackoff, readNow } from './deployed-groups.ts'
import { requireAccount } from './deployment.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { consideredHealth, determineHealthProviders, isActive, isOutOfTraffic } from './health.ts'
import { type Location, locationsOf, providerOf } from './location.ts'
import { requireTraffic } from './traffic-guards.ts'

interface ClusterWide {
  readonly type: 'disableCluster' | 'shrinkCluster' | 'scaleDownCluster'
  readonly label: string
  readonly taskClass: string
  readonly monitorName: string
  readonly wait: TaskNode
  readonly before?: StageDefinition['before']
  /** Of the cluster's groups at a place, those to act upon. */
  choose(
    context: Json,
    groups: readonly ServerGroupView[],
    candidates: readonly ServerGroupView[],
  ): readonly ServerGroupView[]
  operation(group: ServerGroupView, description: Json): Json
  /** For people, e.g. `Disabling`. */
  readonly words: string
}

/** Names of the groups that earlier deploys of this execution made in the account: they, and newer ones, are left alone. */
function madeHere(stage: StageView, account: string): Set<string> {
  const made = stage
    .ancestors()
    .filter(({ type }) => /^(createServerGroup|cloneServerGroup|deployElastigroup)/.test(type))
  const mine = made.filter(({ context }) => (context['deploy.account.name'] ?? account) === account)
  return new Set(mine.flatMap(({ context }) => Object.values(json(context['deploy.server.groups'])).flatMap(texts)))
}

/** The cluster's groups without those that this execution made and every newer one (orca: AbstractClusterWideClouddriverTask). */
export function unprotected(groups: readonly ServerGroupView[], made: ReadonlySet<string>): ServerGroupView[] {
  const oldest = Math.min(...groups.filter(({ name }) => made.has(name)).map(({ createdTime }) => createdTime))
  return groups.filter(({ name, createdTime }) => !made.has(name) && !(createdTime > oldest))
}

function clusterTask({ type, taskClass, choose, operation, words }: ClusterWide): TaskNode {
  const task = defineTask<'clouddriver' | 'front50'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.cluster.${taskClass}`,
    needs: ['clouddriver', 'front50'],
    backoffMs: seconds(5),
    timeoutMs: seconds(90),
    async run(stage, { clouddriver, front50 }) {
      const { context } = stage
      const account = requireAccount(context)
      const made = madeHere(stage, account)
      const operations: Json[] = []
      const touched: Record<string, string[]> = {}
      for (const location of placesOf(context)) {
        const groups = await groupsOfCluster(clouddriver, context, account, location)
        if (groups === undefined || groups.length === 0) {
          if (isTrue(context.continueIfClusterNotFound) || number(context.shrinkToSize) === 0) continue
          throw new Error(
            `No Cluster details found for ${JSON.stringify(context.cluster ?? json(context.moniker).cluster)} in ${account}/${location.value}`,
          )
        }
        const chosen = choose(context, groups, unprotected(groups, made))
        const application = groups[0]?.application ?? stage.execution.application
        await requireTraffic({ application, account, location, groups, going: chosen, operation: words }, front50)
        for (const group of chosen) {
          const named = {
            serverGroupName: group.name,
            asgName: group.name,
            region: group.region,
            credentials: account,
            cloudProvider: providerOf(context),
          }
          operations.push(operation(group, named))
          touched[group.region] = [...(touched[group.region] ?? []), group.name]
        }
      }
      if (operations.length === 0) return succeeded({ 'deploy.server.groups': {} })
      const kato = await submit(stage, clouddriver, { provider: providerOf(context), account, operations })
      return succeeded({ ...kato, 'deploy.server.groups': touched })
    },
  })
  return { name: type, task }
}

function placesOf(context: Json): Location[] {
  const places = locationsOf(context)
  if (places.length === 0) throw new Error('The stage names no place: set `regions` (or `region`).')
  return places
}

function clusterStage(definition: ClusterWide): StageDefinition {
  const { type, label, monitorName, wait, before } = definition
  return {
    type,
    label,
    schema: z.looseObject({}),
    tasks: () => [
      determineHealthProviders,
      clusterTask(definition),
      { name: monitorName, task: monitorOperation() },
      forceCacheRefresh,
      wait,
      forceCacheRefresh,
    ],
    ...(before === undefined ? {} : { before }),
  }
}

/** Waits until `done` holds for each group that the stage acted upon; one that is gone counts as done. */
function waitUntil(
  name: string,
  taskClass: string,
  done: (stage: StageView, group: ServerGroupView) => boolean,
): TaskNode {
  const task = defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.cluster.${taskClass}`,
    needs: ['clouddriver'],
    backoffMs: pollBackoff,
    timeoutMs: minutes(30),
    timeoutOverridable: true,
    async run(stage, { clouddriver }) {
      const remaining: { region: string; name: string }[] = []
      for (const reference of deployedGroups(stage)) {
        const group = await readNow(stage, clouddriver, reference)
        if (group !== undefined && !done(stage, group)) remaining.push(reference)
      }
      return remaining.length > 0
        ? running({ remainingDeployServerGroups: remaining })
        : succeeded({ remainingDeployServerGroups: [] })
    },
  })
  return { name, task }
}

const bySize = (one: ServerGroupView, other: ServerGroupView) =>
  other.instances.length - one.instances.length || newestFirst(one, other)
const order = (largest: boolean) => (largest ? bySize : newestFirst)
/** Active ones first where they may go too: what is kept is what serves. */
const activeFirst = (one: ServerGroupView, other: ServerGroupView) => Number(isActive(other)) - Number(isActive(one))

export const disableCluster = clusterStage({
  type: 'disableCluster',
  label: 'Disable Cluster',
  taskClass: 'DisableClusterTask',
  monitorName: 'monitorDisableCluster',
  words: 'Disabling',
  choose(context, groups, candidates) {
    const guarded = groups.length - candidates.length
    const keep = Math.max(0, (number(context.remainingEnabledServerGroups) ?? 1) - guarded)
    return candidates
      .filter(isActive)
      .toSorted(order(isTrue(context.preferLargerOverNewer)))
      .slice(keep)
  },
  operation: (_group, description) => ({ disableServerGroup: description }),
  wait: waitUntil('waitForClusterDisable', 'WaitForClusterDisableTask', (stage, group) => {
    const considered = consideredHealth(stage.context)
    return group.disabled && group.instances.every((instance) => isOutOfTraffic(group, instance, considered))
  }),
})

export const shrinkCluster = clusterStage({
  type: 'shrinkCluster',
  label: 'Shrink Cluster',
  taskClass: 'ShrinkClusterTask',
  monitorName: 'monitorShrinkCluster',
  words: 'Shrinking',
  before({ context }, graph) {
    if (!isTrue(context.allowDeleteActive) || context.runDisableClusterStep === false) return
    const remaining = number(context.shrinkToSize) ?? 1
    graph.append({
      type: 'disableCluster',
      name: 'disableCluster',
      context: {
        ...context,
        remainingEnabledServerGroups: remaining,
        preferLargerOverNewer: context.retainLargerOverNewer ?? false,
        continueIfClusterNotFound: remaining === 0,
      },
    })
  },
  choose(context, groups, candidates) {
    const mayGo = isTrue(context.allowDeleteActive) ? candidates : candidates.filter((group) => !isActive(group))
    const bySizeOrAge = order(isTrue(context.retainLargerOverNewer))
    const sorted = mayGo.toSorted((one, other) => activeFirst(one, other) || bySizeOrAge(one, other))
    const staying = groups.length - mayGo.length
    return sorted.slice(Math.max(0, (number(context.shrinkToSize) ?? 1) - staying))
  },
  operation: (_group, description) => ({ destroyServerGroup: description }),
  wait: waitUntil('waitForClusterShrink', 'WaitForClusterShrinkTask', () => false),
})

export const scaleDownCluster = clusterStage({
  type: 'scaleDownCluster',
  label: 'Scale Down Cluster',
  taskClass: 'ScaleDownClusterTask',
  monitorName: 'monitorScaleDownCluster',
  words: 'Scaling down',
  choose(context, groups, candidates) {
    const mayGo = isTrue(context.allowScaleDownActive) ? candidates : candidates.filter((group) => !isActive(group))
    const bySizeOrAge = order(isTrue(context.preferLargerOverNewer))
    const sorted = mayGo.toSorted((one, other) => activeFirst(one, other) || bySizeOrAge(one, other))
    const staying = groups.length - mayGo.length
    const rest = sorted.slice(Math.max(0, (number(context.remainingFullSizeServerGroups) ?? 1) - staying))
    return rest.filter(({ capacity, instances }) => capacity.desired > 0 || capacity.min > 0 || instances.length > 0)
  },
  operation: (_group, description) => ({
    resizeServerGroup: { ...description, capacity: { min: 0, max: 0, desired: 0 } },
  }),
  wait: waitUntil(
    'waitForScaleDownCluster',
    'WaitForScaleDownClusterTask',
    (_stage, group) => group.instances.length === 0,
  ),
})
