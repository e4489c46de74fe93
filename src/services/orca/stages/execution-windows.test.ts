import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExecutionWindows, isOpen, nextOpening } from './execution-windows.ts'

const office = { startHour: 9, startMin: 0, endHour: 17, endMin: 30 }
const minuteMs = 60_000
const at = (time: string) => Date.parse(time)

describe('a window', () => {
  const windows: ExecutionWindows = { days: [2, 3, 4, 5, 6], whitelist: [office], timeZone: 'America/Los_Angeles' }

  it.each([
    ['2026-11-25T16:59:59Z', false],
    ['2026-11-25T17:00:00Z', true],
    ['2026-11-26T01:30:59Z', true],
    ['2026-11-26T01:31:00Z', false],
    ['2026-11-29T20:00:00Z', false],
  ])('holds both of its ends and only its days: %s is %s', (time, open) => {
    expect(isOpen(windows, at(time))).toBe(open)
  })

  it('that is over for this week opens on the next allowed day', () => {
    expect(nextOpening(windows, at('2026-11-28T02:00:00Z'))).toBe(at('2026-11-30T17:00:00Z'))
  })

  it('across midnight is open on both sides of it', () => {
    const night = { ...windows, days: [], whitelist: [{ startHour: 22, startMin: 0, endHour: 2, endMin: 0 }] }
    for (const time of ['2026-11-26T06:00:00Z', '2026-11-26T10:00:00Z']) expect(isOpen(night, at(time))).toBe(true)
    expect(isOpen(night, at('2026-11-26T10:01:00Z'))).toBe(false)
    expect(nextOpening(night, at('2026-11-26T10:01:00Z'))).toBe(at('2026-11-27T06:00:00Z'))
  })

  it('without times is the whole of its days', () => {
    const sundays = { ...windows, days: [1], whitelist: [] }
    expect(nextOpening(sundays, at('2026-11-25T12:00:00Z'))).toBe(at('2026-11-29T08:00:00Z'))
  })

  it('opens when the clock is set forward across its start', () => {
    const early = { ...windows, days: [], whitelist: [{ startHour: 2, startMin: 30, endHour: 4, endMin: 0 }] }
    expect(nextOpening(early, at('2026-03-08T09:59:00Z'))).toBe(at('2026-03-08T10:00:00Z'))
  })

  it('that ends before it starts within an hour never opens', () => {
    const never = { ...windows, whitelist: [{ startHour: 22, startMin: 30, endHour: 22, endMin: 10 }] }
    expect(nextOpening(never, at('2026-11-25T12:00:00Z'))).toBeUndefined()
  })
})

it('the next opening is open, and nothing before it is', () => {
  const hour = fc.integer({ min: 0, max: 23 })
  const min = fc.integer({ min: 0, max: 59 })
  const some = fc.record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
    whitelist: fc.array(fc.record({ startHour: hour, startMin: min, endHour: hour, endMin: min }), { maxLength: 3 }),
    timeZone: fc.constantFrom('America/Los_Angeles', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'),
  })
  const days = 24 * 60
  const instant = fc.oneof(
    fc.integer({ min: at('2026-01-01T00:00:00Z') / minuteMs, max: at('2027-01-01T00:00:00Z') / minuteMs }),
    // The days on which clocks change.
    ...['2026-03-07', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31'].map((day) =>
      fc.integer({ min: at(day) / minuteMs, max: at(day) / minuteMs + 2 * days }),
    ),
  )
  fc.assert(
    fc.property(some, instant, fc.double({ min: 0, max: 1, noNaN: true }), (windows, minute, part) => {
      const now = minute * minuteMs
      const opening = nextOpening(windows, now)
      const end = opening ?? now + 9 * days * minuteMs
      if (opening !== undefined) expect(isOpen(windows, opening)).toBe(true)
      if (end === now) return
      expect(isOpen(windows, end - 1)).toBe(false)
      const between = Math.min(end - 1, now + Math.floor(part * (end - now)))
      expect(isOpen(windows, between)).toBe(false)
    }),
    { numRuns: 500 },
  )
})
