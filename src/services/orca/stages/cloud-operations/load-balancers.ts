import type { Json } from '../../model.ts'
import { type Capabilities, defineTask, type PlannedTask } from '../../stage.ts'
import { isJson, json, list, objects, present, text, texts } from '../../values.ts'
import { minutes, seconds, succeeded, terminal } from '../results.ts'
import { forceCacheRefresh, refreshOf } from '../server-groups/force-cache-refresh.ts'
import { accountOf } from '../server-groups/location.ts'
import { findTargets } from '../server-groups/target.ts'
import { type Asked, monitor, type OperationStage, type Request } from './operation-stage.ts'
import { vpcIn } from './security-groups.ts'

type Clouddriver = Capabilities['clouddriver']

/** Takes over the address that the cloud gave to a new load balancer, for later stages (e.g. DNS). */
const extrapolateUpsertResult: PlannedTask = {
  name: 'extrapolateUpsertResult',
  task: defineTask({
    implementingClass:
      'com.netflix.spinnaker.orca.clouddriver.tasks.loadbalancer.UpsertLoadBalancerResultObjectExtrapolationTask',
    run({ context }) {
      const id = text(json(context['kato.last.task.id']).id)
      const operation = objects(context['kato.tasks']).find((each) => String(each.id) === id)
      if (operation === undefined) return terminal('The cloud did not say what became of the load balancer')
      const made = Object.values(json(objects(operation.resultObjects)[0]?.loadBalancers))[0]
      const dnsName = text(json(made).dnsName)
      return succeeded(dnsName === undefined ? {} : { dnsName })
    },
  }),
}

const refreshUpserted = refreshOf('loadbalancer.UpsertLoadBalancerForceRefreshTask', 'LoadBalancer', ({ context }) =>
  objects(context.targets).flatMap(({ name, credentials, availabilityZones }) =>
    Object.keys(json(availabilityZones)).map((region) =>
      present({ loadBalancerName: name, region, account: credentials, loadBalancerType: context.loadBalancerType }),
    ),
  ),
)

const refreshDeleted = refreshOf('loadbalancer.DeleteLoadBalancerForceRefreshTask', 'LoadBalancer', ({ context }) =>
  texts(context.regions).map((region) => ({
    loadBalancerName: context.loadBalancerName,
    region,
    account: accountOf(context),
    vpcId: text(context.vpcId) ?? '',
    evict: true,
  })),
)

const withZones = (balancer: Json): Json => ({
  ...balancer,
  availabilityZones: isJson(balancer.availabilityZones)
    ? balancer.availabilityZones
    : { [text(balancer.region) ?? '']: balancer.regionZones },
})

/** One that is written in the stage itself; an older way to name it is the cluster that it stands before. */
function upsertOne({ settings, account }: Asked): Request {
  const clusterName = text(settings.clusterName)
  const name =
    text(settings.name) ?? (clusterName === undefined ? text(settings.loadBalancerName) : `${clusterName}-frontend`)
  if (name === undefined)
    throw new Error('The load balancer has no name: set `name`, `loadBalancerName` or `clusterName`.')
  const balancer = withZones({ ...settings, name })
  return upsert([balancer], account)
}

const upsertMany = ({ settings }: Asked): Request => upsert(objects(settings.loadBalancers).map(withZones))

function upsert(balancers: readonly Json[], account?: string): Request {
  const targets = balancers.map(({ availabilityZones, vpcId, name, account: own }) =>
    present({ credentials: account ?? own, availabilityZones, vpcId, name }),
  )
  return {
    operations: balancers.map((balancer) => ({ upsertLoadBalancer: balancer })),
    context: { 'kato.result.expected': true, targets },
  }
}

/** Load balancers that split traffic between versions, which may be given as targets of clusters. */
const upsertSplit =
  (provider: string) =>
  async ({ settings }: Asked, { clouddriver }: { clouddriver: Clouddriver }): Promise<Request> => {
    const balancers = await Promise.all(
      objects(settings.loadBalancers).map(async (balancer) => {
        const split = json(balancer.splitDescription)
        const allocations = await Promise.all(
          objects(split.allocationDescriptions).map(async (allocation) => {
            if (allocation.locatorType !== 'targetCoordinate' && provider === 'appengine') return allocation
            const { cluster, target } = allocation
            const where = { cluster, target, region: balancer.region, credentials: balancer.credentials }
            const [group] = await findTargets(clouddriver, { ...where, cloudProvider: provider })
            const revision = provider === 'cloudrun' ? { revisionName: group?.name } : {}
            return { ...allocation, serverGroupName: group?.name, ...revision }
          }),
        )
        const hasSplit = list(split.allocationDescriptions).length > 0
        return hasSplit
          ? { ...balancer, splitDescription: { ...split, allocationDescriptions: allocations } }
          : balancer
      }),
    )
    return upsert(provider === 'appengine' ? balancers.map(withZones) : balancers)
  }

/** Copies a classic load balancer of AWS to other places, with the firewalls by the names that they have there. */
async function copyAmazon({ settings }: Asked, clouddriver: Clouddriver): Promise<Request> {
  const at = {
    account: text(settings.credentials) ?? '',
    region: text(settings.region) ?? '',
    name: text(settings.name) ?? '',
  }
  const [current] = await clouddriver.loadBalancer({ provider: 'aws', ...at })
  if (current === undefined)
    throw new Error(`Load balancer does not exist (name: ${at.name}, account: ${at.account}, region: ${at.region})`)
  const firewalls = await Promise.all(texts(current.securityGroups).map((id) => nameOfFirewall(id, clouddriver)))
  const networks = await clouddriver.vpcs()
  const check = json(current.healthCheck)
  const listeners = objects(current.listenerDescriptions).map(({ listener }) => {
    const { protocol, loadBalancerPort, instanceProtocol, instancePort, sslcertificateId } = json(listener)
    const external = { externalProtocol: protocol, externalPort: loadBalancerPort }
    return present({
      ...external,
      internalProtocol: instanceProtocol,
      internalPort: instancePort,
      sslCertificateId: sslcertificateId,
    })
  })
  const balancers = objects(settings.targets).map((target) => {
    const [region, another] = Object.keys(json(target.availabilityZones))
    if (region === undefined || another !== undefined)
      throw new Error('Must specify one (and only one) region/availability zones per target')
    const mappings = json(target.securityGroupMappings)
    return present({
      healthCheck: check.target,
      healthInterval: check.interval,
      healthTimeout: check.timeout,
      unhealthyThreshold: check.unhealthyThreshold,
      healthyThreshold: check.healthyThreshold,
      listeners,
      availabilityZones: target.availabilityZones,
      securityGroups: firewalls.map((name) => mappings[name] ?? name),
      name: text(target.name) ?? current.loadBalancerName,
      vpcId: vpcIn(networks, target.vpcId, region, target.credentials),
      subnetType: text(target.subnetType) ?? 'none',
      region,
      credentials: target.credentials,
    })
  })
  return {
    operations: balancers.map((balancer) => ({ upsertAmazonLoadBalancerDescription: balancer })),
    context: {
      targets: balancers.map(({ credentials, availabilityZones, vpcId, name }) =>
        present({ credentials, availabilityZones, vpcId, name }),
      ),
    },
  }
}

async function nameOfFirewall(id: string, clouddriver: Clouddriver): Promise<string> {
  const [page] = await clouddriver.search({ q: id, type: 'securityGroups' })
  const name = text(objects(page?.results)[0]?.name)
  if (name === undefined) throw new Error(`Security group (${id}) does not exist`)
  return name
}

/** Clouds that call it “mapping a route” do it for a group that may be given as a target. */
const mapping = async ({ settings, stage }: Asked, operation: string, clouddriver: Clouddriver) => {
  const [group] = await findTargets(clouddriver, stage.context)
  const named = group === undefined ? {} : { serverGroupName: group.name, moniker: group.moniker }
  const health = stage.context.interestingHealthProviderNames ?? ['LoadBalancer', 'TargetGroup']
  return {
    operations: [{ [operation]: { ...settings, ...named } }],
    context: { ...named, interestingHealthProviderNames: health },
  }
}

export const loadBalancerStages: readonly OperationStage[] = [
  {
    type: 'upsertLoadBalancer',
    aliases: ['upsertAmazonLoadBalancer'],
    label: 'Upsert Load Balancer',
    className: 'clouddriver.tasks.loadbalancer.UpsertLoadBalancerTask',
    backoffMs: seconds(2),
    timeoutMs: minutes(1),
    ask: upsertOne,
    after: [monitor('monitorUpsert'), extrapolateUpsertResult, refreshUpserted],
  },
  {
    type: 'upsertLoadBalancers',
    label: 'Upsert Load Balancers',
    className: 'clouddriver.tasks.loadbalancer.UpsertLoadBalancersTask',
    notification: 'upsertloadbalancer',
    backoffMs: seconds(2),
    timeoutMs: minutes(5),
    ask: upsertMany,
    after: [monitor('monitorUpsert'), extrapolateUpsertResult, refreshUpserted],
  },
  {
    type: 'upsertAppEngineLoadBalancers',
    label: 'Edit Load Balancer (App Engine)',
    task: 'upsertLoadBalancers',
    className: 'clouddriver.tasks.providers.appengine.UpsertAppEngineLoadBalancersTask',
    notification: 'upsertloadbalancer',
    provider: 'appengine',
    backoffMs: seconds(2),
    timeoutMs: minutes(5),
    ask: upsertSplit('appengine'),
    after: [monitor('monitorUpsert'), extrapolateUpsertResult, refreshUpserted],
  },
  {
    type: 'upsertCloudrunLoadBalancers',
    label: 'Edit Load Balancer (Cloud Run)',
    task: 'upsertLoadBalancers',
    className: 'clouddriver.tasks.providers.cloudrun.UpsertCloudrunLoadBalancersTask',
    notification: 'upsertloadbalancer',
    provider: 'cloudrun',
    backoffMs: seconds(2),
    timeoutMs: minutes(5),
    ask: upsertSplit('cloudrun'),
    after: [monitor('monitorUpsert'), extrapolateUpsertResult],
  },
  {
    type: 'deleteLoadBalancer',
    aliases: ['deleteAmazonLoadBalancer'],
    label: 'Delete Load Balancer',
    className: 'clouddriver.tasks.loadbalancer.DeleteLoadBalancerTask',
    ask: ({ settings, account }) => ({
      operations: [{ deleteLoadBalancer: settings }],
      context: {
        'delete.name': settings.loadBalancerName,
        'delete.regions': texts(settings.regions).join(','),
        'delete.account.name': account,
      },
    }),
    after: [refreshDeleted, monitor('monitorDelete')],
  },
  {
    type: 'copyAmazonLoadBalancer',
    label: 'Copy Load Balancer (AWS)',
    className: 'kato.tasks.CopyAmazonLoadBalancerTask',
    notification: 'upsertamazonloadbalancer',
    provider: null,
    ask: (asked, { clouddriver }) => copyAmazon(asked, clouddriver),
    after: [monitor('monitorCopy'), refreshUpserted],
  },
  {
    type: 'mapLoadBalancers',
    label: 'Map Load Balancer',
    className: 'clouddriver.tasks.providers.cf.MapLoadBalancersTask',
    ask: (asked, { clouddriver }) => mapping(asked, 'mapLoadBalancers', clouddriver),
    after: [monitor('monitorTask'), forceCacheRefresh],
  },
  {
    type: 'unmapLoadBalancers',
    label: 'Unmap Load Balancer',
    className: 'clouddriver.tasks.providers.cf.UnmapLoadBalancersTask',
    ask: (asked, { clouddriver }) => mapping(asked, 'unmapLoadBalancers', clouddriver),
    after: [monitor('monitorTask'), forceCacheRefresh],
  },
]
