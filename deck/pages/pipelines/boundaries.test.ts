import { expect, it } from 'vitest'
import { boundaryOf } from './boundaries.ts'

// A Thursday, in whatever zone the test runs.
const now = new Date(2026, 5, 18, 10).getTime()

it.each([
  ['Today', new Date(2026, 5, 18, 0, 1)],
  ['Yesterday', new Date(2026, 5, 17, 23)],
  ['This week', new Date(2026, 5, 15, 1)],
  ['Last week', new Date(2026, 5, 8, 1)],
  ['Last month', new Date(2026, 5, 7)],
  ['Last month', new Date(2026, 4, 1)],
  ['This year', new Date(2026, 3, 30)],
  ['Prior years', new Date(2025, 11, 31)],
])('puts an execution %s', (words, at) => {
  expect(boundaryOf(at.getTime(), now)).toBe(words)
})
