import { cloudOf } from '../../clouds/index.ts'
import type { StageDefinition, StageView } from '../../stage.ts'
import { json, number, text } from '../../values.ts'
import { checkIfApplicationExists } from './application-check.ts'
import { type Capacity, capacityOf, resizeAction, resizedCapacity } from './capacity.ts'
import { monitorOperation } from './cloud-operation.ts'
import { groupsOfCluster, requireGroup } from './cluster.ts'
import { forceCacheRefresh } from './force-cache-refresh.ts'
import { determineHealthProviders } from './health.ts'
import { providerOf } from './location.ts'
import { type Change, mutate } from './mutation.ts'
import { readTarget, type Target } from './target.ts'
import { targetStage } from './target-stage.ts'
import { waitForCapacityMatch } from './waits.ts'

type Services = Parameters<NonNullable<Parameters<typeof mutate>[0]['describe']>>[2]

const resize = mutate({
  operation: 'resizeServerGroup',
  taskClass: 'ResizeServerGroupTask',
  removesTraffic: (_stage, { capacity }) =>
    number(json(capacity).desired) === 0 ? 'Removal of all instances in ' : undefined,
  async describe(stage, target, { clouddriver }): Promise<Change> {
    const { context } = stage
    const action = resizeAction(context)
    const current = capacityOf(await readTarget(clouddriver, target))
    const { target: capacity, original } = resizedCapacity(context, {
      current,
      ...(action === 'scale_to_cluster' ? { siblings: await siblingsOf(stage, target, clouddriver) } : {}),
      ...(action === 'scale_to_server_group' ? { source: await sourceOf(stage, target, clouddriver) } : {}),
      ...unpinnedMinimum(stage),
    })
    // The first capacity that this execution saw is kept, whatever happens afterwards: an unpin goes back to it.
    const key = `originalCapacity.${target.name}`
    const first = stage.get(key) ?? original
    return {
      description: { capacity, ...(original === undefined ? {} : { originalCapacity: original }) },
      context: { capacity },
      outputs: first === undefined ? {} : { [key]: first },
    }
  },
})

async function siblingsOf(stage: StageView, { name, account, location }: Target, clouddriver: Services['clouddriver']) {
  const context = { ...stage.context, serverGroupName: name }
  return ((await groupsOfCluster(clouddriver, context, account, location)) ?? []).map(capacityOf)
}

async function sourceOf(stage: StageView, target: Target, clouddriver: Services['clouddriver']): Promise<Capacity> {
  const source = json(stage.context.source)
  const name = text(source.serverGroupName) ?? text(source.asgName)
  if (name === undefined)
    throw new Error('The resize takes its size from a server group and names none: set `source.serverGroupName`.')
  const account = text(source.credentials) ?? text(source.account) ?? target.account
  const region = text(source.region) ?? text(source.zone) ?? target.location.value
  return capacityOf(await requireGroup(clouddriver, { account, region, name }))
}

function unpinnedMinimum(stage: StageView): { unpinnedMinimum?: number } {
  const source = text(json(stage.context.source).serverGroupName)
  const original = json(stage.get(`originalCapacity.${source}`))
  const minimum = number(original.min) ?? number(json(stage.get('savedCapacity')).min)
  return minimum === undefined ? {} : { unpinnedMinimum: minimum }
}

const monitorServerGroup = { name: 'monitorServerGroup', task: monitorOperation() }

export const resizeServerGroup: StageDefinition = targetStage({
  type: 'resizeServerGroup',
  label: 'Resize Server Group',
  tasks: () => [
    checkIfApplicationExists,
    determineHealthProviders,
    resize,
    monitorServerGroup,
    forceCacheRefresh,
    waitForCapacityMatch,
  ],
  beforeChild: (context, hasFixedTarget) => aroundResize(context, hasFixedTarget, 'before'),
  afterChild: (context, hasFixedTarget) => aroundResize(context, hasFixedTarget, 'after'),
})

function aroundResize(context: StageView['context'], hasFixedTarget: boolean, which: 'before' | 'after') {
  const around = cloudOf(providerOf(context)).aroundResize?.(context, hasFixedTarget)
  return around === undefined ? [] : [around[which]]
}

/** Sets a group's limits without waiting for instances: nothing comes or goes. */
export const pinServerGroup: StageDefinition = targetStage({
  type: 'pinServerGroup',
  label: 'Pin Server Group',
  tasks: () => [resize, monitorServerGroup, forceCacheRefresh],
})
