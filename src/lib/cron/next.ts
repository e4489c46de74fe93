import type { Cron, MonthDays, WeekDays } from './parse.ts'
import { instantOf, wallClockAfterGap, wallClockAt } from './zone.ts'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/**
 * The first instant after `after` that an expression names on a clock in the zone (IANA), in epoch milliseconds; undefined when
 * there is none. A time that a clock skips in spring is none; of one that it shows twice in autumn the second counts.
 */
export function nextAfter(cron: Cron, after: number, zone: string): number | undefined {
  const from = wallClockAt(Math.floor(after / SECOND) * SECOND + SECOND, zone)
  return firstShown(cron, wallClocksFrom(cron, from, zone), zone, from, after)?.instant
}

/** The next instants, at most `count`. */
export function nextRuns(cron: Cron, after: number, zone: string, count: number): number[] {
  const found: number[] = []
  let last = after
  while (found.length < count) {
    const next = nextAfter(cron, last, zone)
    if (next === undefined) break
    found.push(next)
    last = next
  }
  return found
}

/** Every time that the expression names from a wall-clock time on, that included. */
function* wallClocksFrom(cron: Cron, from: number, zone: string): Generator<number> {
  const { months, years, days } = cron
  const today = Math.floor(from / DAY) * DAY
  const searched = searchBegins(cron, from, zone)
  const lastYear = Math.max(...years)
  for (let year = new Date(from).getUTCFullYear(); year <= lastYear; year += 1) {
    if (!years.has(year)) continue
    for (const month of months) {
      if (Date.UTC(year, month, 1) <= today) continue
      for (const { midnight, earliest } of daysIn(days, year, month, searched))
        if (midnight >= today) yield* timesOf(cron, midnight, Math.max(from, midnight + earliest))
    }
  }
}

/** The times that an expression names on a day, from one of them on. */
function* timesOf({ seconds, minutes, hours }: Cron, midnight: number, from: number): Generator<number> {
  for (const hour of hours)
    for (const minute of minutes) {
      const beginning = midnight + (hour * 60 + minute) * MINUTE
      if (beginning + MINUTE <= from) continue
      for (const second of seconds) if (beginning + second * SECOND >= from) yield beginning + second * SECOND
    }
}

/** The first time of day of the expression that is still to come, on whichever day: from there Quartz looks for the day. */
function searchBegins(cron: Cron, from: number, zone: string): number {
  const today = Math.floor(from / DAY) * DAY
  const shown = firstShown(cron, timesOf(cron, today, from), zone, from, Number.NEGATIVE_INFINITY)
  if (shown) return shown.wallClock
  const [first = 0] = timesOf(cron, today + DAY, today + DAY)
  return first
}

/**
 * The first of these times that a clock in the zone shows after an instant. One that it skips stands for a time behind the gap,
 * from which the search goes on.
 */
function firstShown(cron: Cron, wallClocks: Iterable<number>, zone: string, begun: number, after: number) {
  let from = Number.NEGATIVE_INFINITY
  for (const wallClock of wallClocks) {
    if (wallClock < from) continue
    const instant = instantOf(wallClock, zone)
    if (instant === undefined) from = wallClockAfterGap(behind(cron, wallClock, zone, begun), zone)
    else if (instant > after) return { wallClock, instant }
  }
  return undefined
}

/**
 * Where in a skipped hour the search stands: who comes there because the minutes of the hour before were over looks at the
 * first minute that is named, who came from further away at the hour's beginning (quartz: CronExpression.getTimeAfter).
 */
function behind({ hours, minutes }: Cron, skipped: number, zone: string, begun: number): number {
  const hour = Math.floor(skipped / HOUR) * HOUR
  const isOver =
    begun >= hour - HOUR && begun < hour && !minutes.some((minute) => hour - HOUR + (minute + 1) * MINUTE > begun)
  const cameByMinutes = hours.includes(new Date(hour - HOUR).getUTCHours()) || isOver
  return cameByMinutes || instantOf(hour, zone) !== undefined ? skipped : hour
}

const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()
/** 1 is Sunday. */
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1

interface NamedDay {
  readonly midnight: number
  /** From which time of the day on, in milliseconds. */
  readonly earliest: number
}

/** The days of a month that are named, in their order. */
function daysIn(days: MonthDays | WeekDays, year: number, month: number, searched: number): readonly NamedDay[] {
  const found = new Map<number, number>()
  const put = (day: number, earliest: number) => {
    const midnight = Date.UTC(year, month - 1, day)
    found.set(midnight, Math.min(earliest, found.get(midnight) ?? earliest))
  }
  if (days.by === 'week') for (const day of byWeek(days, year, month)) put(day, 0)
  else {
    for (const day of byMonth(days.days, days.beforeLast, year, month)) put(day, 0)
    // A weekday is looked for from its own day on, and in the month in which the search begins it keeps the time of day at
    // which it began (quartz: CronExpression.getTimeAfter).
    const isFirst = Math.floor(searched / DAY) * DAY >= Date.UTC(year, month - 1, 1)
    for (const day of byMonth(days.nearestTo.days, days.nearestTo.beforeLast, year, month))
      if (Date.UTC(year, month - 1, day) >= Math.floor(searched / DAY) * DAY)
        put(nearestWeekday(day, year, month), isFirst ? searched % DAY : 0)
  }
  return [...found].map(([midnight, earliest]) => ({ midnight, earliest })).sort((a, b) => a.midnight - b.midnight)
}

function byMonth(days: readonly number[], beforeLast: readonly number[], year: number, month: number): number[] {
  const length = lengthOf(year, month)
  return [...days, ...beforeLast.map((offset) => length - offset)].filter((day) => day >= 1 && day <= length)
}

/** Without leaving the month. */
function nearestWeekday(day: number, year: number, month: number): number {
  const weekday = weekdayOf(year, month, day)
  if (weekday === 7) return day === 1 ? 3 : day - 1
  if (weekday === 1) return day === lengthOf(year, month) ? day - 2 : day + 1
  return day
}

function byWeek({ days, only }: WeekDays, year: number, month: number): number[] {
  const all = Array.from({ length: lengthOf(year, month) }, (_, position) => position + 1)
  if (only === undefined) return all.filter((day) => days.includes(weekdayOf(year, month, day)))
  const these = all.filter((day) => weekdayOf(year, month, day) === days[0])
  const one = only === 'last' ? these.at(-1) : these[only - 1]
  return one === undefined ? [] : [one]
}
