import { describe, expect, it } from 'vitest'
import { type Candidate, planReadings, type Urgency } from './reading-plan.ts'

const intervalMs = 30_000
const limits = { intervalMs, readings: 100, firstReadings: 500 }

const groups = (count: number, urgency: Urgency, triedAt = 0, prefix: string = urgency): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}-${String(index).padStart(4, '0')}`, urgency, triedAt }))

/** Plans again and again with quiet groups; how many were read each time, and the longest that one waited. */
function rounds(count: number, readings: number, cycles: number) {
  const triedAt = new Map(groups(count, 'quiet').map(({ id }) => [id, 0]))
  const sizes: number[] = []
  let longest = 0
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    const now = cycle * intervalMs
    const candidates = [...triedAt].map(([id, at]): Candidate => ({ id, urgency: 'quiet', triedAt: at }))
    const plan = planReadings(candidates, { ...limits, readings, now })
    for (const id of plan) triedAt.set(id, now)
    for (const at of triedAt.values()) longest = Math.max(longest, (now - at) / intervalMs)
    sizes.push(plan.length)
  }
  return { sizes, longest }
}

describe('quiet groups', () => {
  it('take turns: each is read every fourth time, and about as many each time', () => {
    const { sizes, longest } = rounds(40, 100, 40)
    expect(Math.max(...sizes)).toBe(10)
    expect(Math.min(...sizes.slice(8))).toBeGreaterThanOrEqual(8)
    expect(longest).toBeLessThanOrEqual(8)
  })

  it('that are more than the readings allow wait longer, never beyond their turn', () => {
    const { sizes, longest } = rounds(1_000, 100, 60)
    expect(Math.max(...sizes)).toBe(100)
    expect(longest).toBeLessThanOrEqual(20)
  })

  it('get a quarter of the readings however much else is urgent', () => {
    const all = [...groups(300, 'unsettled'), ...groups(300, 'quiet', -10 * intervalMs)]
    const plan = planReadings(all, { ...limits, now: 20 * intervalMs })
    expect(plan.filter((id) => id.startsWith('quiet'))).toHaveLength(25)
    expect(plan).toHaveLength(100)
  })
})

it('what was touched goes before what changed, that before what is unsettled, and those that waited longest first', () => {
  const all = [
    ...groups(1, 'unsettled', 5, 'later'),
    ...groups(1, 'unsettled', 1, 'earlier'),
    ...groups(1, 'changed'),
    ...groups(1, 'touched'),
  ]
  expect(planReadings(all, { ...limits, now: intervalMs })).toEqual([
    'touched-0000',
    'changed-0000',
    'earlier-0000',
    'later-0000',
  ])
})

it('groups that were never read have room of their own', () => {
  const plan = planReadings([...groups(900, 'new'), ...groups(90, 'touched')], { ...limits, now: intervalMs })
  expect(plan.filter((id) => id.startsWith('new'))).toHaveLength(500)
  expect(plan.filter((id) => id.startsWith('touched'))).toHaveLength(90)
})
