import { expect, it } from 'vitest'
import { hoursOf, usd } from './money.tsx'

it('says that a tiny amount is tiny, not that it is nothing', () => {
  expect([0, 0.001, 0.006, 12.5, undefined].map(usd)).toEqual(['$0.00', '< $0.01', '$0.01', '$12.50', '–'])
  expect([0, 0.01, 0.3, 1_200.25, null].map(hoursOf)).toEqual(['0', '< 0.1', '0.3', '1,200.3', '–'])
})
