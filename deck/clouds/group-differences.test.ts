import { describe, expect, it } from 'vitest'
import type { ServerGroup } from '../data/shapes.ts'
import { differencesBetween } from './group-differences.ts'

const group = (name: string, more: Partial<ServerGroup> = {}): ServerGroup =>
  ({ name, account: 'prod', region: 'us-east-1', capacity: { min: 1, max: 4, desired: 2 }, ...more }) as ServerGroup

describe('server groups that others change while a dialog is open', () => {
  it('are told by name: what went, came, changed its size or its traffic', () => {
    const before = [group('shop-v001'), group('shop-v002'), group('shop-v003')]
    const now = [
      group('shop-v002', { disabled: true }),
      group('shop-v003', { capacity: { min: 1, max: 4, desired: 4 } }),
      group('shop-v004'),
    ]
    expect(differencesBetween(before, now)).toEqual([
      'shop-v001 is not there any more.',
      'shop-v002 is disabled now.',
      'shop-v003 was 2 wanted (1 to 4), and is 4 wanted (1 to 4) now.',
      'shop-v004 is new: enabled, 2 wanted (1 to 4).',
    ])
  })

  it('are the same while only their instances come and go', () => {
    const counts = { total: 2, up: 1, down: 1, unknown: 0, outOfService: 0, starting: 0, succeeded: 0, failed: 0 }
    expect(differencesBetween([group('shop-v001')], [group('shop-v001', { instanceCounts: counts })])).toEqual([])
  })

  it('of one name in two regions are two', () => {
    const there = group('shop-v001', { region: 'eu-west-1' })
    expect(differencesBetween([group('shop-v001'), there], [group('shop-v001')])).toEqual([
      'shop-v001 is not there any more.',
    ])
  })
})
