import type { GroupDocument } from '../model/group-schema.ts'
import type { WireDocument } from '../model/state.ts'
import type { GcpDocument } from './schema.ts'

/** A group on Google Cloud in the words of the model. */
export function gcpSpecification(wire: WireDocument): GroupDocument {
  const { name, capacity, strategy, compute, scaling, scheduling } = wire as GcpDocument
  const { instanceTypes, health, launchSpecification: launch } = compute
  const services = launch.backendServiceConfig?.backendServices ?? []
  return {
    name,
    capacity,
    region: regionOfZone(compute.availabilityZones[0] ?? ''),
    strategy: {
      ...(typeof strategy.onDemandCount === 'number'
        ? { onDemandCount: strategy.onDemandCount }
        : { risk: strategy.preemptiblePercentage ?? 100 }),
      fallbackToOd: strategy.fallbackToOd ?? true,
      drainingTimeout: strategy.drainingTimeout,
      revertToSpot: {
        performAt: strategy.revertToPreemptible?.performAt ?? 'always',
        timeWindows: strategy.optimizationWindows,
      },
    },
    compute: {
      availabilityZones: compute.availabilityZones.map((zone) => ({ name: zone })),
      preferredAvailabilityZones: compute.preferredAvailabilityZones,
      instanceTypes: {
        ondemand: instanceTypes.ondemand ?? instanceTypes.preemptible?.[0] ?? 'n1-standard-1',
        spot: instanceTypes.preemptible,
        preferredSpot: instanceTypes.preferred?.preemptible,
      },
      launchSpecification: {
        imageId: imageOfDisks(launch.disks),
        securityGroupIds: [],
        monitoring: false,
        healthCheckType: health?.healthCheckType === 'BACKEND_SERVICE' ? 'TARGET_GROUP' : health?.healthCheckType,
        autoHealing: health?.autoHealing,
        healthCheckGracePeriod: health?.gracePeriod == null ? undefined : Number(health.gracePeriod),
        healthCheckUnhealthyDurationBeforeReplacement: health?.unhealthyDuration,
        loadBalancersConfig: { loadBalancers: services.map((service) => ({ name: service.backendServiceName })) },
      },
    },
    scaling,
    scheduling: {
      tasks: scheduling?.tasks?.map(({ isEnabled, cronExpression, targetCapacity, minCapacity, maxCapacity }) => ({
        isEnabled,
        cronExpression,
        taskType: 'scale' as const,
        scaleTargetCapacity: targetCapacity,
        scaleMinCapacity: minCapacity,
        scaleMaxCapacity: maxCapacity,
      })),
    },
  }
}

/** `us-central1-a` is in `us-central1`. */
export const regionOfZone = (zone: string): string => zone.replace(/-[a-z]$/, '')

type Disks = GcpDocument['compute']['launchSpecification']['disks']

/** The image of the boot disk, as its source is written: a name or a whole URL. */
const imageOfDisks = (disks: Disks): string =>
  (disks?.find((disk) => disk.boot) ?? disks?.[0])?.initializeParams?.sourceImage ?? 'image-unknown'
