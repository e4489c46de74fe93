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

const formOf = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = JSON.stringify(options)
  const form = forms.get(key) ?? new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', ...options })
  forms.set(key, form)
  return form
}

/** `Mon, 30 Nov, 09:30`, on a clock of the zone; on the person's own without one. `at`: epoch milliseconds. */
export const momentWords = (at: number, timeZone?: string): string =>
  formOf({ weekday: 'short', day: 'numeric', month: 'short', ...(timeZone === undefined ? {} : { timeZone }) }).format(
    at,
  )

const DAYS_NAMED_MS = 6 * 86_400_000

/** The same, as short as it is clear: `Mon, 09:30` of the coming days, `7 Dec, 09:30` later. */
export const soonWords = (at: number, present: number): string =>
  formOf(at - present < DAYS_NAMED_MS ? { weekday: 'short' } : { day: 'numeric', month: 'short' }).format(at)

/** Whether a clock of the zone shows something else than the person's own. */
export const isElsewhere = (at: number, timeZone: string): boolean => momentWords(at) !== momentWords(at, timeZone)
