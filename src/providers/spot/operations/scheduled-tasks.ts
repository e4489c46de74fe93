import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Document } from '../driver/index.ts'
import { wireOf } from './documents.ts'
import { defineOperation } from './operation.ts'
import { listIn } from './scaling-policies.ts'
import { requireGroup, targetSchema, touchedBy } from './targets.ts'
import { change } from './update-elastigroup.ts'

const index = z.coerce.number().int().nonnegative()
const amount = z.union([z.number(), z.string()]).nullish()

const task = z.looseObject({
  taskType: z
    .string()
    .describe(
      'scale, scaleUp, scaleDown, percentageScaleUp, percentageScaleDown, backup_ami, roll, statefulRecycle, …',
    ),
  isEnabled: z.boolean().nullish().describe('Whether it runs at all.'),
  cronExpression: z.string().nullish().describe('When, as five fields of Unix cron in UTC; or give frequency.'),
  frequency: z.string().nullish().describe('hourly, daily or weekly; or give cronExpression.'),
  startTime: z.string().nullish().describe('From when, or, alone, the one time that it runs (ISO 8601).'),
  scaleTargetCapacity: amount.describe('Of scale: the wished number.'),
  scaleMinCapacity: amount.describe('Of scale: the minimum.'),
  scaleMaxCapacity: amount.describe('Of scale: the maximum.'),
  adjustment: amount.describe('Of scaleUp and scaleDown: by how many.'),
  adjustmentPercentage: amount.describe('Of percentageScaleUp and percentageScaleDown: by how many percent.'),
  batchSizePercentage: amount.describe('Of roll: the part of the instances in a batch.'),
  gracePeriod: amount.describe('Of roll: seconds that a batch may take to become healthy.'),
})

/** Adds a scheduled task, or puts it in the place of the one at an index. */
export const upsertScheduledTask = defineOperation(
  'UPSERT_SCHEDULED_TASK',
  targetSchema.extend({
    index: index.nullish().describe('The task that it replaces, counted from 0; without it, it is added.'),
    task: task.describe('The task as Spot has it; fields that are not named here go through.'),
  }),
  async (description, context) => {
    const group = await requireGroup(description, context)
    const tasks = listIn(group, 'scheduling', 'tasks')
    const before = await context.remember('tasks before', () => tasks.length)
    const place = description.index ?? before
    requirePlace(place, description.index == null ? before + 1 : before, group.name)
    const wire = wireOf({ scheduling: { tasks: [description.task] } }, context)
    const [wanted] = (wire.scheduling as { tasks: [Document] }).tasks
    return change(group, { scheduling: { tasks: tasks.toSpliced(place, 1, wanted) } }, context)
  },
)

/** Removes the scheduled task at an index. */
export const deleteScheduledTask = defineOperation(
  'DELETE_SCHEDULED_TASK',
  targetSchema.extend({ index: index.describe('The task, counted from 0.') }),
  async (description, context) => {
    const group = await requireGroup(description, context)
    const tasks = listIn(group, 'scheduling', 'tasks')
    const before = await context.remember('tasks before', () => tasks.length)
    requirePlace(description.index, before, group.name)
    if (tasks.length < before) {
      context.status(`Scheduled task ${description.index} of ${group.name} was removed already`)
      return { touched: touchedBy([group], context) }
    }
    const left = tasks.toSpliced(description.index, 1)
    return change(group, { scheduling: { tasks: left.length > 0 ? left : null } }, context)
  },
)

function requirePlace(place: number, count: number, name: string): void {
  if (place < count) return
  throw problem('notFound', `${name} has no scheduled task ${place}: it has ${count}, counted from 0`)
}
