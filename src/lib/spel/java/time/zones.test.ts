import { expect, it } from 'vitest'
import { counted, newWorkBudget } from '../../work.ts'
import { offsetAt, zoneName } from './zones.ts'

const january = Date.UTC(2024, 0, 15)

it('knows the clock and the name of a zone', () => {
  expect(offsetAt('Asia/Kolkata', january)).toBe(5.5 * 3_600_000)
  expect(zoneName('America/Los_Angeles', january, false)).toBe('PST')
  expect(zoneName('America/Los_Angeles', january, true)).toBe('Pacific Standard Time')
})

it('counts a zone as work when it is met for the first time only', () => {
  const budget = newWorkBudget()
  const spent = () => {
    const before = budget.left
    counted(budget, () => offsetAt('Pacific/Chatham', january))
    return before - budget.left
  }
  expect([spent(), spent()]).toEqual([100, 0])
})
