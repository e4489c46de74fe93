import { z } from 'zod'
import type { Capacity, Group } from '../driver/index.ts'
import { explainingRolls } from './blocking-roll.ts'
import { type GroupsInstances, groupsOf, instancesSchema } from './instances.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { touchedBy } from './targets.ts'

const flag = z.union([z.boolean(), z.stringbool()]).nullish()
const drainingTimeout = z.coerce
  .number()
  .int()
  .nonnegative()
  .nullish()
  .describe("Seconds for which load balancers let go of them; without it, the group's own.")
const bounds = {
  adjustMinIfNecessary: flag.describe("Lowers the group's minimum where it would forbid the smaller number."),
  setMaxToNewDesired: flag.describe('Lowers the maximum to the new wished number.'),
}

interface Leave {
  readonly terminate: boolean
  readonly decrement: boolean
  readonly adjustMin: boolean
  readonly setMax: boolean
  readonly drainingTimeout?: number | null | undefined
}

/**
 * Takes instances out of their group. Those that have left already, before a crash or by themselves, do not lower the
 * wished number once more.
 */
async function leave({ group, instanceIds }: GroupsInstances, how: Leave, context: SpotContext): Promise<void> {
  const { driver } = context.account
  const { id, name } = group
  const word = how.terminate ? 'Terminating' : 'Detaching'
  const before = await context.remember(`capacity of ${id}`, () => capacityNow(group))
  const there = new Set(await driver.running(id))
  const left = instanceIds.filter((instanceId) => there.has(instanceId))
  const leaving = await context.remember(`leaving ${id}`, () => left)
  const goal = before.target === undefined ? undefined : Math.max(0, before.target - leaving.length)
  const countsInstances = group.capacity == null || (group.capacity as { unit?: string }).unit !== 'weight'
  // Spot may still list machines that it was told to let go, but it has lowered the target then.
  const isDone = how.decrement && countsInstances && goal !== before.target && capacityNow(group).target === goal
  if (left.length === 0 || isDone) {
    context.status(`None of ${instanceIds.join(', ')} is in ${name} (any more); nothing to do`)
  } else {
    if (how.decrement && how.adjustMin && countsInstances && goal !== undefined && goal < (before.minimum ?? 0)) {
      context.status(`Lowering the minimum of ${name} from ${before.minimum} to ${goal}`)
      await explainingRolls(context, group, () => driver.resize(id, { minimum: goal }))
    }
    context.status(`${word} ${left.join(', ')} of ${name}${how.decrement ? ' and lowering its target' : ''}`)
    await explainingRolls(context, group, () =>
      driver.detach(id, {
        instanceIds: left,
        terminate: how.terminate,
        decrement: how.decrement,
        ...(how.drainingTimeout == null ? {} : { drainingTimeout: how.drainingTimeout }),
      }),
    )
  }
  if (how.decrement && how.setMax && leaving.length > 0) {
    const { target, maximum } = capacityNow(await driver.get(id))
    if (target === undefined || maximum === target) return
    context.status(`Setting the maximum of ${name} to ${target}`)
    await explainingRolls(context, group, () => driver.resize(id, { maximum: target }))
  }
}

function capacityNow({ capacity }: Group): Partial<Capacity> {
  const { minimum, maximum, target } = capacity ?? {}
  return {
    ...(minimum == null ? {} : { minimum }),
    ...(maximum == null ? {} : { maximum }),
    ...(target == null ? {} : { target }),
  }
}

async function leaveAll(groups: readonly GroupsInstances[], how: Leave, context: SpotContext) {
  for (const each of groups) await leave(each, how, context)
  return {
    touched: touchedBy(
      groups.map(({ group }) => group),
      context,
    ),
  }
}

const asked = (value: boolean | null | undefined) => value === true

/** Terminates instances; the group replaces them. */
export const terminateInstances = defineOperation(
  'TERMINATE_INSTANCES',
  instancesSchema.extend({ drainingTimeout }),
  async (description, context) => {
    const how = { terminate: true, decrement: false, adjustMin: false, setMax: false }
    const groups = await groupsOf(description, context)
    return leaveAll(groups, { ...how, drainingTimeout: description.drainingTimeout }, context)
  },
)

/** Terminates instances and lowers the wished number by as many. */
export const terminateInstanceAndDecrementServerGroup = defineOperation(
  'TERMINATE_INSTANCE_AND_DECREMENT_SERVER_GROUP',
  instancesSchema.extend({ drainingTimeout, ...bounds }),
  async (description, context) => {
    const how = {
      terminate: true,
      decrement: true,
      adjustMin: asked(description.adjustMinIfNecessary),
      setMax: asked(description.setMaxToNewDesired),
    }
    const groups = await groupsOf(description, context)
    return leaveAll(groups, { ...how, drainingTimeout: description.drainingTimeout }, context)
  },
)

/** Takes instances out of the group; they go on running unless they are to end. */
export const detachInstances = defineOperation(
  'DETACH_INSTANCES',
  instancesSchema.extend({
    terminateDetachedInstances: flag.describe('Whether they end; without it, they go on outside the group.'),
    decrementDesiredCapacity: flag.describe('Whether the group gets smaller by them; without it, they are replaced.'),
    drainingTimeout,
    ...bounds,
  }),
  async (description, context) => {
    const how = {
      terminate: asked(description.terminateDetachedInstances),
      decrement: asked(description.decrementDesiredCapacity),
      adjustMin: asked(description.adjustMinIfNecessary),
      setMax: asked(description.setMaxToNewDesired),
      drainingTimeout: description.drainingTimeout,
    }
    return leaveAll(await groupsOf(description, context), how, context)
  },
)
