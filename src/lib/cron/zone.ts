/** Wall-clock times are written as if they were UTC: milliseconds since 1970 of a clock that shows them. */

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  formats.set(zone, made)
  return made
}

/** What a clock in the zone shows at an instant; milliseconds are dropped. @throws RangeError for a zone that nobody knows */
export function wallClockAt(instant: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

const HOUR = 3_600_000

/** What a clock shows that went on evenly where this one skips a time. */
export function wallClockAfterGap(wallClock: number, zone: string): number {
  const before = wallClock - 24 * HOUR
  return wallClockAt(wallClock - (wallClockAt(before, zone) - before), zone)
}

/** The instant at which a clock in the zone shows this; of two the later one, of a time that is skipped none. */
export function instantOf(wallClock: number, zone: string): number | undefined {
  // Zones are at most 14 hours away from UTC, and change by less than a day at once.
  const offsets = [-24, 24].map((hours) => {
    const near = wallClock + hours * HOUR
    return wallClockAt(near, zone) - near
  })
  const candidates = offsets
    .map((offset) => wallClock - offset)
    .filter((instant) => wallClockAt(instant, zone) === wallClock)
  return candidates.length === 0 ? undefined : Math.max(...candidates)
}
