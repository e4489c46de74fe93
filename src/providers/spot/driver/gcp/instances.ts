import type { HealthState, Instance } from '../../../../services/clouddriver/provider.ts'
import { parseTime } from '../../model/time.ts'
import type { GcpStatus } from './shapes.ts'

/** Spot tells no health of machines on Google Cloud: what Compute Engine calls their life is all there is. */
const states: Readonly<Record<string, HealthState>> = {
  RUNNING: 'Up',
  PROVISIONING: 'Starting',
  STAGING: 'Starting',
  REPAIRING: 'Down',
}

const leaving = new Set(['STOPPING', 'STOPPED', 'TERMINATED', 'SUSPENDING', 'SUSPENDED'])

export const isRunning = ({ statusName }: GcpStatus): boolean => statusName?.toUpperCase() === 'RUNNING'

/** The machines of a group, those that are being made among them, without those that leave. */
export const instancesOf = (groupId: string, statuses: readonly GcpStatus[]): Instance[] =>
  statuses.flatMap((status) =>
    status.instanceName && !leaving.has(status.statusName?.toUpperCase() ?? '')
      ? [instanceOf(groupId, status.instanceName, status)]
      : [],
  )

function instanceOf(groupId: string, name: string, status: GcpStatus): Instance {
  const healthState = states[status.statusName?.toUpperCase() ?? ''] ?? 'Unknown'
  const launchTime = parseTime(status.createdAt)
  return {
    name,
    healthState,
    health: [{ type: 'Spot', healthClass: 'platform', state: healthState }],
    ...(status.zone ? { zone: status.zone } : {}),
    ...(launchTime === undefined ? {} : { launchTime }),
    extra: {
      cloudProvider: 'spot',
      providerType: 'spot',
      serverGroup: groupId,
      ...(status.statusName ? { spotHealthStatus: status.statusName } : {}),
      ...(status.lifeCycle ? { lifecycle: lifecycleOf(status.lifeCycle) } : {}),
      ...(status.provisioningModel ? { provisioningModel: status.provisioningModel } : {}),
      ...(status.machineType ? { type: status.machineType } : {}),
      ...(status.privateIpAddress ? { privateIp: status.privateIpAddress } : {}),
    },
  }
}

/** Preemptible machines are what Spot VMs were called before. */
const lifecycleOf = (word: string) => (/^on.?demand$/i.test(word) ? 'ON_DEMAND' : 'SPOT')
