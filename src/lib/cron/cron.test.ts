import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CronError, describeCron, nextAfter, nextRuns, parseCron, validateCron, withoutFuzz } from './index.ts'

const at = (text: string) => Date.parse(text)
const runs = (expression: string, after: string, zone = 'UTC', count = 3) =>
  nextRuns(parseCron(expression, 2026), at(after), zone, count).map((instant) => new Date(instant).toISOString())

describe('a schedule', () => {
  it('comes at its times on a clock of its zone', () => {
    expect(runs('0 30 9 ? * MON-FRI', '2026-11-27T12:00:00Z', 'Europe/Berlin', 2)).toEqual([
      '2026-11-30T08:30:00.000Z',
      '2026-12-01T08:30:00.000Z',
    ])
  })

  it('leaves out a time that the clock skips in spring, and comes at the second of one that it shows twice in autumn', () => {
    expect(runs('0 30 2 * * ?', '2026-03-28T12:00:00Z', 'Europe/Berlin', 1)).toEqual(['2026-03-30T00:30:00.000Z'])
    expect(runs('0 30 2 * * ?', '2026-10-24T12:00:00Z', 'Europe/Berlin', 1)).toEqual(['2026-10-25T01:30:00.000Z'])
  })

  it('that names no day which comes again never comes', () => {
    expect(runs('0 0 0 30 2 ?', '2026-01-01T00:00:00Z')).toEqual([])
    expect(runs('0 0 0 1 1 ? 2000', '2026-01-01T00:00:00Z')).toEqual([])
    expect(runs('0 0 0 1 1 ? 2200', '2026-01-01T00:00:00Z')).toEqual([])
  })

  const field = (from: number, to: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: from, max: to }).map(String),
      fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to })).map(([a, b]) => `${a}-${b}`),
      fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: to })).map(([a, b]) => `${a}/${b}`),
      fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 4 }).map((all) => all.join(',')),
    )
  const days = fc.oneof(
    fc.tuple(fc.oneof(field(1, 31), fc.constantFrom('L', 'LW', 'L-3', '15W', '1W,15W')), fc.constant('?')),
    fc.tuple(fc.constant('?'), fc.oneof(field(1, 7), fc.constantFrom('MON-FRI', '6L', '2#3', 'SUN'))),
  )
  const expressions = fc
    .tuple(field(0, 59), field(0, 59), field(0, 23), field(1, 12), days)
    .map(([second, minute, hour, month, [day, weekday]]) => [second, minute, hour, day, month, weekday].join(' '))
  const zones = fc.constantFrom('UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu')
  const instants = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') })

  it('comes after the moment it is asked about, each time later, and at no other time when asked from in between', () => {
    fc.assert(
      fc.property(expressions, zones, instants, (expression, zone, after) => {
        const cron = parseCron(expression, 2026)
        const found = nextRuns(cron, after, zone, 3)
        expect(found).toEqual(found.toSorted((a, b) => a - b))
        for (const run of found) expect(run).toBeGreaterThan(after)
        // The days nearest to others are looked for from where one stands.
        if (found[0] !== undefined && found[0] - 1 > after && !expression.includes('W'))
          expect(nextAfter(cron, found[0] - 1, zone)).toBe(found[0])
      }),
    )
  })

  it('is described whatever it is, or not', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const words = describeCron(expression)
        if (words !== undefined) expect(words).toMatch(/^[A-Z]/)
      }),
    )
  })

  it('that nobody can read is refused and breaks nothing', () => {
    const parts = fc.array(fc.constantFrom(...'0123456789*/-,?LW#HAMONJ '), { maxLength: 40 })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          parts.map((all) => all.join('')),
        ),
        (text) => {
          try {
            nextRuns(parseCron(text, 2026), at('2026-01-01T00:00:00Z'), 'UTC', 2)
          } catch (error) {
            expect(error).toBeInstanceOf(CronError)
          }
          expect(typeof validateCron(text).valid).toBe('boolean')
        },
      ),
    )
  })
})

it('has a value of its trigger’s own in place of H', () => {
  expect(withoutFuzz('0 H 2 ? * *', 'abc')).toEqual({ expression: '0 54 2 ? * *', isFuzzy: true })
  expect(withoutFuzz('0 5 2 ? * *', 'abc')).toEqual({ expression: '0 5 2 ? * *', isFuzzy: false })
  expect(withoutFuzz('H 5 2', 'abc')).toBeUndefined()
})

it('says that five fields of Unix are too few', () => {
  expect(validateCron('*/5 * * * *')).toEqual({
    valid: false,
    message: "Invalid CRON expression: '*/5 * * * *' explanation: Unexpected end of expression.",
  })
})
