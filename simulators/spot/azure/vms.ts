import { isoDate } from '../envelope.ts'
import { countedInstances } from '../model/group.ts'
import { activeRoll } from '../model/roll.ts'
import { specificationOf } from '../model/specification.ts'
import type { Group, Instance, Process } from '../model/state.ts'

/** What can be suspended on Azure, and which process of the model each is. */
const PROCESS = {
  autoHealing: 'AUTO_HEALING',
  signalTimeout: 'SIGNAL_TIMEOUT',
  autoScale: 'AUTO_SCALE',
  scaleDown: 'SCALE_DOWN',
  syncStrategy: 'OUT_OF_STRATEGY',
  preventiveReplacement: 'PREVENTIVE_REPLACEMENT',
} as const satisfies Record<string, Process>

type AzureProcess = keyof typeof PROCESS

export const AZURE_PROCESSES = Object.keys(PROCESS) as [AzureProcess, ...AzureProcess[]]
export const azureProcess = (name: AzureProcess): Process => PROCESS[name]

const PROVISIONING = {
  evaluating: 'creating',
  fulfilling: 'creating',
  running: 'succeeded',
  draining: 'deleting',
} as const
const POWER = { evaluating: 'starting', fulfilling: 'starting', running: 'running', draining: 'stopping' } as const

export function vmItem(group: Group, instance: Instance) {
  const { os } = group.document.compute as { os: string }
  return {
    vmName: instance.instanceId,
    region: specificationOf(group).region,
    vmSize: instance.type,
    lifeCycle: instance.lifecycle === 'SPOT' ? 'spot' : 'onDemand',
    os,
    privateIp: instance.privateIp,
    publicIp: instance.publicIp,
    provisioningState: PROVISIONING[instance.phase],
    powerState: POWER[instance.phase],
    createdAt: isoDate(instance.launchedAt ?? instance.requestedAt),
  }
}

/** The group's machines, what is suspended, and one word for how it is: its machines are right, being replaced, or not yet right. */
export function groupStatus(group: Group) {
  const suspended = AZURE_PROCESSES.flatMap((name) => {
    const suspension = group.suspensions.find((one) => one.name === PROCESS[name])
    if (!suspension) return []
    return [{ name, ...(suspension.expiresAt === null ? {} : { expiresAt: isoDate(suspension.expiresAt) }) }]
  })
  return {
    status: wordFor(group),
    vms: group.instances.map((instance) => vmItem(group, instance)),
    suspendedProcesses: suspended,
  }
}

function wordFor(group: Group): 'ready' | 'deploying' | 'replacing' | 'unsynced' {
  if (activeRoll(group)) return 'deploying'
  if (group.instances.some((instance) => instance.outgoing)) return 'replacing'
  const counted = countedInstances(group)
  const right = counted.length === group.document.capacity.target && counted.every(({ phase }) => phase === 'running')
  return right ? 'ready' : 'unsynced'
}

/** Machines that run; a machine that boots is `UNKNOWN`. */
export const healthItems = (group: Group) =>
  group.instances
    .filter((instance) => instance.phase === 'running')
    .map(({ instanceId, lifecycle, health }) => ({
      vmName: instanceId,
      lifeCycle: lifecycle,
      healthStatus: health === 'INSUFFICIENT_DATA' ? 'UNKNOWN' : health,
    }))
