import { describe, expect, it } from 'vitest'
import { nextCron, parseCron } from './cron.ts'
import { isInside } from './reconcile.ts'

const next = (expression: string, after: string) => {
  const cron = parseCron(expression)
  return cron && new Date(nextCron(cron, Date.parse(after))).toISOString()
}

describe('a cron expression', () => {
  it.each([
    ['0 20 * * 1-5', '2026-01-09T20:00:00Z', '2026-01-12T20:00:00.000Z'],
    ['*/15 * * * *', '2026-01-05T10:07:31Z', '2026-01-05T10:15:00.000Z'],
    ['0 0 1 JAN *', '2026-01-05T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['30 6 * * SUN', '2026-01-05T00:00:00Z', '2026-01-11T06:30:00.000Z'],
    ['0 0 13 * 5', '2026-01-05T00:00:00Z', '2026-01-09T00:00:00.000Z'],
    ['0 12 * * 7', '2026-01-05T00:00:00Z', '2026-01-11T12:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, result) => {
    expect(next(expression, after)).toBe(result)
  })

  it.each(['', '* * * *', '61 * * * *', 'a * * * *', '* * * * * *'])('%j can not be read', (expression) => {
    expect(parseCron(expression)).toBeNull()
  })

  it('that never comes is never due', () => {
    const cron = parseCron('0 0 31 2 *')
    expect(cron && nextCron(cron, Date.parse('2026-01-05T00:00:00Z'))).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a weekly window', () => {
  it.each([
    ['Mon:03:00-Wed:02:30', '2026-01-05T03:00:00Z', true],
    ['Mon:03:00-Wed:02:30', '2026-01-07T02:30:00Z', false],
    ['Sat:22:00-Mon:06:00', '2026-01-04T12:00:00Z', true],
    ['nonsense', '2026-01-04T12:00:00Z', false],
  ])('%s at %s: %s', (window, at, inside) => {
    expect(isInside(window, Date.parse(at))).toBe(inside)
  })
})
