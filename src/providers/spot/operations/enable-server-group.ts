import { isUnsupported } from '../client/index.ts'
import type { Group, Standby, Suspensions } from '../driver/index.ts'
import { able } from './ability.ts'
import { explainingRolls } from './blocking-roll.ts'
import { exitAll } from './instance-standby.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { requireGroup, targetsOf, targetsSchema, touchedBy } from './targets.ts'

/** Brings groups back into traffic: the steps of disabling, undone, by whichever way they were taken. */
export const enableServerGroup = defineOperation('ENABLE_SERVER_GROUP', targetsSchema, async (description, context) => {
  const { driver } = context.account
  const standby = able(context, 'standby', 'be taken out of traffic')
  const suspensions = able(context, 'suspensions', 'be taken out of traffic')
  const groups = await Promise.all(targetsOf(description).map((target) => requireGroup(target, context)))
  for (const group of groups) {
    const noted = standby.noteOf(group)
    let resume: readonly string[] = [standby.scaling]
    if (noted !== undefined) {
      resume = [...new Set([standby.scaling, ...noted])]
      await returnByInstances(group, standby, context)
    } else if (await mayBeInStandby(group, standby, suspensions, context)) {
      resume = [...resume, ...(await leaveStandby(group, standby, suspensions, context))]
      // Some went by themselves, before the group or instead of it.
      if (standby.isPartly(group)) await returnByInstances(group, standby, context)
    }
    await suspensions.resume(group.id, resume)
    context.status(`Resumed ${resume.join(', ')} of ${group.name}`)
    // Last: as long as it is there, a repetition knows which way the group went.
    if (noted !== undefined || standby.isPartly(group)) {
      const bare = standby.withNote(await driver.get(group.id), undefined)
      await explainingRolls(context, group, () => driver.update(group.id, bare))
    }
  }
  return { touched: touchedBy(groups, context) }
})

/** Other tools put groups into standby that have no load balancer, too. */
const mayBeInStandby = async (group: Group, standby: Standby, suspensions: Suspensions, { account }: SpotContext) =>
  account.driver.describe(group).loadBalancers.length > 0 ||
  (await suspensions.list(group.id)).some(({ name }) => name === standby.registration)

async function returnByInstances({ id, name }: Group, standby: Standby, context: SpotContext): Promise<void> {
  const moved = await exitAll(id, standby, context)
  context.status(`All ${moved} instances of ${name} are out of standby: its load balancers send them traffic again`)
}

/** What else is to be resumed: where group standby went away meanwhile, its own process. */
async function leaveStandby(
  group: Group,
  standby: Standby,
  suspensions: Suspensions,
  context: SpotContext,
): Promise<string[]> {
  try {
    await standby.group(group.id, false)
    context.status(`${group.name} is out of standby: its load balancers send it traffic again`)
    return []
  } catch (error) {
    if (!isUnsupported(error)) throw error
    const suspended = (await suspensions.list(group.id)).some(({ name }) => name === standby.registration)
    await returnByInstances(group, standby, context)
    return suspended ? [standby.registration] : []
  }
}
