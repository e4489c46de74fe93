import { z } from 'zod'
import { refuse } from '../failure.ts'
import { advanceGroup } from '../model/advance.ts'
import { newGroup, replaceDocument, zonesOf } from '../model/group.ts'
import { checkGroup } from '../model/group-rules.ts'
import { drainAll } from '../model/instance.ts'
import { log, record } from '../model/journal.ts'
import { isObject, type JsonObject, mergePatch } from '../model/merge.ts'
import { notify } from '../model/notify.ts'
import { scheduleReconcile } from '../model/reconcile.ts'
import { activeRoll, refuseDuringRoll, refuseScaleDownAfterFailedRoll } from '../model/roll.ts'
import { stopRoll } from '../model/roll-steps.ts'
import { specificationOf } from '../model/specification.ts'
import type { Group } from '../model/state.ts'
import { type Call, dateParameter, groupOf, queryOf, type Route, route } from './route.ts'

const KIND = 'spotinst:aws:ec2:group'
const LISTED = z.object({
  name: z.string().optional(),
  region: z.string().optional(),
  includeDeleted: z.stringbool().default(false),
  minCreatedAt: dateParameter.optional(),
  maxCreatedAt: dateParameter.optional(),
  activeFrom: dateParameter.optional(),
  activeTo: dateParameter.optional(),
})
const READ_ONLY = new Set(['id', 'createdAt', 'updatedAt'])
/** Integrations that Spot takes on create only. */
const CREATE_ONLY = ['codeDeploy', 'opsWorks', 'elasticBeanstalk']

/** How a cloud's answers carry a group. */
type Presentation = (call: Call, group: Group) => unknown

/** List, create, read, update and delete under a cloud's own path: the same for all but for how an answer carries a group. */
export function groupRoutesAt(path: string, kind: string, present: Presentation): Route[] {
  const one = (call: Call, group: Group) => ({ kind, items: [present(call, group)] })
  return [
    route('GET', path, (call) => ({ kind, items: list(call).map((group) => present(call, group)) })),
    route('POST', path, (call) => one(call, add(call, sentGroup(call)))),
    route('GET', `${path}/:groupId`, (call) => one(call, groupOf(call))),
    route('PUT', `${path}/:groupId`, (call) => one(call, update(call))),
    route('DELETE', `${path}/:groupId`, remove),
  ]
}

export const groupRoutes = [
  ...groupRoutesAt('/aws/ec2/group', KIND, (_call, group) => group.document),
  route('POST', '/aws/ec2/group/:groupId/clone', clone),
]

function list(call: Call): Group[] {
  const wanted = queryOf(call, LISTED)
  const items: Group[] = []
  for (const group of call.world.groups.values()) {
    if (group.accountId !== call.accountId || (group.deletedAt !== null && !wanted.includeDeleted)) continue
    if (group.wakeAt <= call.now) advanceGroup(call.world, group)
    if (isWanted(group, wanted)) items.push(group)
  }
  return items
}

function isWanted(group: Group, wanted: z.infer<typeof LISTED>): boolean {
  const { name, region, minCreatedAt, maxCreatedAt, activeFrom, activeTo } = wanted
  return (
    (name === undefined || group.document.name === name) &&
    (region === undefined || specificationOf(group).region === region) &&
    group.createdAt >= (minCreatedAt ?? 0) &&
    group.createdAt <= (maxCreatedAt ?? Number.POSITIVE_INFINITY) &&
    (group.deletedAt ?? Number.POSITIVE_INFINITY) >= (activeFrom ?? 0) &&
    group.createdAt <= (activeTo ?? Number.POSITIVE_INFINITY)
  )
}

/** The `group` of a body as a plain object, without the fields that only the server writes. */
function sentGroup(call: Call): JsonObject {
  const group = isObject(call.body) ? call.body.group : undefined
  if (!isObject(group)) throw refuse('VALIDATION_ERROR', 'group: required')
  return Object.fromEntries(Object.entries(group).filter(([key]) => !READ_ONLY.has(key)))
}

/** Adds a group to the account; its instances follow by themselves. Shared with clone and the imports. */
export function add(call: Call, document: unknown): Group {
  const { world, accountId, cloud, now } = call
  const id = `sig-${world.random.hex(8)}`
  const group = newGroup(id, accountId, cloud, checkGroup(world, cloud, document), now)
  group.reconcileAt = null
  scheduleReconcile(world, group, now)
  world.groups.set(id, group)
  log(group, now, 'INFO', `Group ${id} was created in ${zonesOf(group).join(', ')}`)
  record(group, now, 'Create', { type: 'create', newSpots: [], newInstances: [] })
  return group
}

function update(call: Call): Group {
  const group = groupOf(call)
  refuseDuringRoll(group, 'update')
  const patch = sentGroup(call)
  const integrations = patch.thirdPartiesIntegration
  for (const key of CREATE_ONLY) {
    if (isObject(integrations) && isObject(integrations[key])) {
      throw refuse('VALIDATION_ERROR', `group.thirdPartiesIntegration.${key}: accepted on create only`)
    }
  }
  const document = checkGroup(call.world, call.cloud, mergePatch(group.document, patch))
  if (document.capacity.target < group.document.capacity.target) refuseScaleDownAfterFailedRoll(group)
  replaceDocument(group, document, call.now)
  scheduleReconcile(call.world, group, call.now)
  log(group, call.now, 'INFO', `Group ${group.id} was updated: ${Object.keys(patch).join(', ')}`)
  notify(call.world, group, call.now, 'GROUP_UPDATED')
  return group
}

/** The group is gone from lists at once; its instances drain behind it. */
function remove(call: Call) {
  const group = groupOf(call)
  const roll = activeRoll(group)
  if (roll) stopRoll(call.world, group, roll, call.now)
  group.deletedAt = call.now
  group.reconcileAt = null
  drainAll(call.world, group, call.now, 'the group was deleted')
  log(group, call.now, 'INFO', `Group ${group.id} was deleted`)
  return {}
}

/** A deep copy with overrides; a `null` override clears, so a caller who keeps the image must leave it out. */
function clone(call: Call) {
  const source = groupOf(call)
  const merged = mergePatch(structuredClone(source.document), sentGroup(call))
  const copy = Object.fromEntries(Object.entries(merged as JsonObject).filter(([key]) => !READ_ONLY.has(key)))
  return { kind: KIND, items: [add(call, copy).document] }
}
