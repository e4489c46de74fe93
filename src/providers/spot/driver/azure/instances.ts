import type { HealthState, Instance } from '../../../../services/clouddriver/provider.ts'
import { parseTime } from '../../model/time.ts'
import type { Vm, VmHealth } from './shapes.ts'

const states: Readonly<Record<string, HealthState>> = { HEALTHY: 'Up', UNHEALTHY: 'OutOfService' }

/** The machines of a group: who is in the healthiness, with what the status adds; then those that are being made. */
export function instancesOf(groupId: string, healthiness: readonly VmHealth[], vms: readonly Vm[]): Instance[] {
  const byName = new Map(vms.flatMap((vm) => (vm.vmName ? [[vm.vmName, vm] as const] : [])))
  const known = new Set(healthiness.flatMap(({ vmName }) => vmName ?? []))
  const running = healthiness.flatMap((health) =>
    health.vmName ? [instanceOf(groupId, health.vmName, health, byName.get(health.vmName))] : [],
  )
  const pending = vms.flatMap((vm) =>
    vm.vmName && !known.has(vm.vmName) && isBeingMade(vm) ? [instanceOf(groupId, vm.vmName, undefined, vm)] : [],
  )
  return [...running, ...pending]
}

/** What has ended being made and is not in the healthiness is on its way out. */
const isBeingMade = ({ provisioningState, powerState }: Vm) =>
  /^(creating|updating|pending)$/i.test(provisioningState ?? '') || /^(starting|creating)$/i.test(powerState ?? '')

function instanceOf(groupId: string, name: string, health: VmHealth | undefined, vm: Vm | undefined): Instance {
  const spotHealthStatus = health?.healthStatus?.toUpperCase()
  const healthState = health === undefined ? 'Starting' : (states[spotHealthStatus ?? ''] ?? 'Unknown')
  const lifeCycle = health?.lifeCycle ?? vm?.lifeCycle
  const launchTime = parseTime(vm?.createdAt)
  return {
    name,
    healthState,
    health: [{ type: 'Spot', healthClass: 'platform', state: healthState }],
    ...(vm?.zone ? { zone: vm.zone } : {}),
    ...(launchTime === undefined ? {} : { launchTime }),
    extra: {
      cloudProvider: 'spot',
      providerType: 'spot',
      serverGroup: groupId,
      ...(spotHealthStatus === undefined ? {} : { spotHealthStatus }),
      ...(lifeCycle ? { lifecycle: lifecycleOf(lifeCycle) } : {}),
      ...(vm?.vmSize ? { type: vm.vmSize } : {}),
      ...(vm?.privateIp ? { privateIp: String(vm.privateIp) } : {}),
      ...(vm?.publicIp ? { publicIp: String(vm.publicIp) } : {}),
      ...(vm?.provisioningState ? { provisioningState: vm.provisioningState } : {}),
      ...(vm?.powerState ? { powerState: vm.powerState } : {}),
    },
  }
}

/** `SPOT` and `ON_DEMAND` in one call, `spot` and `onDemand` in the other. */
const lifecycleOf = (word: string) => (/^(on.?demand|od)$/i.test(word) ? 'ON_DEMAND' : 'SPOT')
