import { expect, it } from 'vitest'
import type { ServerGroup } from '../data/shapes.ts'
import { destroyWords, disableWords, enableWords, remainingWords, stayingActive } from './preview.ts'

const group = (version: number, up: number, more: Partial<ServerGroup> = {}): ServerGroup => ({
  name: `shop-v00${version}`,
  account: 'prod',
  region: 'east',
  cluster: 'shop',
  createdTime: version,
  isDisabled: false,
  instanceCounts: { total: up, up, down: 0, unknown: 0, starting: 0, outOfService: 0 },
  ...more,
})
const [old, now, next] = [group(1, 4, { isDisabled: true }), group(2, 12), group(3, 6)]

it('warns of the last enabled server group, with what is terminated and that it does not come back', () => {
  expect(destroyWords([now], [old, now])).toEqual([
    '12 instances will be terminated, and shop-v002 will be deleted. Neither comes back.',
    'shop-v002 is the last enabled server group of shop in east: 0 others are active, and nothing of it will take traffic.',
    'There is no undo: what ran here comes back by deploying or cloning it again.',
  ])
})

it('says how much of the capacity stays, and how to go back', () => {
  expect(disableWords([now], [old, now, next])).toEqual([
    '12 instances of shop-v002 will take no more traffic. They go on running, and costing.',
    '6 of 18 active instances of shop in east stay (33 %), in 1 other enabled server group.',
    'Undo: enable it again.',
  ])
  expect(stayingActive([now], [old, now, next])).toBe(6)
})

it('says that nothing is lost with what takes no traffic', () => {
  expect(remainingWords([old], [old, now, next])).toEqual([
    'shop in east loses no traffic: 2 other server groups of it are enabled.',
  ])
  expect(stayingActive([old], [old, now])).toBeUndefined()
})

it('adds several groups up, each cluster and region by itself', () => {
  const west = group(9, 3, { region: 'west' })
  expect(remainingWords([now, next, west], [old, now, next, west])).toEqual([
    'These are the last enabled server groups of shop in east: 0 others are active, and nothing of it will take traffic.',
    'shop-v009 is the last enabled server group of shop in west: 0 others are active, and nothing of it will take traffic.',
  ])
  expect(stayingActive([now, west], [now, next, west])).toBe(6)
  expect(destroyWords([now, next], [now, next])[0]).toBe(
    '18 instances will be terminated, and 2 server groups will be deleted. Neither comes back.',
  )
})

it('offers the rollback where an older version would take traffic beside a newer one', () => {
  expect(enableWords([old], [old, now])).toContain(
    'shop-v002 is newer and enabled: both will take traffic. To go back to shop-v001, roll shop-v002 back.',
  )
  expect(enableWords([now], [old, now]).join(' ')).not.toContain('newer')
})
