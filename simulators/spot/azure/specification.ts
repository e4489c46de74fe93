import type { GroupDocument, ScheduledTask } from '../model/group-schema.ts'
import type { WireDocument } from '../model/state.ts'
import type { AzureDocument } from './schema.ts'

const TASKS = {
  scale: 'scale',
  scaleUp: 'scaleUp',
  scaleDown: 'scaleDown',
  scaleUpPercentage: 'percentageScaleUp',
  percentageScaleDown: 'percentageScaleDown',
  deployment: 'roll',
} as const satisfies Record<string, ScheduledTask['taskType']>

/** From here on up a group would rather keep its machines than have cheaper ones. */
const AVAILABILITY_FROM = 67
const COST_BELOW = 34

/** A group of Spot VMs on Azure in the words of the model. A group without zones is in one, named for its region. */
export function azureSpecification(wire: WireDocument): GroupDocument {
  const { name, region, capacity, strategy, health, compute, scaling, scheduling } = wire as AzureDocument
  const { vmSizes, launchSpecification: launch } = compute
  const zones = compute.zones?.length ? compute.zones : [region]
  return {
    name,
    region,
    capacity,
    strategy: {
      ...(typeof strategy.onDemandCount === 'number'
        ? { onDemandCount: strategy.onDemandCount }
        : { risk: strategy.spotPercentage ?? 100 }),
      availabilityVsCost: orientation(strategy.availabilityVsCost),
      fallbackToOd: strategy.fallbackToOd ?? true,
      drainingTimeout: strategy.drainingTimeout,
      revertToSpot: {
        performAt: strategy.revertToSpot?.performAt ?? 'always',
        timeWindows: strategy.optimizationWindows,
      },
    },
    compute: {
      availabilityZones: zones.map((zone) => ({ name: zone })),
      preferredAvailabilityZones: compute.preferredZones,
      instanceTypes: {
        ondemand: vmSizes.odSizes[0],
        spot: vmSizes.spotSizes?.length ? vmSizes.spotSizes : vmSizes.odSizes,
        preferredSpot: vmSizes.preferredSpotSizes,
      },
      launchSpecification: {
        imageId: imageIdOf(launch.image),
        securityGroupIds: [],
        monitoring: false,
        healthCheckType: health?.healthCheckTypes?.[0] === 'applicationGateway' ? 'TARGET_GROUP' : checkOf(health),
        autoHealing: health?.autoHealing,
        healthCheckGracePeriod: health?.gracePeriod,
        healthCheckUnhealthyDurationBeforeReplacement: health?.unhealthyDuration,
        loadBalancersConfig: {
          loadBalancers: (launch.loadBalancersConfig?.loadBalancers ?? []).map((balancer) => ({ name: balancer.name })),
        },
      },
    },
    scaling,
    scheduling: {
      tasks: scheduling?.tasks?.map(({ type, isEnabled, ...task }) => ({
        ...task,
        isEnabled: String(isEnabled) === 'true',
        taskType: TASKS[type],
      })),
    },
  }
}

const checkOf = (health: AzureDocument['health']) => (health?.healthCheckTypes?.length ? 'EC2' : undefined)

function orientation(availability: number | null | undefined) {
  if (typeof availability !== 'number') return 'balanced'
  if (availability >= AVAILABILITY_FROM) return 'availabilityOriented'
  return availability < COST_BELOW ? 'costOriented' : 'balanced'
}

type Image = AzureDocument['compute']['launchSpecification']['image']

/** An image in one line, by which a scenario names it: `publisher:offer:sku:version`, or a path in a resource group. */
export function imageIdOf(image: Image): string {
  const { marketplace, custom, gallery } = image ?? {}
  if (marketplace) {
    return [marketplace.publisher, marketplace.offer, marketplace.sku, marketplace.version ?? 'latest'].join(':')
  }
  if (custom) return `${custom.resourceGroupName}/${custom.name}`
  if (gallery) {
    return [gallery.resourceGroupName, gallery.galleryName, gallery.imageName, gallery.version ?? 'latest'].join('/')
  }
  return 'image-unknown'
}
