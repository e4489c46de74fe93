import { expect, it } from 'vitest'
import { evaluate } from './expression.ts'

it.each([
  ['3', 3],
  ['currCapacity * 2', 8],
  ['2 + 3 * 4 - 6 / 3', 12],
  ['(2 + 3) * 4', 20],
  ['2 ^ 3 ^ 2', 512],
  ['-2 + 5', 3],
  ['SQRT(currCapacity)', 2],
  ['MAX(1, value / 10, 3)', 9],
  ['MIN(currCapacity, 10)', 4],
  ['IF(value > 80, 5, 1)', 5],
  ['IF(value <= 80, 5, 1)', 1],
])('%s is %d', (formula, result) => {
  expect(evaluate(formula, { currCapacity: 4, value: 90 })).toBe(result)
})

it.each(['', '2 +', 'MAX(1', 'constructor', 'EVAL(1)', '1 2'])('%j can not be read', (formula) => {
  expect(() => evaluate(formula, { currCapacity: 4 })).toThrow()
})
