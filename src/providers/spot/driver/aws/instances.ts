import type { HealthState, Instance } from '../../../../services/clouddriver/provider.ts'
import { parseTime } from '../../model/time.ts'
import type { GroupStatus, Healthiness } from './shapes.ts'

const states: Readonly<Record<string, HealthState>> = {
  HEALTHY: 'Up',
  UNHEALTHY: 'OutOfService',
  INSUFFICIENT_DATA: 'Starting',
}

/**
 * Instances as views show them: who is in the healthiness, with what the status adds; then the requests and launches
 * that are only in the status and have not ended, as `Starting`.
 */
export function instancesOf(
  groupId: string,
  healthiness: readonly Healthiness[],
  statuses: readonly GroupStatus[],
): Instance[] {
  const byId = new Map(statuses.flatMap((status) => (status.instanceId ? [[status.instanceId, status] as const] : [])))
  const known = new Set(healthiness.flatMap(({ instanceId }) => instanceId ?? []))
  const running = healthiness.flatMap((health) =>
    health.instanceId ? [instanceOf(groupId, health.instanceId, health, byId.get(health.instanceId))] : [],
  )
  const pending = statuses
    .filter(({ instanceId, status }) =>
      instanceId ? !known.has(instanceId) && isStarting(status) : isStarting(status),
    )
    .flatMap((status) => {
      const name = status.instanceId ?? status.spotInstanceRequestId
      return name ? [instanceOf(groupId, name, undefined, status)] : []
    })
  return [...running, ...pending]
}

/** A request that waits for its machine; what is fulfilled and no longer in the healthiness is on its way out. */
const isStarting = (status: string | null | undefined) => status?.startsWith('pending') ?? false

function instanceOf(
  groupId: string,
  name: string,
  health: Healthiness | undefined,
  status: GroupStatus | undefined,
): Instance {
  const spotHealthStatus = health?.healthStatus ?? undefined
  const healthState = health === undefined ? 'Starting' : (states[spotHealthStatus ?? ''] ?? 'Unknown')
  const zone = health?.availabilityZone ?? status?.availabilityZone
  const launchTime = parseTime(status?.createdAt)
  return {
    name,
    healthState,
    health: [{ type: 'Spot', healthClass: 'platform', state: healthState }],
    ...(zone ? { zone } : {}),
    ...(launchTime === undefined ? {} : { launchTime }),
    extra: {
      cloudProvider: 'spot',
      providerType: 'spot',
      serverGroup: groupId,
      ...(spotHealthStatus === undefined ? {} : { spotHealthStatus }),
      ...(health?.lifeCycle ? { lifecycle: health.lifeCycle.replace('-', '_') } : {}),
      ...(status?.instanceType ? { type: status.instanceType.toUpperCase().replaceAll(/[.-]/g, '_') } : {}),
      ...((health?.privateIp ?? status?.privateIp) ? { privateIp: health?.privateIp ?? status?.privateIp } : {}),
      ...(status?.publicIp ? { publicIp: status.publicIp } : {}),
      ...(status?.lockStatus ? { lockStatus: status.lockStatus } : {}),
      ...(status?.protectedUntil ? { protectedUntil: status.protectedUntil } : {}),
    },
  }
}
