/** When a stage may run: on some days of the week, in some windows of the day, by a zone's clock. */
export interface ExecutionWindows {
  /** 1 = Sunday … 7 = Saturday; none means every day. */
  readonly days: readonly number[]
  /** None means the whole of each of the days. */
  readonly whitelist: readonly WindowOfDay[]
  /** E.g. `America/Los_Angeles`. */
  readonly timeZone: string
}

export interface WindowOfDay {
  readonly startHour: number
  readonly startMin: number
  readonly endHour: number
  readonly endMin: number
}

/** Minutes of the day, both belonging to the span. */
interface Span {
  readonly first: number
  readonly last: number
}

const wholeDay: WindowOfDay = { startHour: 0, startMin: 0, endHour: 23, endMin: 59 }

/** Whether the minute that `now` (epoch milliseconds) lies in belongs to a window (orca: RestrictExecutionDuringTimeWindow). */
export function isOpen(windows: ExecutionWindows, now: number): boolean {
  return isOpenAt(windows, zoned(now, windows.timeZone))
}

/**
 * The instant, in epoch milliseconds, at which the next window opens: `now` while one is open, undefined where none ever
 * does, e.g. because it ends before it starts within one hour.
 */
export function nextOpening(windows: ExecutionWindows, now: number): number | undefined {
  if (isOpen(windows, now)) return now
  const today = zoned(now, windows.timeZone).startOfDay()
  for (let days = 0; days <= 8; days += 1) {
    const opening = startsOn(today.add({ days }).startOfDay(), windows)
      .filter((start) => start.epochMilliseconds > now && isOpenAt(windows, start))
      .map((start) => start.epochMilliseconds)
    if (opening.length > 0) return Math.min(...opening)
  }
  return undefined
}

const zoned = (instant: number, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)

function isOpenAt(windows: ExecutionWindows, time: Temporal.ZonedDateTime): boolean {
  const minute = time.hour * 60 + time.minute
  const isDay = windows.days.length === 0 || windows.days.includes((time.dayOfWeek % 7) + 1)
  return isDay && spansOf(windows).some(({ first, last }) => first <= minute && minute <= last)
}

/** A window across midnight is one in the morning and one in the evening, each on the day on which it lies. */
function spansOf({ days, whitelist }: ExecutionWindows): Span[] {
  const windows = whitelist.length === 0 && days.length > 0 ? [wholeDay] : whitelist
  return windows.flatMap(({ startHour, startMin, endHour, endMin }) => {
    const [first, last] = [startHour * 60 + startMin, endHour * 60 + endMin]
    if (startHour <= endHour) return [{ first, last }]
    return [
      { first: 0, last },
      { first, last: 24 * 60 - 1 },
    ]
  })
}

/** Every instant of a day at which a window may open; where the clock is changed, the change itself is one. */
function startsOn(day: Temporal.ZonedDateTime, windows: ExecutionWindows): Temporal.ZonedDateTime[] {
  const starts = spansOf(windows).flatMap(({ first }) => {
    const start = day.toPlainDate().toPlainDateTime({ hour: Math.floor(first / 60), minute: first % 60 })
    return (['earlier', 'later'] as const).map((disambiguation) =>
      start.toZonedDateTime(windows.timeZone, { disambiguation }),
    )
  })
  const change = day.getTimeZoneTransition('next')
  const changesToday = change?.toPlainDate().equals(day.toPlainDate()) === true
  return changesToday ? [...starts, change] : starts
}
