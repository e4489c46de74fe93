import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { refuse } from '../failure.ts'
import { costsOf, spotOnly, sum } from '../model/costs.ts'
import { drainingTimeoutOf } from '../model/group.ts'
import { findRoll, startRoll } from '../model/roll.ts'
import { stopRoll } from '../model/roll-steps.ts'
import { specificationOf } from '../model/specification.ts'
import type { Group, Instance, Roll } from '../model/state.ts'
import { detachInstances, launchedByScaleUp, victimsOfScaleDown } from '../routes/capacity.ts'
import { costItem, dailyCosts, WINDOW } from '../routes/costs.ts'
import { groupRoutesAt } from '../routes/groups.ts'
import { lock, unlock } from '../routes/instances.ts'
import { LOGS, logEntries } from '../routes/logs.ts'
import { rollItem } from '../routes/rolls.ts'
import { bodyOf, type Call, dateParameter, groupOf, instanceOf, queryOf, route } from '../routes/route.ts'

const PATH = '/gcp/gce/group'
const KIND = 'spotinst:gcp:gce'
const ROLL_KIND = `${KIND}:group:roll`

/** Elastigroups on Google Cloud. No capacity, health, suspension, standby or clone route is there, as at Spot. */
export const gcpRoutes = [
  ...groupRoutesAt(PATH, `${KIND}:group`, (call, group) =>
    call.world.settings.gcpWrapped ? { group: group.document } : group.document,
  ),
  route('GET', `${PATH}/:groupId/status`, (call) => {
    const group = groupOf(call)
    return {
      kind: `${KIND}:group:status`,
      items: group.instances.map((instance) => statusItem(group, instance, call.now)),
    }
  }),
  route('PUT', `${PATH}/:groupId/scale/up`, scaleUp),
  route('PUT', `${PATH}/:groupId/scale/down`, scaleDown),
  // The description spells it so; Spot's Python client spells it right.
  route('PUT', `${PATH}/:groupId/deatchInstances`, detachInstances),
  route('PUT', `${PATH}/:groupId/detachInstances`, detachInstances),
  route('PUT', `${PATH}/:groupId/roll`, start),
  route('GET', `${PATH}/:groupId/roll`, (call) => ({
    kind: ROLL_KIND,
    items: groupOf(call).rolls.toReversed().map(datedItem),
  })),
  route('GET', `${PATH}/:groupId/roll/:rollId`, (call) => ({
    kind: ROLL_KIND,
    items: [datedItem(findRoll(groupOf(call), call.params.rollId ?? ''))],
  })),
  route('PUT', `${PATH}/:groupId/roll/:rollId`, stop),
  route('GET', `${PATH}/:groupId/log`, (call) => ({
    kind: `${KIND}:group:log`,
    items: logEntries(call, { ...queryOf(call, LOGS), severity: 'ALL', resourceId: undefined }),
  })),
  route('GET', `${PATH}/:groupId/events`, events),
  route('GET', `${PATH}/:groupId/costs`, (call) => {
    const group = groupOf(call)
    const { fromDate, toDate } = queryOf(call, WINDOW)
    const cost = sum(spotOnly(costsOf(call.world, group, fromDate, toDate)))
    return { kind: `${KIND}:group:costs`, items: [costItem(cost)] }
  }),
  route('GET', '/gcp/gce/costs', (call) => ({ kind: 'spotinst:gcp:costs', items: dailyCosts(call, 'preemptible') })),
  route('GET', '/gcp/gce/instance/:instanceId', instanceStatus),
  route('POST', '/gcp/gce/instance/:instanceId/lock', lock),
  route('POST', '/gcp/gce/instance/:instanceId/unlock', unlock),
]

/** What Compute Engine calls the life of a machine. */
const STATUS = { evaluating: 'PROVISIONING', fulfilling: 'STAGING', running: 'RUNNING', draining: 'STOPPING' } as const

function statusItem(group: Group, instance: Instance, now: number) {
  const spot = instance.lifecycle === 'SPOT'
  const model = (group.document.strategy as { provisioningModel?: string | null }).provisioningModel
  return {
    instanceName: instance.instanceId,
    machineType: instance.type,
    zone: instance.zone,
    privateIpAddress: instance.privateIp,
    lifeCycle: spot ? 'PREEMPTIBLE' : 'ON_DEMAND',
    provisioningModel: spot ? (model ?? 'PREEMPTIBLE') : 'STANDARD',
    statusName: STATUS[instance.phase],
    createdAt: isoDate(instance.launchedAt ?? instance.requestedAt),
    updatedAt: isoDate(instance.launchedAt ?? now),
  }
}

function scaleUp(call: Call) {
  const { spots, others } = launchedByScaleUp(call)
  const names = (instances: Instance[]) => instances.map(({ instanceId }) => ({ instanceName: instanceId }))
  return {
    kind: `${KIND}:preemptible`,
    items: [{ newPreemptibles: names(spots), newInstances: names(others) }],
  }
}

function scaleDown(call: Call) {
  const { spots, others } = victimsOfScaleDown(call)
  const victims = (instances: Instance[]) =>
    instances.map(({ instanceId, zone, type }) => ({
      instanceName: instanceId,
      zone,
      machineType: type.toUpperCase().replaceAll('-', '_'),
    }))
  return {
    kind: `${KIND}:scale`,
    items: [{ victimPreemptibles: victims(spots), victimInstances: victims(others) }],
  }
}

const START = z.object({ batchSizePercentage: z.int().min(1).max(100), gracePeriod: z.int().min(0) })

/** Healthy is what the backend service says, where the group is checked by one; else a machine that has booted. */
function start(call: Call) {
  const group = groupOf(call)
  const request = bodyOf(call, START)
  const roll = startRoll(
    call.world,
    group,
    {
      ...request,
      healthCheckType: specificationOf(group).compute.launchSpecification.healthCheckType ?? 'VM_STATE',
      drainingTimeout: drainingTimeoutOf(group),
      action: 'REPLACE_SERVER',
      batchMinHealthyPercentage: 50,
      onFailure: null,
      cluster: null,
    },
    call.now,
  )
  return { kind: ROLL_KIND, items: [item(roll)] }
}

function stop(call: Call) {
  const group = groupOf(call)
  const roll = findRoll(group, call.params.rollId ?? '')
  bodyOf(call, z.object({ roll: z.object({ status: z.literal('STOPPED') }) }))
  if (roll.status === 'finished' || roll.status === 'stopped') {
    throw refuse('CANT_STOP_ROLL', `Can't stop roll ${roll.id}: it is ${roll.status}`)
  }
  stopRoll(call.world, group, roll, call.now)
  return { kind: ROLL_KIND, items: [item(roll)] }
}

function item(roll: Roll) {
  const { id, currentBatch, numOfBatches, progress } = rollItem(roll)
  const { value } = progress
  return { id, status: roll.status.toUpperCase(), currentBatch, numOfBatches, progress: { unit: 'percentage', value } }
}

const datedItem = (roll: Roll) => ({
  ...item(roll),
  createdAt: isoDate(roll.createdAt),
  updatedAt: isoDate(roll.updatedAt),
})

/** The key of the group is misspelt, and the sub-events are a list, unlike those on AWS. */
function events(call: Call) {
  const group = groupOf(call)
  const { fromDate, toDate } = queryOf(call, z.object({ fromDate: dateParameter, toDate: dateParameter.optional() }))
  const items = group.events
    .filter(({ createdAt }) => createdAt >= fromDate && createdAt <= (toDate ?? call.now))
    .toReversed()
    .map(({ eventType, createdAt, subEvents }) => ({
      groudId: group.id,
      eventType,
      createdAt: isoDate(createdAt),
      subEvents: [{ groupId: group.id, createdAt: isoDate(createdAt), ...subEvents }],
    }))
  return { kind: `${KIND}:group:event`, items }
}

function instanceStatus(call: Call) {
  const { group, instance } = instanceOf(call, call.params.instanceId ?? '')
  const lifeCycleState = instance.phase === 'draining' ? 'TERMINATING' : 'ACTIVE'
  const { instanceId, privateIp } = instance
  return {
    kind: `${KIND}:instance`,
    items: [{ instanceName: instanceId, lifeCycleState, privateIp, groupId: group.id }],
  }
}
