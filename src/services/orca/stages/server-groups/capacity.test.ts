import { describe, expect, it } from 'vitest'
import { resizeAction, resizedCapacity } from './capacity.ts'

const current = { min: 2, max: 10, desired: 4 }
const to = (context: Record<string, unknown>, more = {}) => resizedCapacity(context, { current, ...more }).target

describe('the capacity that a resize leads to', () => {
  it.each([
    ['what is written', { min: 1, max: 5, desired: 3 }, { min: 1, max: 5, desired: 3 }],
    ['what the group has for what is not written', { desired: 6 }, { min: 2, max: 10, desired: 6 }],
    ['a minimum below a written maximum', { max: 1 }, { min: 1, max: 1, desired: 1 }],
    ['a maximum above a written minimum', { min: 12 }, { min: 12, max: 12, desired: 12 }],
    ['numbers that expressions left as text', { min: '1', max: '5', desired: '3' }, { min: 1, max: 5, desired: 3 }],
  ])('is, of scale_exact, %s', (_words, capacity, expected) => {
    expect(to({ action: 'scale_exact', capacity })).toEqual(expected)
  })

  it.each([
    ['scale_up', { scalePct: 50 }, { min: 3, max: 15, desired: 6 }],
    ['scale_up', { scaleNum: 2 }, { min: 4, max: 12, desired: 6 }],
    ['scale_down', { scaleNum: 3 }, { min: 0, max: 7, desired: 1 }],
    ['scale_down', { scalePct: 33 }, { min: 1, max: 6, desired: 2 }],
    ['scale_down', { scalePct: 0, scaleNum: 1 }, { min: 1, max: 9, desired: 3 }],
    ['scale_up', {}, current],
  ])('moves all three with %s %j', (action, by, expected) => {
    expect(to({ action, ...by })).toEqual(expected)
  })

  it('takes the most of the cluster and stays within it', () => {
    const siblings = [current, { min: 3, max: 6, desired: 6 }]
    expect(to({ action: 'scale_to_cluster', scalePct: 50 }, { siblings })).toEqual({ min: 3, max: 10, desired: 9 })
    expect(to({ action: 'scale_to_cluster', scaleNum: -8 }, { siblings })).toEqual({ min: 3, max: 10, desired: 10 })
    expect(() => to({ action: 'scale_to_cluster' }, { siblings: [] })).toThrow('no server groups in the cluster')
  })

  it('takes another group, or a share of it whose limits give way', () => {
    const source = { min: 5, max: 8, desired: 6 }
    expect(to({ action: 'scale_to_server_group' }, { source })).toEqual(source)
    expect(to({ action: 'scale_to_server_group', scalePct: 50 }, { source })).toEqual({ min: 3, max: 8, desired: 3 })
    expect(to({ action: 'scale_to_server_group', scalePct: 200 }, { source })).toEqual({ min: 5, max: 12, desired: 12 })
    expect(() => to({ action: 'scale_to_server_group' })).toThrow('set `source`')
  })

  it('is pinned at its size, or at its minimum only, and unpinned to no higher minimum', () => {
    const source = { min: 1, max: 8, desired: 6 }
    const action = 'scale_to_server_group'
    expect(to({ action, pinCapacity: true, scalePct: 50 }, { source })).toEqual({ min: 3, max: 3, desired: 3 })
    expect(to({ action, pinMinimumCapacity: true }, { source })).toEqual({ min: 6, max: 8, desired: 6 })
    const pinned = { min: 6, max: 8, desired: 6 }
    const unpin = { action, unpinMinimumCapacity: true }
    expect(to(unpin, { source: pinned, unpinnedMinimum: 1 })).toEqual(source)
    expect(to(unpin, { source: pinned, unpinnedMinimum: 7 })).toEqual(pinned)
    expect(to(unpin, { source: pinned })).toEqual(pinned)
  })

  it('remembers what the size was: its own, or that of the group whose size it takes', () => {
    const source = { min: 1, max: 8, desired: 6 }
    expect(resizedCapacity({}, { current }).original).toEqual(current)
    expect(resizedCapacity({ action: 'scale_to_server_group' }, { current, source }).original).toEqual(source)
  })
})

it('a resize names its action, is exact without one, and is refused with one that there is not', () => {
  expect(resizeAction({})).toBe('scale_exact')
  expect(resizeAction({ action: 'scale_up', resizeType: 'exact' })).toBe('scale_exact')
  expect(() => resizeAction({ action: 'grow' })).toThrow('There is no resize action grow')
})
