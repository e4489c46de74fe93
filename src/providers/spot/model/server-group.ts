import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type { Instance, ServerGroup } from '../../../services/clouddriver/provider.ts'
import type { ElastigroupDriver, GroupReading } from '../driver/index.ts'

/** The server group of an Elastigroup; undefined when its name belongs to no application. */
export function serverGroupOf(
  account: string,
  driver: Pick<ElastigroupDriver, 'cloud' | 'describe' | 'present'>,
  { group, instances, suspended, disabled, rolls, stateful }: GroupReading,
): ServerGroup | undefined {
  const moniker = deriveMoniker(group.name)
  if (moniker.app === undefined) return undefined
  const facts = driver.describe(group)
  const { image } = facts
  const { minimum, maximum, target } = group.capacity ?? {}
  return {
    name: group.name,
    provider: 'spot',
    account,
    region: facts.region,
    moniker,
    zones: facts.zones,
    disabled,
    createdTime: facts.createdAt ?? 0,
    capacity: { min: minimum ?? 0, max: maximum ?? 0, desired: target ?? 0 },
    instances,
    loadBalancers: facts.loadBalancers.map(({ name }) => name),
    securityGroups: facts.securityGroups,
    ...(image === undefined ? {} : { image: { imageId: image, imageName: image } }),
    tags: facts.tags,
    cloudId: group.id,
    extra: {
      elastigroup: driver.present(group),
      group,
      cloud: driver.cloud,
      suspendedProcesses: suspended,
      asg: { minSize: minimum ?? 0, maxSize: maximum ?? 0, desiredCapacity: target ?? 0 },
      targetGroups: facts.loadBalancers.flatMap(({ type, name }) => (type === 'TARGET_GROUP' ? [name] : [])),
      launchConfig: { imageId: image, keyName: facts.keyPair },
      // Where Deck's lists look for what a group runs.
      ...(image === undefined ? {} : { buildInfo: { images: [image] } }),
      rolls,
      lifecycleMix: mixOf(instances),
      ...(stateful === undefined ? {} : { statefulInstances: stateful }),
    },
  }
}

/** How many machines run on Spot's markets, and how many at the on-demand price. */
function mixOf(instances: readonly Instance[]) {
  const count = (lifecycle: string) => instances.filter(({ extra }) => extra.lifecycle === lifecycle).length
  return { spot: count('SPOT'), onDemand: count('ON_DEMAND') }
}
