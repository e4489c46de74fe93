import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { defineTask, type StageDefinition, type StageView } from '../stage.ts'
import { type ExecutionWindows, isOpen, nextOpening } from './execution-windows.ts'
import { running, seconds, succeeded, terminal } from './results.ts'
import { isTrue, json, number } from './values.ts'

const hourOfDay = z.coerce.number().int().min(0).max(23)
const minuteOfHour = z.coerce.number().int().min(0).max(59).default(0)
const windowSchema = z.looseObject({
  days: z.array(z.coerce.number().int().min(1).max(7)).describe('1 = Sunday … 7 = Saturday').nullish(),
  whitelist: z
    .array(z.looseObject({ startHour: hourOfDay, startMin: minuteOfHour, endHour: hourOfDay, endMin: minuteOfHour }))
    .nullish(),
  timezone: z.string().refine(isTimeZone, 'is not a time zone, such as America/Los_Angeles').nullish(),
  jitter: z.looseObject({}).nullish(),
})

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

function windowsOf(stage: StageView, timeZone: string): ExecutionWindows {
  const { days, whitelist, timezone } = windowSchema.parse(json(stage.context['restrictedExecutionWindow']))
  return { days: days ?? [], whitelist: whitelist ?? [], timeZone: timezone ?? timeZone }
}

const isSkipped = (stage: StageView) => isTrue(stage.context['skipRemainingWait'])

const suspend = defineTask<'clock' | 'timeZone'>({
  implementingClass:
    'com.netflix.spinnaker.orca.pipeline.RestrictExecutionDuringTimeWindow$SuspendExecutionDuringTimeWindowTask',
  needs: ['clock', 'timeZone'],
  backoffMs: (stage) => (isSkipped(stage) ? 0 : seconds(30)),
  run(stage, { clock, timeZone }) {
    if (isSkipped(stage)) return succeeded()
    const windows = windowsOf(stage, timeZone)
    if (windows.days.length === 0 && windows.whitelist.length === 0) {
      return closedForEver('The restricted execution window has neither times nor days: set `whitelist` or `days`.')
    }
    const now = clock.now()
    if (isOpen(windows, now)) return succeeded()
    const scheduledTime = nextOpening(windows, now)
    if (scheduledTime === undefined) {
      return closedForEver('The restricted execution window never opens: its times end before they start.')
    }
    return { ...running(), scheduledTime }
  },
})

const closedForEver = (failureReason: string) => terminal(failureReason, { failureReason })

const waitMs = (stage: StageView) => seconds(number(stage.context['waitTime']) ?? 0)

/** Waits a little longer, at random, so that all that waited for one window doesn't start in one second. */
const waitForJitter = defineTask<'clock'>({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.WaitTask',
  needs: ['clock'],
  backoffMs: (stage, elapsedMs) => (isSkipped(stage) ? 0 : Math.max(0, waitMs(stage) - elapsedMs)),
  run(stage, { clock }) {
    if (isSkipped(stage)) return succeeded()
    if (number(stage.context['waitTime']) === undefined) return running({ waitTime: jitterSeconds(stage) })
    const startTime = stage.stage.tasks.find(({ name }) => name === 'waitForJitter')?.startTime
    return startTime === undefined || clock.now() >= startTime + waitMs(stage) ? succeeded() : running()
  },
})

const jitterOf = (stage: StageView) => json(json(stage.context['restrictedExecutionWindow'])['jitter'])

function jitterSeconds(stage: StageView): number {
  const { minDelay, maxDelay } = jitterOf(stage)
  const least = Math.max(0, Math.floor(number(minDelay) ?? 0))
  const most = Math.max(least, Math.floor(number(maxDelay) ?? 0))
  return randomInt(least, most + 1)
}

function hasJitter(stage: StageView): boolean {
  const { enabled, skipManual } = jitterOf(stage)
  return isTrue(enabled) && !(isTrue(skipManual) && stage.execution.trigger['type'] === 'manual')
}

/**
 * Holds the stage that it was made for until one of its execution windows is open, or until someone skips the rest with
 * `skipRemainingWait` (orca: RestrictExecutionDuringTimeWindow). Planned for every stage with
 * `restrictExecutionDuringTimeWindow`.
 */
export const restrictExecutionDuringTimeWindow: StageDefinition = {
  type: 'restrictExecutionDuringTimeWindow',
  label: 'Restrict Execution During Time Window',
  schema: z.looseObject({ restrictedExecutionWindow: windowSchema.nullish() }),
  tasks: (stage) => [
    { name: 'suspendExecutionDuringTimeWindow', task: suspend },
    ...(hasJitter(stage) ? [{ name: 'waitForJitter', task: waitForJitter }] : []),
  ],
}
