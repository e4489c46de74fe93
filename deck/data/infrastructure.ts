import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { writeList } from '../ui/address.ts'
import { get, path } from './gate.ts'
import { useRefetchInterval } from './live.ts'
import { useGate } from './queries.ts'
import type { InstanceCounts, ServerGroup } from './shapes.ts'

/** A line of the list of clusters: a server group without its instances. */
export interface ServerGroupRow extends ServerGroup {
  /** `48U2D`: how many instances in a row are in which state. */
  states: string
}

export interface ClusterOutline {
  account: string
  name: string
  provider: string
  counts: InstanceCounts
  enabled: number
  /** How many instances each server group has, in the order of the rows. */
  regions: { region: string; sizes: number[] }[]
}

export interface FacetValue {
  value: string
  count: number
}

/** How the whole list looks, with its first rows. */
export interface ClusterList {
  all: { serverGroups: number; instances: number }
  matched: { serverGroups: number; instances: number; counts: InstanceCounts }
  facets: Record<string, FacetValue[]>
  clusters: ClusterOutline[]
  total: number
  serverGroups: ServerGroupRow[]
  /** Accounts that cannot be read at present: since when (milliseconds; absent: it never could), and why. */
  unread?: { account: string; since?: number; message: string }[]
}

/** The filters of an address that Gate knows; what it does not know is how the list is shown. */
export type ClusterFilters = Readonly<Record<string, string>>

export const ROWS_OF_PAGE = 50
const UNREAD_MS = 60_000

const listPath = (app: string) => path('v1', 'applications', app, 'clusters')

/** The list as far as it is known without looking at it row by row; while filters change, the one before stays. */
export const useClusterList = (app: string, filters: ClusterFilters) => {
  // That a cloud cannot be read any more changes nothing in the inventory, so no event tells of it.
  const refetchInterval = Math.min(useRefetchInterval(), UNREAD_MS)
  return useQuery({
    queryKey: ['serverGroups', app, 'list', filters],
    queryFn: ({ signal }) => get<ClusterList>(listPath(app), { ...filters, limit: ROWS_OF_PAGE }, signal),
    placeholderData: keepPreviousData,
    refetchInterval,
  })
}

/** Pages of rows after the first one, by their number. */
export const useRowPages = (app: string, filters: ClusterFilters, pages: readonly number[]) => {
  const refetchInterval = useRefetchInterval()
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: ['serverGroups', app, 'list', filters, page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        get<{ serverGroups: ServerGroupRow[] }>(
          listPath(app),
          { ...filters, outline: false, offset: page * ROWS_OF_PAGE, limit: ROWS_OF_PAGE },
          signal,
        ),
      refetchInterval,
    })),
    combine: (results) => new Map(results.map(({ data }, position) => [pages[position]!, data?.serverGroups])),
  })
}

/** `account:cluster`, as filters name clusters. */
export const clusterKey = (account: string, cluster: string): string => `${account}:${cluster}`

export const readClusters = (app: string, clusters: readonly string[], signal?: AbortSignal) =>
  get<{ serverGroups: ServerGroupRow[] }>(
    listPath(app),
    { clusters: writeList(clusters), outline: false, limit: 500 },
    signal,
  ).then(({ serverGroups }) => serverGroups)

/** The server groups of some clusters, in every region. */
export const useClusters = (app: string, clusters: readonly string[]) =>
  useGate(
    ['serverGroups', app, 'clusters', ...clusters],
    (signal) => readClusters(app, clusters, signal),
    clusters.length > 0,
  )

export interface InstanceLine {
  id: string
  name: string
  healthState?: string
  launchTime?: number
  zone?: string
  health?: { type?: string; state?: string }[]
}

interface InstancesOf {
  account: string
  region: string
  name: string
  sort?: string | undefined
  offset: number
  limit: number
}

/** How some instances of a server group are read, in the order in which its row's letters tell them. */
export const instancesQuery = (app: string, { account, region, name, sort, offset, limit }: InstancesOf) => ({
  queryKey: ['serverGroups', app, 'instances', account, region, name, sort ?? '', offset, limit],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<{ total: number; instances: InstanceLine[] }>(
      path('v1', 'applications', app, 'instances'),
      { account, region, serverGroup: name, instanceSort: sort, offset, limit },
      signal,
    ),
})

export const useInstanceLines = (app: string, of: InstancesOf) => {
  const refetchInterval = useRefetchInterval()
  return useQuery({ ...instancesQuery(app, of), placeholderData: keepPreviousData, refetchInterval })
}

export interface InstancePlace {
  id: string
  account: string
  region: string
  serverGroup: string
  cloudProvider: string
}

/** Where an instance is: its address names only its id. */
export const useInstancePlace = (app: string, id: string) =>
  useGate(['serverGroups', app, 'place', id], (signal) =>
    get<InstancePlace>(path('v1', 'applications', app, 'instances', id), undefined, signal),
  )

/** Something that runs, and the server groups and instances that it is about. */
export interface RunningWork {
  kind: 'task' | 'execution'
  id: string
  name: string
  status: string
  startTime?: number
  about: string[]
  /** Stages that run at this moment, by their types. */
  doing?: { type: string; about: string[] }[]
}

export const useRunningWork = (app: string) =>
  useGate(['tasks', app, 'work'], (signal) =>
    get<RunningWork[]>(path('v1', 'applications', app, 'running'), undefined, signal),
  )
