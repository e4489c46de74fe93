import { describe, expect, it } from 'vitest'
import type { SearchResult } from '../../data/search.ts'
import { narrowed, placesIn, typeOfTab } from './results.ts'

const results: SearchResult[] = [
  { type: 'serverGroup', name: 'a', account: 'prod', region: 'east' },
  { type: 'serverGroup', name: 'b', account: 'test', region: 'east' },
  { type: 'pipeline', name: 'c' },
]

describe('results of a search', () => {
  it('are narrowed to accounts and regions; what is in none of them goes', () => {
    expect(narrowed(results, { accounts: [], regions: [] })).toEqual(results)
    expect(narrowed(results, { accounts: ['test'], regions: ['east'] })).toMatchObject([{ name: 'b' }])
  })

  it('say where they are', () => {
    expect(placesIn(results, 'account')).toEqual(['prod', 'test'])
    expect(placesIn(results, 'region')).toEqual(['east'])
  })

  it('of a kind have the addresses of the stock deck’s tabs', () => {
    expect([
      typeOfTab('serverGroups'),
      typeOfTab('securityGroups'),
      typeOfTab('weather'),
      typeOfTab(undefined),
    ]).toEqual(['serverGroup', 'firewall', undefined, undefined])
  })
})
