import { KINDS } from '../../data/places.ts'
import type { SearchResult } from '../../data/search.ts'

/** Kinds as the stock deck's addresses name its tabs, e.g. `serverGroups`, `securityGroups`. */
export const typeOfTab = (tab: string | undefined): string | undefined => {
  const one = { securityGroups: 'firewall' }[tab ?? ''] ?? tab?.replace(/s$/, '')
  return one !== undefined && one in KINDS ? one : undefined
}

/** Those in one of the chosen places; a choice of none is no narrowing. */
export const narrowed = (
  results: readonly SearchResult[],
  { accounts, regions }: { accounts: readonly string[]; regions: readonly string[] },
): SearchResult[] =>
  results.filter(
    ({ account, region }) =>
      (accounts.length === 0 || (account !== undefined && accounts.includes(account))) &&
      (regions.length === 0 || (region !== undefined && regions.includes(region))),
  )

export const placesIn = (results: readonly SearchResult[], what: 'account' | 'region'): string[] =>
  [...new Set(results.flatMap((each) => each[what] ?? []))].sort()
