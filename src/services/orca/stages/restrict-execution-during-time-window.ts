import { createHash } from 'node:crypto'
import { z } from 'zod'
import { timeZoneSchema } from '../../../platform/config/index.ts'
import { defineTask, type StageDefinition, type StageView, type TaskResult } from '../stage.ts'
import { isTrue, json, number } from '../values.ts'
import { type ExecutionWindows, isOpen, nextOpening } from './execution-windows.ts'
import { running, seconds, succeeded } from './results.ts'

const whole = z.coerce.number().int()
const windowSchema = z.looseObject({
  days: z.array(whole).describe('1 = Sunday … 7 = Saturday').nullish(),
  whitelist: z
    .array(z.looseObject({ startHour: whole, startMin: whole.default(0), endHour: whole, endMin: whole.default(0) }))
    .nullish(),
  timezone: timeZoneSchema.nullish(),
  jitter: z.looseObject({}).nullish(),
})

function windowsOf(stage: StageView, timeZone: string): ExecutionWindows {
  const { days, whitelist, timezone } = windowSchema.parse(json(stage.context['restrictedExecutionWindow']))
  return { days: days ?? [], whitelist: whitelist ?? [], timeZone: timezone ?? timeZone }
}

const isSkipped = (stage: StageView) => isTrue(stage.context['skipRemainingWait'])

const suspend = defineTask<'clock' | 'timeZone'>({
  implementingClass:
    'com.netflix.spinnaker.orca.pipeline.RestrictExecutionDuringTimeWindow.SuspendExecutionDuringTimeWindowTask',
  needs: ['clock', 'timeZone'],
  backoffMs: (stage) => (isSkipped(stage) ? 0 : seconds(30)),
  run(stage, { clock, timeZone }) {
    if (isSkipped(stage)) return succeeded()
    const windows = windowsOf(stage, timeZone)
    if (windows.days.length === 0 && windows.whitelist.length === 0) return failed('Incorrect time windows specified')
    for (const { startHour, startMin, endHour, endMin } of windows.whitelist) {
      const wrong =
        notOfClock('HourOfDay', 23, [startHour, endHour]) ?? notOfClock('MinuteOfHour', 59, [startMin, endMin])
      if (wrong !== undefined) return failed(wrong)
    }
    const now = clock.now()
    if (isOpen(windows, now)) return succeeded()
    const scheduledTime = nextOpening(windows, now)
    if (scheduledTime === undefined) return failed('the window never opens: its times end before they start')
    return { ...running(), scheduledTime }
  },
})

const failed = (reason: string): TaskResult => ({
  status: 'TERMINAL',
  context: { failureReason: `Exception occurred while calculating time window: ${reason}` },
})

function notOfClock(what: string, most: number, values: readonly number[]): string | undefined {
  const wrong = values.find((value) => value < 0 || value > most)
  return wrong === undefined ? undefined : `Invalid value for ${what} (valid values 0 - ${most}): ${wrong}`
}

/** Waits a little longer, at random, so that all that waited for one window doesn't start in one second. */
const waitForJitter = defineTask<'clock'>({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.WaitTask',
  needs: ['clock'],
  backoffMs: (stage, elapsedMs) => (isSkipped(stage) ? 0 : Math.max(0, seconds(jitterSeconds(stage)) - elapsedMs)),
  run(stage, { clock }) {
    if (isSkipped(stage)) return succeeded()
    const waitTime = jitterSeconds(stage)
    const startTime = stage.stage.tasks.find(({ name }) => name === 'waitForJitter')?.startTime
    const isOver = startTime === undefined || clock.now() >= startTime + seconds(waitTime)
    return isOver ? succeeded({ waitTime }) : running({ waitTime })
  },
})

const jitterOf = (stage: StageView) => json(json(stage.context['restrictedExecutionWindow'])['jitter'])

/** The same for a stage however often it is asked, after a crash too. */
function jitterSeconds(stage: StageView): number {
  const { minDelay, maxDelay } = jitterOf(stage)
  const least = Math.max(0, Math.floor(number(minDelay) ?? 0))
  const most = Math.max(least, Math.floor(number(maxDelay) ?? 0))
  const chance = createHash('sha256').update(stage.stage.id).digest().readUInt32BE(0)
  return least + (chance % (most - least + 1))
}

function hasJitter(stage: StageView): boolean {
  const { enabled, maxDelay, skipManual } = jitterOf(stage)
  if ((number(maxDelay) ?? 0) <= 0) return false
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
