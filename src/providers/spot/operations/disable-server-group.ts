import { z } from 'zod'
import { isUnsupported } from '../client/index.ts'
import type { Group, Standby, Suspensions } from '../driver/index.ts'
import { able } from './ability.ts'
import { explainingRolls } from './blocking-roll.ts'
import { enterAll, moveThese } from './instance-standby.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { requireGroup, targetsOf, targetsSchema, touchedBy } from './targets.ts'

/** Strategies that move traffic bit by bit ask for a part of it. */
const schema = targetsSchema.extend({
  desiredPercentage: z.coerce
    .number()
    .nullish()
    .describe('How much of it leaves the traffic, in percent; 100 without it. Less than that leaves it enabled.'),
})

/**
 * Takes groups out of traffic; their instances go on running. The ladder: standby of the group as a whole; where Spot has
 * no such route (any more), standby of each instance with everything suspended that would replace them; without a load
 * balancer there is only scaling to suspend. A part of a group leaves as so many of its instances. Every step may be taken
 * again.
 */
export const disableServerGroup = defineOperation('DISABLE_SERVER_GROUP', schema, async (description, context) => {
  const { driver } = context.account
  const standby = able(context, 'standby', 'be taken out of traffic')
  const suspensions = able(context, 'suspensions', 'be taken out of traffic')
  const share = description.desiredPercentage ?? 100
  const groups = await Promise.all(targetsOf(description).map((target) => requireGroup(target, context)))
  if (share < 100) {
    const leaving: string[] = []
    for (const group of groups) leaving.push(...(await leaveInPart(group, share, standby, context)))
    return { resultObjects: [{ instanceIdsToDisable: leaving }], touched: touchedBy(groups, context) }
  }
  for (const group of groups) {
    const { id, name } = group
    const isWhole =
      driver.describe(group).loadBalancers.length === 0 ||
      // A group that is noted as leaving by its instances goes on in that way.
      (standby.noteOf(group) === undefined && (await enterStandby(group, standby, context)))
    if (!isWhole) await leaveByInstances(group, standby, suspensions, context)
    await suspensions.suspend(id, [{ name: standby.scaling }])
    context.status(`Suspended ${standby.scaling} of ${name}`)
  }
  return { touched: touchedBy(groups, context) }
})

/**
 * Some instances leave, and the group goes on serving with the rest: always the first ones by their ids, so that a larger
 * share takes those along that are out already. Returns them.
 */
async function leaveInPart(group: Group, share: number, standby: Standby, context: SpotContext): Promise<string[]> {
  const { driver } = context.account
  const { id, name } = group
  const leaving = await context.remember(`leaving ${id}`, async () => {
    const running = [...(await driver.running(id))].sort()
    return running.slice(0, Math.ceil((running.length * Math.max(0, share)) / 100))
  })
  if (driver.describe(group).loadBalancers.length === 0) {
    context.status(`No load balancer sends ${name} anything: there is nothing to take ${share} percent of it out of`)
    return leaving
  }
  if (!standby.isPartly(group) && standby.noteOf(group) === undefined) {
    await explainingRolls(context, group, () => driver.update(id, standby.withPart(group)))
  }
  await moveThese(leaving, true, standby)
  context.status(`${leaving.length} instances of ${name} (${share} percent) are in standby`)
  return leaving
}

/** False where Spot has no standby of whole groups. */
async function enterStandby({ id, name }: Group, standby: Standby, context: SpotContext): Promise<boolean> {
  try {
    await standby.group(id, true)
  } catch (error) {
    if (!isUnsupported(error)) throw error
    return false
  }
  context.status(`${name} is in standby: its load balancers send it nothing more`)
  return true
}

/** First nothing may replace instances any more, and that is noted; then they go. */
async function leaveByInstances(group: Group, standby: Standby, suspensions: Suspensions, context: SpotContext) {
  const { driver } = context.account
  const { id, name } = group
  context.status(`Spot has no standby of whole groups here: the instances of ${name} leave one by one`)
  if (standby.noteOf(group) === undefined) {
    const before = (await suspensions.list(id)).map((suspension) => suspension.name)
    const ours = standby.replacing.filter((process) => !before.includes(process))
    await explainingRolls(context, group, () => driver.update(id, standby.withNote(group, ours)))
  }
  await suspensions.suspend(
    id,
    standby.replacing.map((process) => ({ name: process })),
  )
  context.status(`Suspended ${standby.replacing.join(', ')} of ${name}`)
  const moved = await enterAll(id, standby, context)
  context.status(`All ${moved} instances of ${name} are in standby`)
}
