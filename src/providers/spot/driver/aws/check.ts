import type { Document, Findings } from '../driver.ts'
import { launchOf } from '../launch.ts'
import { isObject } from '../merge.ts'

/** Fields that Spot still returns of old groups and that new ones should do without. */
const deprecated: readonly (readonly [path: string, instead: string])[] = [
  ['compute.ebsVolumePool', 'compute.volumeAttachments or strategy.persistence'],
  ['compute.launchSpecification.loadBalancerNames', 'loadBalancersConfig.loadBalancers with type CLASSIC'],
  ['compute.launchSpecification.targetGroupArns', 'loadBalancersConfig.loadBalancers with type TARGET_GROUP'],
  ['strategy.lifetimePeriod', 'strategy.revertToSpot'],
  ['thirdPartiesIntegration.mesosphere', 'no successor: Spot has retired it'],
  ['thirdPartiesIntegration.opsWorks', 'no successor: AWS has retired OpsWorks'],
]

/** What Spot's documentation excludes in a group for AWS, and what surprises in it. Fields that are null count as absent. */
export function check(document: Document): Findings {
  return { errors: [...errorsIn(document)], warnings: [...warningsIn(document)] }
}

function* errorsIn(document: Document): Iterable<string> {
  const { minimum, target, maximum } = at(document, 'capacity')
  if ([minimum, target, maximum].every((each) => typeof each === 'number')) {
    const [low, middle, high] = [minimum, target, maximum] as [number, number, number]
    if (low > middle || middle > high) {
      yield `capacity: minimum ${low}, target ${middle} and maximum ${high} must grow in that order`
    }
  }
  const scaling = at(document, 'scaling')
  if (has(scaling.target) && (has(scaling.up) || has(scaling.down))) {
    yield 'scaling: simple policies (up, down) and target policies exclude each other; keep one kind'
  }
  const compute = at(document, 'compute')
  const types = at(document, 'compute.instanceTypes')
  const exclusive: readonly (readonly [Document, string, string, string])[] = [
    [compute, 'compute', 'availabilityZones', 'subnetIds'],
    [types, 'compute.instanceTypes', 'ondemand', 'onDemandTypes'],
    [types, 'compute.instanceTypes', 'spot', 'resourceRequirements'],
    [launchOf(document), 'compute.launchSpecification', 'imageId', 'images'],
    ...list(launchOf(document).blockDeviceMappings).flatMap((mapping) => {
      const ebs = at(mapping, 'ebs')
      const where = `compute.launchSpecification.blockDeviceMappings[${String(mapping.deviceName)}].ebs`
      return [[ebs, where, 'iops', 'dynamicIops'] as const, [ebs, where, 'volumeSize', 'dynamicVolumeSize'] as const]
    }),
  ]
  for (const [object, where, one, other] of exclusive) {
    if (has(object[one]) && has(object[other])) yield `${where}: ${one} and ${other} exclude each other; keep one`
  }
  if (has(compute.subnetIds) && !has(document.region)) yield 'region: it must be given beside compute.subnetIds'
  const revert = at(document, 'strategy.revertToSpot')
  if (revert.performAt === 'timeWindow' && !has(revert.timeWindows)) {
    yield 'strategy.revertToSpot: performAt timeWindow needs timeWindows, e.g. ["Mon:03:00-Wed:02:30"]'
  }
}

function* warningsIn(document: Document): Iterable<string> {
  const strategy = at(document, 'strategy')
  if (has(strategy.risk) && has(strategy.onDemandCount)) {
    yield 'strategy: onDemandCount counts, risk beside it does not'
  }
  if (
    strategy.availabilityVsCost === 'equalAzDistribution' &&
    has(at(document, 'compute').preferredAvailabilityZones)
  ) {
    yield 'strategy: equalAzDistribution knows no preferredAvailabilityZones'
  }
  for (const [path, instead] of deprecated) {
    const parent = at(document, path.slice(0, path.lastIndexOf('.')))
    if (has(parent[path.slice(path.lastIndexOf('.') + 1)])) yield `${path} is deprecated (${instead})`
  }
  const scaling = at(document, 'scaling')
  for (const policy of [...list(scaling.up), ...list(scaling.down)]) {
    const legacy = ['adjustment', 'minTargetCapacity', 'maxTargetCapacity'].filter((key) => has(policy[key]))
    if (legacy.length > 0) {
      yield `scaling policy ${String(policy.policyName)}: ${legacy.join(', ')} of the policy itself is deprecated (use its action)`
    }
  }
  for (const balancer of list(at(document, 'compute.launchSpecification.loadBalancersConfig').loadBalancers)) {
    if (balancer.type === 'MULTAI_TARGET_SET') yield 'load balancers of type MULTAI_TARGET_SET are deprecated'
  }
}

function at(document: Document, path: string): Document {
  return path.split('.').reduce<Document>((object, key) => {
    const field = object[key]
    return isObject(field) ? field : {}
  }, document)
}

const list = (value: unknown): readonly Document[] => (Array.isArray(value) ? value.filter(isObject) : [])

const has = (value: unknown) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)
