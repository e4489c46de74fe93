import { z } from 'zod'
import type { ClusterReference, ServerGroupView } from '../../../clouddriver/client.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { isTrue, json, number, present, text, texts } from '../../values.ts'
import { seconds, succeeded } from '../results.ts'
import { checkIfApplicationExistsForCluster, optional } from './application-check.ts'
import { monitorOperation, requestOperations } from './cloud-operation.ts'
import { clusterGroups, isAt, newestFirst, payload } from './cluster.ts'
import { clusterWait } from './cluster-waits.ts'
import { requireAccount } from './deployment.ts'
import { areDown } from './enough-instances.ts'
import { forceCacheRefreshOf } from './force-cache-refresh.ts'
import { consideredHealth, determineHealthProviders, isActive } from './health.ts'
import { canLeaveTraffic } from './leaving-traffic.ts'
import { clusterOf, locationsOf, providerOf } from './location.ts'
import { withStrategyParameters } from './target-stage.ts'
import { requireTrafficWithoutAll } from './traffic-guards.ts'

interface ClusterWide {
  readonly type: 'disableCluster' | 'shrinkCluster' | 'scaleDownCluster'
  readonly label: string
  /** What is done with each chosen group. */
  readonly operation: 'disableServerGroup' | 'destroyServerGroup' | 'resizeServerGroup'
  readonly wait: PlannedTask
  readonly before?: StageDefinition['before']
  /** Of the cluster's groups at a place, those to act upon. */
  choose(context: Json, groups: readonly ServerGroupView[], candidates: ServerGroupView[]): ServerGroupView[]
  operations(group: ServerGroupView, description: Json, context: Json): readonly Json[]
  /** Whether nothing is to be done where there is no cluster. */
  isDoneWithoutCluster?(context: Json): boolean
}

const deploying = ['copyLastAsg', 'cloneServerGroup', 'createServerGroup', 'deployElastigroup']

/** Names of the groups that earlier deploys of this execution made in the account, by region. */
function madeHere(stage: StageView, account: string): Set<string> {
  const made = stage
    .ancestors()
    .filter(({ type, context }) => deploying.includes(type) || deploying.includes(String(context.type)))
    .filter(({ context }) =>
      [context['deploy.account.name'], context['deployElastigroup.account.name']].includes(account),
    )
  return new Set(
    made.flatMap(({ context }) =>
      Object.entries(json(context['deploy.server.groups'])).flatMap(([region, names]) =>
        texts(names).map((name) => `${region}:${name}`),
      ),
    ),
  )
}

/** The groups without those that this execution made and every newer one (orca: AbstractClusterWideClouddriverTask). */
function unprotected(groups: readonly ServerGroupView[], made: ReadonlySet<string>): ServerGroupView[] {
  const isMade = ({ region, name }: ServerGroupView) => made.has(`${region}:${name}`)
  const oldest = Math.min(...groups.filter(isMade).map(({ createdTime }) => createdTime))
  return groups.filter((group) => !isMade(group) && !(group.createdTime > oldest))
}

/** The cluster that the stage is about. @throws when it names none */
function selectionOf(context: Json): ClusterReference {
  const account = requireAccount(context)
  const named = clusterOf(context)
  if (named === undefined) throw new Error("At least one of 'cluster' and 'moniker' is required")
  return { ...named, cluster: text(context.cluster) ?? named.cluster, account, provider: providerOf(context) }
}

type Services = Pick<Capabilities, 'clouddriver' | 'front50' | 'settings'>

function clusterTask(definition: ClusterWide): PlannedTask {
  const { type, operation, operations, isDoneWithoutCluster } = definition
  const task = defineTask<'clouddriver' | 'front50' | 'settings'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.cluster.${type[0]?.toUpperCase()}${type.slice(1)}Task`,
    needs: ['clouddriver', 'front50', 'settings'],
    backoffMs: seconds(5),
    timeoutMs: seconds(90),
    async run(stage, services) {
      const { context } = stage
      const selection = selectionOf(context)
      const { account, provider, cluster } = selection
      const groups = (await clusterGroups(services.clouddriver, selection)) ?? []
      if (groups.length === 0) {
        if (isTrue(context.continueIfClusterNotFound) || isDoneWithoutCluster?.(context)) return succeeded()
        throw new Error(`No Cluster details found for ${provider}/${account}/${cluster}`)
      }
      const chosen = await chooseEverywhere(definition, stage, selection, groups, services)
      if (chosen.length === 0) return succeeded()
      const submitted = chosen.flatMap(({ group, location }) =>
        operations(group, payload(group, account, location), context),
      )
      const kato = await requestOperations(stage, services.clouddriver, { provider, operations: submitted })
      const byRegion = Map.groupBy(chosen, ({ group }) => group.region)
      const touched = [...byRegion].map(
        ([region, members]) => [region, members.map(({ group }) => group.name)] as const,
      )
      return succeeded({
        'notification.type': operation.toLowerCase(),
        'deploy.account.name': account,
        ...kato,
        'deploy.server.groups': Object.fromEntries(touched),
      })
    },
  })
  return { name: type, task }
}

/** What to act upon, place by place. @throws when a traffic guard refuses */
async function chooseEverywhere(
  { operation, choose }: ClusterWide,
  { context, ...stage }: StageView,
  { account, provider }: ClusterReference,
  groups: readonly ServerGroupView[],
  services: Services,
) {
  const made = madeHere({ context, ...stage }, account)
  const chosen = locationsOf(context).map((location) => {
    const here = groups.filter((group) => isAt(group, location))
    return { location, here, going: here.length === 0 ? [] : choose(context, here, unprotected(here, made)) }
  })
  // A part of a group is left: that is no business of a guard.
  const isPartial = operation === 'disableServerGroup' && (number(context.desiredPercentage) ?? 100) < 100
  for (const { location, here, going } of isPartial ? [] : chosen) {
    const place = { account, provider, location, operation: `Running ${operation} on` }
    await requireTrafficWithoutAll(going, here, place, services)
  }
  return chosen.flatMap(({ location, going }) => going.map((group) => ({ group, location })))
}

function clusterStage(definition: ClusterWide): StageDefinition {
  const { type, label, wait, before } = definition
  const stageClass = `${type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-stage`
  const forceCacheRefresh = forceCacheRefreshOf(stageClass)
  const monitorName = `monitor${type[0]?.toUpperCase()}${type.slice(1)}`
  return {
    type,
    label,
    schema: z.looseObject({}),
    prepare: ({ context, execution }) => withStrategyParameters(context, execution.trigger),
    tasks: () => [
      optional(checkIfApplicationExistsForCluster, stageClass, false),
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

type Order = (one: ServerGroupView, other: ServerGroupView) => number

const largestFirst: Order = (one, other) => other.instances.length - one.instances.length
const activeFirst: Order = (one, other) => Number(isActive(other)) - Number(isActive(one))

/** What is kept comes first: what serves (where that may go too), then the largest (where wished), then the newest. */
const byWorth =
  (mayTakeActive: boolean, prefersLarger: boolean): Order =>
  (one, other) =>
    (mayTakeActive ? activeFirst(one, other) : 0) ||
    (prefersLarger ? largestFirst(one, other) : 0) ||
    newestFirst(one, other)

export const disableCluster = clusterStage({
  type: 'disableCluster',
  label: 'Disable Cluster',
  operation: 'disableServerGroup',
  choose(context, groups, candidates) {
    const spared = groups.length - candidates.length
    const keep = Math.max(0, (number(context.remainingEnabledServerGroups) ?? 1) - spared)
    const order = isTrue(context.preferLargerOverNewer) ? largestFirst : newestFirst
    return candidates.filter(isActive).toSorted(order).slice(keep)
  },
  operations: (_group, description, { desiredPercentage }) => [
    { disableServerGroup: { ...description, ...present({ desiredPercentage }) } },
  ],
  wait: clusterWait({
    name: 'waitForClusterDisable',
    className: 'WaitForClusterDisableTask',
    isDone(stage, group, settings) {
      if (consideredHealth(stage.context)?.length === 0 || group === undefined) return true
      return (group.disabled || !settings.awaitsDisabledFlag) && areDown(stage, group)
    },
    // Connections drain, whatever the instances say.
    leastMs: ({ shortestDisableMs }) => shortestDisableMs,
  }),
})

export const shrinkCluster = clusterStage({
  type: 'shrinkCluster',
  label: 'Shrink Cluster',
  operation: 'destroyServerGroup',
  async before({ context }, graph, { clouddriver }) {
    if (context.allowDeleteActive !== true || context.runDisableClusterStep === false) return
    if (!(await canLeaveTraffic(context, clouddriver))) return
    graph.add({
      type: 'disableCluster',
      name: 'disableCluster',
      context: {
        ...context,
        ...present({
          remainingEnabledServerGroups: context.shrinkToSize,
          preferLargerOverNewer: context.retainLargerOverNewer,
        }),
        continueIfClusterNotFound: number(context.shrinkToSize) === 0,
      },
    })
  },
  choose(context, groups, candidates) {
    const mayTakeActive = isTrue(context.allowDeleteActive)
    const mayGo = mayTakeActive ? candidates : candidates.filter((group) => !isActive(group))
    const keep = (number(context.shrinkToSize) ?? 1) - (groups.length - mayGo.length)
    return mayGo.toSorted(byWorth(mayTakeActive, isTrue(context.retainLargerOverNewer))).slice(Math.max(0, keep))
  },
  operations: (_group, description) => [{ destroyServerGroup: description }],
  isDoneWithoutCluster: ({ shrinkToSize }) => number(shrinkToSize) === 0,
  wait: clusterWait({
    name: 'waitForClusterShrink',
    className: 'WaitForClusterShrinkTask',
    isDone: (_stage, group) => group === undefined,
  }),
})

export const scaleDownCluster = clusterStage({
  type: 'scaleDownCluster',
  label: 'Scale Down Cluster',
  operation: 'resizeServerGroup',
  choose(context, groups, candidates) {
    const mayTakeActive = isTrue(context.allowScaleDownActive)
    const mayGo = mayTakeActive ? candidates : candidates.filter((group) => !isActive(group))
    const keep = (number(context.remainingFullSizeServerGroups) ?? 1) - (groups.length - mayGo.length)
    return mayGo.toSorted(byWorth(mayTakeActive, isTrue(context.preferLargerOverNewer))).slice(Math.max(0, keep))
  },
  operations(group, description, context) {
    const resize = { ...description, capacity: { min: 0, max: 0, desired: 0 } }
    return cloudOf(providerOf(context)).scaleDownOperations?.(group, resize) ?? [{ resizeServerGroup: resize }]
  },
  wait: clusterWait({
    name: 'waitForScaleDownCluster',
    className: 'WaitForScaleDownClusterTask',
    isDone: (_stage, group) => (group?.instances.length ?? 0) === 0,
  }),
})
