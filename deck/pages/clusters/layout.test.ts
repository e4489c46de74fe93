import { expect, it } from 'vitest'
import type { ClusterOutline } from '../../data/infrastructure.ts'
import { layOut, lettersOf } from './layout.ts'

const counts = { total: 0, up: 0, down: 0, unknown: 0, starting: 0, outOfService: 0 }
const cluster = (name: string, regions: ClusterOutline['regions']): ClusterOutline => ({
  name,
  account: 'prod',
  provider: 'aws',
  counts,
  enabled: 1,
  regions,
})
const clusters = [
  cluster('shop', [
    { region: 'east', sizes: [60, 0] },
    { region: 'west', sizes: [30] },
  ]),
  cluster('cart', [{ region: 'east', sizes: [1] }]),
]

it('lays all of a list out before any of its rows is read', () => {
  const items = layOut({ clusters }, { width: 780, instances: 'squares' })
  expect(items.map(({ kind, height }) => [kind, height])).toEqual([
    ['cluster', 48],
    ['region', 28],
    ['group', 40 + 12 + 8],
    ['group', 40],
    ['region', 28],
    ['group', 60],
    ['cluster', 48],
    ['group', 60],
  ])
  expect(items.flatMap((item) => (item.kind === 'group' ? [item.index] : []))).toEqual([0, 1, 2, 3])
})

it('needs more lines for squares where there is less room, and none where they are hidden', () => {
  const heightOf = (look: Parameters<typeof layOut>[1]) => layOut({ clusters }, look)[2]?.height
  expect(heightOf({ width: 380, instances: 'squares' })).toBe(58 + 3 * 12 + 8)
  expect(heightOf({ width: 780, instances: 'none' })).toBe(40)
})

it('lists instances in parts that are read one by one', () => {
  const parts = layOut({ clusters }, { width: 780, instances: 'list' }).filter((item) => item.kind === 'instances')
  expect(parts.map(({ index, offset, count }) => [index, offset, count])).toEqual([
    [0, 0, 25],
    [0, 25, 25],
    [0, 50, 10],
    [2, 0, 25],
    [2, 25, 5],
    [3, 0, 1],
  ])
})

it('reads how many instances in a row are in which state', () => {
  expect(lettersOf('3U1D12S')).toBe('UUUDSSSSSSSSSSSS')
  expect(lettersOf('')).toBe('')
})
