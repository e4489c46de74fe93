import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inDisplayOrder } from './ordering.ts'

const pipeline = (name: string, index?: number) => ({
  name,
  application: 'shop',
  ...(index !== undefined && { index }),
})

it('shows pipelines by index, those without one after them by name ignoring case', () => {
  const given = [
    pipeline('b'),
    pipeline('z', 7),
    pipeline('A'),
    pipeline('y', 7),
    pipeline('last', 40),
    pipeline('x', 0),
  ]
  expect(inDisplayOrder(given).map(({ name, index }) => [name, index])).toEqual([
    ['x', 0],
    ['y', 1],
    ['z', 2],
    ['last', 3],
    ['A', 4],
    ['b', 5],
  ])
})

it('leaves what it was given as it was, and numbers whatever it is given without gaps', () => {
  const some = fc.array(fc.record({ name: fc.string(), application: fc.constant('shop'), index: fc.option(fc.nat()) }))
  fc.assert(
    fc.property(some, (given) => {
      const before = structuredClone(given)
      expect(inDisplayOrder(given).map(({ index }) => index)).toEqual(given.map((_, place) => place))
      expect(given).toEqual(before)
    }),
  )
})
