import type { JsonSchema, Values } from '../../ui/form/schema.ts'
import { groupJob } from '../group.ts'
import type { SpotForm } from './dialog.tsx'
import { type Document, listAt, type SpotGroup } from './shapes.ts'

export interface ScheduledTask extends Document {
  taskType?: string
  isEnabled?: boolean
  cronExpression?: string
  frequency?: string
  startTime?: string
}

export const scheduledTasksOf = ({ group }: SpotGroup): readonly ScheduledTask[] =>
  listAt<ScheduledTask>(group, 'scheduling', 'tasks')

const TYPES: Readonly<Record<string, string>> = {
  scale: 'Set the capacity',
  scaleUp: 'Scale up by a number',
  scaleDown: 'Scale down by a number',
  percentageScaleUp: 'Scale up by percent',
  percentageScaleDown: 'Scale down by percent',
  roll: 'Roll',
  backup_ami: 'Back up the image',
  statefulUpdateCapacity: 'Set the capacity of a stateful group',
  statefulRecycle: 'Recycle stateful instances',
}

const ofType =
  (...types: readonly string[]) =>
  ({ taskType }: Values) =>
    types.includes(String(taskType))
const timed = (when: string) => (values: Values) => values.when === when

const whole = { type: 'integer', minimum: 0 } as const

const schema: JsonSchema = {
  type: 'object',
  required: ['taskType', 'cronExpression', 'frequency', 'startTime', 'adjustment', 'adjustmentPercentage'],
  properties: {
    taskType: { enum: Object.keys(TYPES), labels: Object.values(TYPES), title: 'What' },
    when: {
      enum: ['cron', 'frequency', 'once'],
      labels: ['By a cron expression', 'Every hour, day or week', 'Once'],
      title: 'When',
    },
    cronExpression: {
      type: 'string',
      title: 'Cron expression',
      description: 'Five fields, in UTC',
      shown: timed('cron'),
    },
    frequency: { enum: ['hourly', 'daily', 'weekly'], title: 'Every', shown: timed('frequency') },
    startTime: {
      type: 'string',
      title: 'At',
      description: 'A time like 2030-01-31T06:00:00Z',
      shown: timed('once'),
    },
    scaleTargetCapacity: { ...whole, title: 'Desired', shown: ofType('scale') },
    scaleMinCapacity: { ...whole, title: 'Minimum', shown: ofType('scale') },
    scaleMaxCapacity: { ...whole, title: 'Maximum', shown: ofType('scale') },
    targetCapacity: { ...whole, title: 'Desired', shown: ofType('statefulUpdateCapacity') },
    minCapacity: { ...whole, title: 'Minimum', shown: ofType('statefulUpdateCapacity') },
    maxCapacity: { ...whole, title: 'Maximum', shown: ofType('statefulUpdateCapacity') },
    adjustment: {
      type: 'integer',
      minimum: 1,
      title: 'By how many',
      unit: 'instances',
      shown: ofType('scaleUp', 'scaleDown'),
    },
    adjustmentPercentage: {
      ...{ type: 'integer', minimum: 1, maximum: 100, title: 'By how much', unit: '%' },
      shown: ofType('percentageScaleUp', 'percentageScaleDown'),
    },
    batchSizePercentage: {
      ...{ type: 'integer', minimum: 1, maximum: 100, title: 'Batch', unit: '% of the instances' },
      shown: ofType('roll'),
    },
    gracePeriod: { ...whole, title: 'Grace period of a batch', unit: 'seconds', shown: ofType('roll') },
    isEnabled: { type: 'boolean', title: 'Enabled' },
  },
}

const TIMES = ['cronExpression', 'frequency', 'startTime']

/** The task that the form describes; what the form does not ask for stays as it was. */
const taskOf = ({ when: _, ...values }: Values, before: ScheduledTask = {}): ScheduledTask => {
  const asked = new Set(Object.keys(schema.properties ?? {}))
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !asked.has(name)))
  return { ...kept, isEnabled: false, ...values }
}

const whenOf = ({ cronExpression, frequency, startTime }: ScheduledTask): string => {
  if (cronExpression || !(frequency || startTime)) return 'cron'
  return frequency ? 'frequency' : 'once'
}

export const timeWords = (task: ScheduledTask): string => {
  const [time] = TIMES.flatMap((name) => (task[name] ? [String(task[name])] : []))
  return time ?? 'never'
}

export const taskWords = (task: ScheduledTask): string => {
  const what = TYPES[task.taskType ?? ''] ?? task.taskType ?? 'Something'
  const { scaleTargetCapacity: goal, scaleMinCapacity: least, scaleMaxCapacity: most } = task
  if (task.taskType === 'scale') {
    const parts = [
      ...(goal == null ? [] : [`${String(goal)} wanted`]),
      ...(least == null ? [] : [`at least ${String(least)}`]),
      ...(most == null ? [] : [`at most ${String(most)}`]),
    ]
    return `${what}: ${parts.join(', ') || 'as it is'}`
  }
  if (task.adjustmentPercentage != null) return `${what}: ${String(task.adjustmentPercentage)} %`
  if (task.adjustment != null) return `${what}: ${String(task.adjustment)}`
  if (task.batchSizePercentage != null) return `${what} in batches of ${String(task.batchSizePercentage)} %`
  return what
}

export const scheduledTaskForm = (app: string, group: SpotGroup, index?: number): SpotForm => {
  const before = index === undefined ? undefined : scheduledTasksOf(group)[index]
  return {
    operation: 'upsertScheduledTask',
    settled: ['task', 'index'],
    app,
    title: before ? 'Edit scheduled task' : `New scheduled task of ${group.name}`,
    description: `${before ? 'Update' : 'Create'} scheduled task: ${group.name}`,
    submit: before ? 'Save task' : 'Create task',
    schema,
    initial: before
      ? { ...before, when: whenOf(before) }
      : { taskType: 'scale', when: 'cron', cronExpression: '0 6 * * 1-5', isEnabled: true },
    says: (values) => {
      const task = taskOf(values)
      return [`${taskWords(task)} – ${timeWords(task)}${task.isEnabled === true ? '' : ', once it is enabled'}.`]
    },
    job: (values) => [
      groupJob('upsertScheduledTask', group, {
        task: taskOf(values, before),
        ...(index === undefined ? {} : { index }),
      }),
    ],
  }
}

export const deleteScheduledTaskForm = (app: string, group: SpotGroup, index: number): SpotForm => {
  const task = scheduledTasksOf(group)[index] ?? {}
  return {
    operation: 'deleteScheduledTask',
    settled: ['index'],
    app,
    title: 'Delete scheduled task',
    description: `Delete scheduled task: ${group.name}`,
    submit: 'Delete task',
    destructive: true,
    says: () => [`${group.name} no longer does this by itself: ${taskWords(task)} – ${timeWords(task)}.`],
    job: () => [groupJob('deleteScheduledTask', group, { index })],
  }
}
