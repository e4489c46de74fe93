import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { able } from './ability.ts'
import { type GroupsInstances, groupsOf, instancesSchema, requireMembers } from './instances.ts'
import { defineOperation, once, type SpotContext } from './operation.ts'
import { ttlInMinutes } from './suspensions.ts'
import { touchedBy } from './targets.ts'

const touched = (groups: readonly GroupsInstances[], context: SpotContext) => ({
  touched: touchedBy(
    groups.map(({ group }) => group),
    context,
  ),
})

/** Protects instances from scaling down and from Spot's own replacements; not from the cloud, nor from a roll. */
export const lockInstances = defineOperation(
  'LOCK_INSTANCES',
  instancesSchema.extend({ ttlInMinutes }),
  async (description, context) => {
    const ttl = description.ttlInMinutes ?? undefined
    const groups = await groupsOf(description, context)
    for (const { group, instanceIds } of groups) {
      await requireMembers({ group, instanceIds }, context)
      await Promise.all(instanceIds.map((id) => context.account.driver.lock(group.id, id, ttl)))
      const until = ttl === undefined ? 'until they are unlocked' : `for ${ttl} minutes`
      context.status(`Locked ${instanceIds.join(', ')} of ${group.name} ${until}`)
    }
    return touched(groups, context)
  },
)

export const unlockInstances = defineOperation('UNLOCK_INSTANCES', instancesSchema, async (description, context) => {
  const groups = await groupsOf(description, context)
  for (const { group, instanceIds } of groups) {
    await requireMembers({ group, instanceIds }, context)
    await Promise.all(instanceIds.map((id) => context.account.driver.unlock(group.id, id)))
    context.status(`Unlocked ${instanceIds.join(', ')} of ${group.name}`)
  }
  return touched(groups, context)
})

async function standby(groups: readonly GroupsInstances[], enter: boolean, context: SpotContext) {
  const { instance } = able(context, 'standby', 'put single instances into standby')
  for (const { group, instanceIds } of groups) {
    await requireMembers({ group, instanceIds }, context)
    await Promise.all(instanceIds.map((id) => instance(id, enter)))
    const what = enter ? 'are in standby: out of the load balancers, and left alone' : 'are back in service'
    context.status(`${instanceIds.join(', ')} of ${group.name} ${what}`)
  }
  return touched(groups, context)
}

/** Takes instances out of the load balancers; they stay in the group, and it leaves them alone. */
export const enterInstancesStandby = defineOperation(
  'ENTER_INSTANCES_STANDBY',
  instancesSchema,
  async (description, context) => standby(await groupsOf(description, context), true, context),
)

export const exitInstancesStandby = defineOperation(
  'EXIT_INSTANCES_STANDBY',
  instancesSchema,
  async (description, context) => standby(await groupsOf(description, context), false, context),
)

/** Lets instances be taken back as the cloud takes them back: to see what a service makes of it. They really end. */
export const interruptInstances = defineOperation(
  'INTERRUPT_INSTANCES',
  instancesSchema.extend({
    confirm: z
      .union([z.boolean(), z.stringbool()])
      .nullish()
      .describe('Must be true: the instances are really terminated.'),
  }),
  async (description, context) => {
    if (description.confirm !== true) {
      throw problem('invalid', 'An interruption really terminates the instances: say `confirm: true` to have it')
    }
    const interrupt = able(context, 'interrupt', 'simulate interruptions')
    const groups = await groupsOf(description, context)
    for (const { group, instanceIds } of groups) {
      const there = new Set(await context.account.driver.running(group.id))
      const left = instanceIds.filter((id) => there.has(id))
      if (left.length === 0) {
        context.status(`None of ${instanceIds.join(', ')} is in ${group.name} (any more); nothing to do`)
        continue
      }
      await once(context, `interrupted in ${group.id}`, () => interrupt(left))
      context.status(`Interrupted ${left.join(', ')} of ${group.name}: the cloud takes them back after its notice`)
    }
    return touched(groups, context)
  },
)
