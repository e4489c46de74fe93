import { z } from 'zod'
import { refuse } from '../failure.ts'
import { log } from '../model/journal.ts'
import { resume, suspend } from '../model/suspension.ts'
import { capacityAfter, detach, launchedByScaleUp, victimsOfScaleDown } from '../routes/capacity.ts'
import { dailyCosts } from '../routes/costs.ts'
import { groupRoutesAt } from '../routes/groups.ts'
import { lock, signalled, unlock } from '../routes/instances.ts'
import { LOGS, logEntries } from '../routes/logs.ts'
import { bodyOf, type Call, groupOf, queryOf, route } from '../routes/route.ts'
import { deploymentRoutes } from './deployments.ts'
import { importRoutes } from './imports.ts'
import { AZURE_PROCESSES, azureProcess, groupStatus, healthItems, vmItem } from './vms.ts'

const PATH = '/azure/compute/group'
const KIND = 'spotinst:azure:compute:group'

/** Elastigroups of Spot VMs on Azure. Machines have names, rolls are deployments, and standby and clone are not there. */
export const azureRoutes = [
  ...groupRoutesAt(PATH, KIND, (_call, group) => group.document),
  ...importRoutes(PATH),
  ...deploymentRoutes(PATH),
  route('GET', `${PATH}/:groupId/status`, (call) => statusOf(call)),
  route('GET', `${PATH}/:groupId/vmHealthiness`, (call) => ({
    kind: `${KIND}:vmHealthiness`,
    items: healthItems(groupOf(call)),
  })),
  route('PUT', `${PATH}/:groupId/capacity`, (call) => {
    const { target, minimum, maximum } = capacityAfter(call).document.capacity
    return { kind: `${KIND}:capacity`, items: [{ capacity: { target, minimum, maximum } }] }
  }),
  route('PUT', `${PATH}/:groupId/scale/up`, (call) => {
    launchedByScaleUp(call)
    return statusOf(call)
  }),
  route('PUT', `${PATH}/:groupId/scale/down`, (call) => {
    victimsOfScaleDown(call)
    return statusOf(call)
  }),
  route('PUT', `${PATH}/:groupId/suspend`, suspendProcesses),
  route('PUT', `${PATH}/:groupId/resume`, resumeProcesses),
  route('PUT', `${PATH}/:groupId/detachVms`, detachVms),
  route('POST', `${PATH}/:groupId/vm/:instanceId/protection`, lock),
  route('DELETE', `${PATH}/:groupId/vm/:instanceId/protection`, unlock),
  route('POST', '/azure/compute/vm/signal', signal),
  route('GET', `${PATH}/:groupId/logs`, logs),
  route('GET', '/azure/costs', (call) => ({ kind: 'spotinst:azure:costs', items: dailyCosts(call, 'lowPriority') })),
]

const statusOf = (call: Call) => ({ kind: `${KIND}:status`, items: [groupStatus(groupOf(call))] })

const name = z.enum(AZURE_PROCESSES)

function suspendProcesses(call: Call) {
  const group = groupOf(call)
  const process = z.object({ name, ttlInMinutes: z.int().min(0).nullish() })
  const { processes } = bodyOf(call, z.object({ processes: z.array(process).min(1) }))
  for (const one of processes) suspend(group, azureProcess(one.name), one.ttlInMinutes || null, call.now)
  return {}
}

function resumeProcesses(call: Call) {
  const group = groupOf(call)
  const { processes } = bodyOf(call, z.object({ processes: z.array(z.object({ name })).min(1) }))
  const names = processes.map((one) => azureProcess(one.name))
  resume(group, names, call.now)
  return {}
}

const DETACH = z.object({
  vmsToDetach: z.array(z.string()).min(1),
  shouldTerminateVms: z.boolean(),
  shouldDecrementTargetCapacity: z.boolean(),
  shouldDeregisterVmFromLb: z.boolean().nullish(),
  // The description draws the number as a string.
  drainingTimeout: z.coerce.number().int().min(0).nullish(),
})

/** Answers with who left and who was asked for in their place. */
function detachVms(call: Call) {
  const body = bodyOf(call, DETACH)
  const before = new Set(groupOf(call).instances.map(({ key }) => key))
  const { group, leaving } = detach(call, {
    instancesToDetach: body.vmsToDetach,
    shouldTerminateInstances: body.shouldTerminateVms,
    shouldDecrementTargetCapacity: body.shouldDecrementTargetCapacity,
    drainingTimeout: body.drainingTimeout ?? null,
  })
  const launched = group.instances.filter(({ key }) => !before.has(key))
  return {
    kind: `${KIND}:detachVms`,
    items: [
      {
        detachedVms: leaving.map((instance) => ({ ...vmItem(group, instance), powerState: 'detached' })),
        newVms: launched.map((instance) => vmItem(group, instance)),
      },
    ],
  }
}

const SIGNAL = z.object({
  vmName: z.string(),
  signalType: z.enum(['vmReady', 'vmReadyToShutdown']),
  resourceGroupName: z.string().nullish(),
})

function signal(call: Call) {
  const { vmName, signalType, resourceGroupName } = bodyOf(call, SIGNAL)
  const { group, instance } = signalled(call, vmName, signalType === 'vmReady' ? 'ready' : 'shutdown')
  if (resourceGroupName && resourceGroupName !== group.document.resourceGroupName) {
    throw refuse('VM_DOESNT_EXIST', `VM ${vmName} is not in resource group ${resourceGroupName}`)
  }
  log(group, call.now, 'INFO', `VM ${vmName} sent ${signalType}`, instance.instanceId ?? undefined)
  return {}
}

/** Two of the parameters are in capitals, as described; lower case is taken as well. */
function logs(call: Call) {
  const { SEVERITY, RESOURCE_ID, ...rest } = call.query
  const query = {
    ...rest,
    ...(SEVERITY === undefined ? {} : { severity: SEVERITY }),
    ...(RESOURCE_ID === undefined ? {} : { resourceId: RESOURCE_ID }),
  }
  return { kind: `${KIND}:log`, items: logEntries(call, queryOf({ ...call, query }, LOGS)) }
}
