import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { SearchResult } from '../../src/services/gate/v1/search.ts'
import { get } from './gate.ts'

export type { SearchResult }

interface Found {
  readonly query: string
  readonly results: readonly SearchResult[]
  /** Parts that could not be asked. */
  readonly failed: readonly string[]
}

/** Gate's search over everything that has a page. `type`: kinds joined by commas, all of them where it is undefined. */
export const useSearch = (words: string, { type, limit }: { type?: string | undefined; limit: number }) =>
  useQuery({
    queryKey: ['search', words, type ?? '', limit],
    queryFn: ({ signal }) => get<Found>('/v1/search', { q: words, type, limit }, signal),
    enabled: words !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
