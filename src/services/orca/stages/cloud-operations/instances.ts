import type { Json } from '../../model.ts'
import type { Capabilities } from '../../stage.ts'
import { isJson, text, texts } from '../../values.ts'
import { seconds } from '../results.ts'
import { forceCacheRefreshOf } from '../server-groups/force-cache-refresh.ts'
import { determineHealthProviders } from '../server-groups/health.ts'
import { monikerOf } from '../server-groups/moniker.ts'
import { groupName } from '../server-groups/target.ts'
import { requireTrafficWithoutInstances } from '../server-groups/traffic-guards.ts'
import { goingKey, stillThere, waitForDownHealth, waitForTermination, waitForUpHealth } from './instance-waits.ts'
import { type Asked, monitor, type OperationStage, type Request } from './operation-stage.ts'

type Services = Pick<Capabilities, 'clouddriver' | 'front50' | 'settings'>

/** @throws when a guarded cluster would be left without traffic by the loss of these instances */
export async function requireTraffic(
  { stage, account, provider }: Asked,
  ids: readonly string[],
  operation: string,
  services: Services,
) {
  const { context } = stage
  const name = groupName(context)
  const moniker = isJson(context.moniker) ? monikerOf({ name: name ?? '', moniker: context.moniker }) : undefined
  const location = { type: 'REGION', value: text(context.region) ?? '' } as const
  const target = { serverGroupName: name, moniker, instanceIds: ids }
  await requireTrafficWithoutInstances(target, { account: account ?? '', provider, location, operation }, services)
}

const withHealth = ({ stage, settings }: Asked, operation: string, ...types: string[]): Request => ({
  operations: [{ [operation]: settings }],
  context: { interestingHealthProviderNames: stage.context.interestingHealthProviderNames ?? types },
})

async function terminate(asked: Asked, operation: string, words: string, services: Services): Promise<Request> {
  const { stage, settings, account } = asked
  const going = await stillThere(stage, services.clouddriver)
  const ids = going.map(({ id }) => id)
  const context: Json = {
    'terminate.account.name': account,
    'terminate.region': settings.region,
    'terminate.instance.ids': ids,
    [goingKey]: going,
  }
  if (ids.length === 0) return { operations: [], context }
  await requireTraffic(asked, ids, words, services)
  const description = operation === 'terminateInstances' ? { ...settings, instanceIds: ids } : settings
  return { operations: [{ [operation]: description }], context, round: ids.join(',') }
}

export const terminateInstances: OperationStage = {
  type: 'terminateInstances',
  label: 'Terminate Instances',
  className: 'clouddriver.tasks.instance.TerminateInstancesTask',
  ask: (asked, services) => terminate(asked, 'terminateInstances', 'Terminating the requested instances in', services),
  after: [monitor('monitorTermination'), waitForTermination('waitForTerminatedInstances')],
}

export const instanceStages: readonly OperationStage[] = [
  terminateInstances,
  {
    type: 'terminateInstanceAndDecrementServerGroup',
    label: 'Terminate Instance and Shrink Server Group',
    className: 'clouddriver.tasks.instance.TerminateInstanceAndDecrementServerGroupTask',
    ask: (asked, services) =>
      terminate(asked, 'terminateInstanceAndDecrementServerGroup', 'Terminating the requested instance in ', services),
    after: [monitor('monitorTermination'), waitForTermination('waitForTerminatedInstance')],
  },
  {
    type: 'terminateInstanceAndDecrementAsg',
    label: 'Terminate Instance and Shrink Auto Scaling Group',
    task: 'terminateInstance',
    className: 'kato.tasks.TerminateInstanceAndDecrementAsgTask',
    operation: 'terminateInstanceAndDecrementAsgDescription',
    notification: 'terminateinstanceanddecrementasg',
    provider: null,
    ask: ({ settings, account }) => ({
      operations: [{ terminateInstanceAndDecrementAsgDescription: settings }],
      context: {
        'terminate.account.name': account,
        'terminate.region': settings.region,
        'terminate.instance.ids': texts(settings.instance),
      },
    }),
    after: [monitor('monitorTermination'), waitForTermination('waitForTerminatedInstance')],
  },
  {
    type: 'detachInstances',
    label: 'Detach Instances',
    className: 'kato.tasks.DetachInstancesTask',
    backoffMs: seconds(5),
    timeoutMs: seconds(30),
    async ask(asked, services) {
      const { settings, account } = asked
      await requireTraffic(asked, texts(settings.instanceIds), 'Terminating the requested instances in ', services)
      return {
        operations: [{ detachInstances: settings }],
        context: {
          'terminate.instance.ids': settings.instanceIds,
          'terminate.account.name': account,
          'terminate.region': settings.region,
        },
      }
    },
    after: [
      monitor('monitorDetach'),
      forceCacheRefreshOf('detach-instances-stage'),
      waitForTermination('waitForTerminatedInstances'),
    ],
  },
  {
    type: 'rebootInstances',
    label: 'Reboot Instances',
    className: 'clouddriver.tasks.instance.RebootInstancesTask',
    before: [determineHealthProviders],
    ask(asked) {
      const { operations, context } = withHealth(asked, 'rebootInstances', 'Discovery')
      return { operations, context: { 'reboot.account.name': asked.account, ...context } }
    },
    after: [monitor('monitorReboot'), waitForDownHealth('waitForDownInstances'), waitForUpHealth('waitForUpInstances')],
  },
  {
    type: 'registerInstancesWithLoadBalancer',
    label: 'Register Instances with Load Balancer',
    task: 'registerInstances',
    className: 'clouddriver.tasks.instance.RegisterInstancesWithLoadBalancerTask',
    ask: (asked) => withHealth(asked, 'registerInstancesWithLoadBalancer', 'LoadBalancer', 'TargetGroup'),
    after: [monitor('monitorInstances'), waitForUpHealth('waitForLoadBalancerState')],
  },
  {
    type: 'deregisterInstancesFromLoadBalancer',
    label: 'Deregister Instances from Load Balancer',
    task: 'deregisterInstances',
    className: 'clouddriver.tasks.instance.DeregisterInstancesFromLoadBalancerTask',
    async ask(asked, services) {
      const words = 'Deregistering the requested instances from load balancer in'
      await requireTraffic(asked, texts(asked.settings.instanceIds), words, services)
      return withHealth(asked, 'deregisterInstancesFromLoadBalancer', 'LoadBalancer', 'TargetGroup')
    },
    after: [monitor('monitorInstances'), waitForDownHealth('waitForLoadBalancerState')],
  },
  {
    type: 'enableInstancesInDiscovery',
    label: 'Enable Instances in Discovery',
    task: 'enableInstances',
    className: 'kato.tasks.EnableInstancesInDiscoveryTask',
    provider: null,
    ask: (asked) => withHealth(asked, 'enableInstancesInDiscovery', 'Discovery'),
    after: [monitor('monitorInstances'), waitForUpHealth('waitForDiscoveryState')],
  },
  {
    type: 'disableInstancesInDiscovery',
    label: 'Disable Instances in Discovery',
    task: 'disableInstances',
    className: 'kato.tasks.DisableInstancesInDiscoveryTask',
    provider: null,
    async ask(asked, services) {
      await requireTraffic(asked, texts(asked.settings.instanceIds), 'Disabling the requested instances in', services)
      return withHealth(asked, 'disableInstancesInDiscovery', 'Discovery')
    },
    after: [monitor('monitorInstances'), waitForDownHealth('waitForDiscoveryState')],
  },
]
