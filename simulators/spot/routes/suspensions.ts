import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { refuse, SpotFailure } from '../failure.ts'
import { registrationChanged } from '../model/instance.ts'
import { log } from '../model/journal.ts'
import { policyNames } from '../model/scaling-policies.ts'
import type { Group } from '../model/state.ts'
import { asProcess, resume, suspend } from '../model/suspension.ts'
import { bodyOf, type Call, groupOf, instanceOf, queryOf, route, ttlInMinutes } from './route.ts'

const KIND = 'spotinst:aws:ec2:suspension'
const processes = z.array(z.string()).min(1)
const ADDED = z.union([
  z.object({ suspensions: z.array(z.object({ name: z.string(), ttlInMinutes })).min(1) }),
  z.object({ processes }),
])
const POLICY = z.object({ policyName: z.string() })

/** Processes of a group, single scaling policies, and standby, which is how Spot takes instances out of load balancers. */
export const suspensionRoutes = [
  route('GET', '/aws/ec2/group/:groupId/suspension', (call) => {
    return { kind: KIND, items: [suspensionItem(groupOf(call))] }
  }),
  route('POST', '/aws/ec2/group/:groupId/suspension', add),
  route('DELETE', '/aws/ec2/group/:groupId/suspension', remove),
  route('POST', '/aws/ec2/group/:groupId/scale/suspendPolicy', suspendPolicy),
  route('POST', '/aws/ec2/group/:groupId/scale/resumePolicy', resumePolicy),
  route('GET', '/aws/ec2/group/:groupId/scale/suspensions', listPolicies),
  route('POST', '/aws/ec2/group/:groupId/standby', (call) => groupStandby(call, true)),
  route('DELETE', '/aws/ec2/group/:groupId/standby', (call) => groupStandby(call, false)),
  route('POST', '/aws/ec2/instance/:instanceId/standby/enter', (call) => instanceStandby(call, true)),
  route('POST', '/aws/ec2/instance/:instanceId/standby/exit', (call) => instanceStandby(call, false)),
]

const expiry = (expiresAt: number | null) => (expiresAt === null ? null : isoDate(expiresAt))

const suspensionItem = (group: Group) => ({
  groupId: group.id,
  processes: group.suspensions.map(({ name }) => name),
  suspensions: group.suspensions.map(({ name, expiresAt }) => ({ name, expiresAt: expiry(expiresAt) })),
})

function add(call: Call) {
  const group = groupOf(call)
  const body = bodyOf(call, ADDED)
  const wanted =
    'suspensions' in body
      ? body.suspensions.map((one) => ({ name: asProcess(one.name), ttl: one.ttlInMinutes ?? null }))
      : body.processes.map((name) => ({ name: asProcess(name), ttl: null }))
  for (const { name, ttl } of wanted) suspend(group, name, ttl, call.now)
  return { kind: KIND, items: [suspensionItem(group)] }
}

function remove(call: Call) {
  const group = groupOf(call)
  const names = bodyOf(call, z.object({ processes })).processes.map(asProcess)
  resume(group, names, call.now)
  return { kind: KIND, items: [] }
}

function suspendPolicy(call: Call) {
  const group = groupOf(call)
  const { policyName } = queryOf(call, POLICY)
  const { suspension } = bodyOf(call, z.object({ suspension: z.object({ ttlInMinutes }).nullish() }))
  if (!policyNames(group).includes(policyName)) {
    throw refuse('POLICY_DOESNT_EXIST', `Scaling policy ${policyName} does not exist in group ${group.id}`)
  }
  const minutes = suspension?.ttlInMinutes ?? null
  const expiresAt = minutes === null ? null : call.now + minutes * 60_000
  group.policySuspensions = [
    ...group.policySuspensions.filter((other) => other.policyName !== policyName),
    { policyName, expiresAt },
  ]
  group.wakeAt = 0
  log(group, call.now, 'INFO', `Scaling policy ${policyName} was suspended`)
  return { kind: KIND, items: [{ groupId: group.id, policyName, state: 'suspended', expiresAt: expiry(expiresAt) }] }
}

function resumePolicy(call: Call) {
  const group = groupOf(call)
  const { policyName } = queryOf(call, POLICY)
  group.policySuspensions = group.policySuspensions.filter((other) => other.policyName !== policyName)
  log(group, call.now, 'INFO', `Scaling policy ${policyName} was resumed`)
  return { kind: KIND, items: [] }
}

function listPolicies(call: Call) {
  const group = groupOf(call)
  const scalePolicySuspensions = group.policySuspensions.map(({ policyName, expiresAt }) => ({
    groupId: group.id,
    policyName,
    state: 'suspended',
    expiresAt: expiry(expiresAt),
  }))
  return { kind: KIND, items: [{ scalePolicySuspensions }] }
}

/**
 * The undocumented pair behind "disable": all instances leave their load balancers and the list of suspensions shows
 * `LB_REGISTRATION`. Capacity is kept as ever. A setting takes the routes away, as the newer API has.
 */
function groupStandby(call: Call, enter: boolean) {
  if (!call.world.settings.groupStandby) {
    throw new SpotFailure(404, [{ code: 'NOT_FOUND', message: 'The requested resource was not found' }])
  }
  const group = groupOf(call)
  if (enter) suspend(group, 'LB_REGISTRATION', null, call.now)
  else resume(group, ['LB_REGISTRATION'], call.now)
  registrationChanged(call.world, group, group.instances, call.now)
  return { kind: 'spotinst:aws:ec2:group' }
}

/** One instance: it stays in the group, out of load balancers, and scale-down and autohealing leave it alone. */
function instanceStandby(call: Call, enter: boolean) {
  const { group, instance } = instanceOf(call, call.params.instanceId ?? '')
  instance.standby = enter
  registrationChanged(call.world, group, [instance], call.now)
  log(group, call.now, 'INFO', `Instance ${instance.instanceId} ${enter ? 'entered' : 'left'} standby`)
  return {}
}
