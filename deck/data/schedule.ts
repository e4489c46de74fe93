import { useDebouncedValue } from '@mantine/hooks'
import type { Schedule } from '../../src/services/gate/v1/cron.ts'
import { get } from './gate.ts'
import { useGate } from './queries.ts'

export type { Schedule }

const AFTER_MS = 300
/** What comes next moves on. */
const EVERY_MS = 60_000

/** What a Quartz expression says and when it comes next, asked for when it has not changed for a moment. */
export const useSchedule = (expression: string, triggerId: string): Schedule | undefined => {
  const [settled] = useDebouncedValue(expression, AFTER_MS)
  const { data } = useGate(
    ['schedule', settled, triggerId],
    (signal) => get<Schedule>('/v1/cron', { expression: settled, triggerId, count: 3 }, signal),
    settled.trim() !== '',
    EVERY_MS,
  )
  return settled === expression && settled.trim() !== '' ? data : undefined
}

const forms = new Map<string, Intl.DateTimeFormat>()

/** `Mon, 30 Nov, 09:30`, on a clock of the zone; on the person's own without one. `at`: epoch milliseconds. */
export const momentWords = (at: number, timeZone?: string): string => {
  const key = timeZone ?? ''
  const form =
    forms.get(key) ??
    new Intl.DateTimeFormat(undefined, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      ...(timeZone === undefined ? {} : { timeZone }),
    })
  forms.set(key, form)
  return form.format(at)
}

/** Whether a clock of the zone shows something else than the person's own. */
export const isElsewhere = (at: number, timeZone: string): boolean => momentWords(at) !== momentWords(at, timeZone)
