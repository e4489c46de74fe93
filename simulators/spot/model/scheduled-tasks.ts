import { SpotFailure } from '../failure.ts'
import { nextCron, parseCron } from './cron.ts'
import { drainingTimeoutOf, setCapacity } from './group.ts'
import type { ScheduledTask } from './group-schema.ts'
import { log } from './journal.ts'
import { activeRoll, startRoll } from './roll.ts'
import { specificationOf } from './specification.ts'
import type { Group } from './state.ts'
import { isSuspended } from './suspension.ts'
import type { World } from './world.ts'

const FREQUENCY = { hourly: '0 * * * *', daily: '0 0 * * *', weekly: '0 0 * * 0', continuous: '*/5 * * * *' } as const

const enabledTasks = (group: Group): ScheduledTask[] =>
  (specificationOf(group).scheduling?.tasks ?? []).filter((task) => task.isEnabled !== false)

/** When a task runs next after a moment: by cron, by frequency, or once at its start time. */
function nextRun(task: ScheduledTask, after: number): number {
  const expression = task.cronExpression ?? (task.frequency ? FREQUENCY[task.frequency] : undefined)
  const start = task.startTime ? Date.parse(task.startTime) : Number.NaN
  if (expression !== undefined) {
    const cron = parseCron(expression)
    return cron ? nextCron(cron, Number.isNaN(start) ? after : Math.max(after, start - 1)) : Number.POSITIVE_INFINITY
  }
  return start > after ? start : Number.POSITIVE_INFINITY
}

const dueTimes = new WeakMap<object, { after: number; next: number }>()

/** The next moment at which a scheduled task is due; remembered per document, since finding it walks the calendar. */
export function nextTaskDue(group: Group): number {
  const tasks = enabledTasks(group)
  if (tasks.length === 0) return Number.POSITIVE_INFINITY
  const known = dueTimes.get(group.document)
  if (known?.after === group.scheduledUntil) return known.next
  const next = Math.min(...tasks.map((task) => nextRun(task, group.scheduledUntil)))
  dueTimes.set(group.document, { after: group.scheduledUntil, next })
  return next
}

/** Runs the tasks that are due; while `SCHEDULING` is suspended they pass unused. */
export function runDueTasks(world: World, group: Group, at: number): void {
  if (nextTaskDue(group) > at) return
  const due = enabledTasks(group).filter((task) => nextRun(task, group.scheduledUntil) <= at)
  group.scheduledUntil = at
  if (isSuspended(group, 'SCHEDULING')) return
  for (const task of due) {
    if (activeRoll(group)) log(group, at, 'WARN', `Scheduled task ${task.taskType} was skipped: a roll is in progress`)
    else runTask(world, group, task, at)
  }
}

function runTask(world: World, group: Group, task: ScheduledTask, at: number): void {
  const { capacity } = group.document
  const by = (amount: number) =>
    setCapacity(group, { target: Math.min(capacity.maximum, Math.max(capacity.minimum, capacity.target + amount)) }, at)
  const percent = Math.ceil((capacity.target * (task.adjustmentPercentage ?? 0)) / 100)
  log(group, at, 'INFO', `Scheduled task ${task.taskType} runs`)
  switch (task.taskType) {
    case 'scale':
      setAll(group, task.scaleMinCapacity, task.scaleTargetCapacity, task.scaleMaxCapacity, at)
      break
    case 'statefulUpdateCapacity':
      setAll(group, task.minCapacity, task.targetCapacity, task.maxCapacity, at)
      break
    case 'scaleUp':
      by(task.adjustment ?? 1)
      break
    case 'scaleDown':
      by(-(task.adjustment ?? 1))
      break
    case 'percentageScaleUp':
      by(percent)
      break
    case 'percentageScaleDown':
      by(-percent)
      break
    case 'roll':
      roll(world, group, task, at)
      break
    default:
      // Backups, ECS rolls and stateful recycling leave no trace in capacity: the log line is all there is.
      break
  }
}

type Amount = number | null | undefined

function setAll(group: Group, minimum: Amount, target: Amount, maximum: Amount, at: number): void {
  const next = {
    minimum: minimum ?? group.document.capacity.minimum,
    target: target ?? group.document.capacity.target,
    maximum: maximum ?? group.document.capacity.maximum,
  }
  if (next.minimum <= next.target && next.target <= next.maximum) setCapacity(group, next, at)
  else log(group, at, 'ERROR', `Scheduled capacity ${next.minimum}/${next.target}/${next.maximum} is impossible`)
}

function roll(world: World, group: Group, task: ScheduledTask, at: number): void {
  try {
    startRoll(
      world,
      group,
      {
        batchSizePercentage: task.batchSizePercentage ?? 100,
        gracePeriod: task.gracePeriod ?? 300,
        healthCheckType: specificationOf(group).compute.launchSpecification.healthCheckType ?? null,
        drainingTimeout: drainingTimeoutOf(group),
        action: 'REPLACE_SERVER',
        batchMinHealthyPercentage: 50,
        onFailure: null,
        cluster: null,
      },
      at,
    )
  } catch (cause) {
    if (!(cause instanceof SpotFailure)) throw cause
    log(group, at, 'ERROR', `Scheduled roll could not start: ${cause.message}`)
  }
}
