import { describe, expect, it } from 'vitest'
import type { ClouddriverClient } from '../../clouddriver/client.ts'
import { clusterSize } from './cluster-size.ts'

const group = (region: string, disabled = false) => ({ name: `web-${region}`, region, disabled })
const clouddriver = (serverGroups: unknown[] | undefined) =>
  ({ cluster: async () => (serverGroups === undefined ? [] : [{ serverGroups }]) }) as unknown as ClouddriverClient
const context = { cluster: 'web-main', credentials: 'test', regions: ['east', 'west'] }

describe('the precondition clusterSize', () => {
  it.each([
    ['as many everywhere', {}, [group('east'), group('west')], true],
    ['more in one region', {}, [group('east'), group('west'), group('west')], false],
    ['no more than allowed', { comparison: '<=', expected: '2' }, [group('east'), group('west'), group('west')], true],
    ['disabled ones counted', { expected: 2, regions: ['east'] }, [group('east'), group('east', true)], true],
    [
      'disabled ones left out',
      { expected: 1, regions: ['east'], onlyEnabledServerGroups: true },
      [group('east'), group('east', true)],
      true,
    ],
    ['no cluster, none expected', { expected: 0 }, undefined, true],
    ['no cluster, one expected', {}, undefined, false],
  ])('with %s', async (_words, more, groups, holds) => {
    const found = await clusterSize(clouddriver(groups), { ...context, ...more })
    expect(found.holds).toBe(holds)
    if (!holds) expect(found.words).toMatch(/^Precondition check failed: expected == 1 .*found \d in/)
  })

  it('says what is wrong with its settings', async () => {
    const { holds, words } = await clusterSize(clouddriver([]), { comparison: '!=' })
    expect(holds).toBe(false)
    expect(words).toMatch(/^Invalid configuration.*cluster.*credentials.*regions.*comparison/)
  })
})
