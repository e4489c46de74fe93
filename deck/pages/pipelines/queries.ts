import {
  type InfiniteData,
  type UseQueryResult,
  useInfiniteQuery,
  useQueries,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import type { PipelineDigest } from '../../../src/services/gate/v1/pipeline-digest.ts'
import type { Scheduled } from '../../../src/services/gate/v1/pipelines.ts'
import type { Recent, Run } from '../../../src/services/gate/v1/recent-runs.ts'
import { get, path } from '../../data/gate.ts'
import { onLiveEvent, useRefetchInterval } from '../../data/live.ts'
import { useGate } from '../../data/queries.ts'
import type { Execution, PipelineConfig } from '../../data/shapes.ts'

export type { PipelineDigest, Run }
export type ListedPipeline = PipelineDigest & Recent & Scheduled

export interface PipelinePage {
  readonly total: number
  readonly offset: number
  readonly pipelines: readonly ListedPipeline[]
}

interface RunPage {
  readonly total: number
  readonly offset: number
  readonly executions: readonly Execution[]
}

/** The stock names, as they stand in the address. */
export interface Filters {
  readonly q?: string | undefined
  readonly pipeline?: string | undefined
  readonly status?: string | undefined
  readonly tags?: string | undefined
  readonly awaitingJudgement?: string | undefined
}

export const PAGE = 50
/** More bars than this say no more. */
export const MOST_BARS = 20
const LIVE_MS = 100
/** As many ids as fit well into an address. */
const MOST_IDS = 100

export const isFiltered = (filters: Filters): boolean => Object.values(filters).some(Boolean)

const route = (app: string, ...more: string[]) => path('v1', 'applications', app, ...more)
const keyOf = (filters: Filters, runs: number) => JSON.stringify([filters, runs])

type PageRead = Pick<UseQueryResult<PipelinePage>, 'data' | 'error' | 'refetch'>

/**
 * The pages of which something is on screen. `pages`: begins with the first one, of which also is said how its reading went;
 * stays the same array while it says the same, and so does the answer.
 */
export const usePipelinePages = (app: string, filters: Filters, runs: number, pages: readonly number[]) => {
  const refetchInterval = useRefetchInterval()
  const combine = useCallback(
    (results: readonly PageRead[]) => {
      const { data, error, refetch } = results[0]!
      return {
        first: { data, error, refetch },
        pipelines: new Map(results.map((result, position) => [pages[position]!, result.data?.pipelines])),
      }
    },
    [pages],
  )
  return useQueries({
    queries: pages.map((page) => ({
      queryKey: ['pipelines', app, keyOf(filters, runs), page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        get<PipelinePage>(route(app, 'pipelines'), { ...filters, runs, offset: page * PAGE, limit: PAGE }, signal),
      refetchInterval,
    })),
    combine,
  })
}

export interface Facets {
  readonly pipelines: readonly { id: string; name: string; disabled?: boolean; strategy?: boolean }[]
  readonly tags: readonly { name: string; values: readonly string[] }[]
}

/** What there is to filter by: all names, so it is read only once somebody wants to choose. */
export const useFacets = (app: string, isWanted = true) =>
  useGate(
    ['pipelines', app, 'facets'],
    (signal) => get<Facets>(route(app, 'pipelines', 'facets'), undefined, signal),
    isWanted,
  )

/** One pipeline's newest executions, without contexts. */
export const useRunsOf = (app: string, id: string, filters: Filters, runs: number) =>
  useGate(['runs', app, id, keyOf(filters, runs)], (signal) =>
    get<RunPage>(route(app, 'runs'), { ...filters, ids: id, runs, limit: 100 }, signal),
  )

/** The executions of all pipelines as one list that grows as one reads on. */
export const useAllRuns = (app: string, filters: Filters, runs: number) =>
  useInfiniteQuery({
    queryKey: ['runs', app, 'all', keyOf(filters, runs)],
    queryFn: ({ signal, pageParam }) =>
      get<RunPage>(route(app, 'runs'), { ...filters, runs, offset: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: ({ offset, executions, total }) =>
      executions.length > 0 && offset + executions.length < total ? offset + executions.length : undefined,
    refetchInterval: useRefetchInterval(),
  })

export const usePipelineConfig = (app: string, nameOrId: string) =>
  useGate(['pipelineConfigs', app, nameOrId], (signal) =>
    get<PipelineConfig>(path('applications', app, 'pipelineConfigs', nameOrId), undefined, signal),
  )

/**
 * Keeps what is listed live: of an execution that moved only its pipeline's line is read again, gathered for 100 ms, and never
 * before the last answer is there. With a filter on, a line may come or go; then the list on screen is read again.
 */
export const useLiveList = (app: string, filters: Filters, runs: number): void => {
  const queries = useQueryClient()
  const key = keyOf(filters, runs)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for filters and runs
  useEffect(() => {
    const configs = new Set<string>()
    const executions = new Set<string>()
    let busy = false
    let ended = false

    const pagesNow = () => queries.getQueriesData<PipelinePage>({ queryKey: ['pipelines', app, key] })

    const readPipelines = async (): Promise<void> => {
      const ids = [...configs].slice(0, MOST_IDS)
      for (const id of ids) configs.delete(id)
      if (ids.length === 0 || pagesNow().length === 0) return
      const { pipelines } = await get<PipelinePage>(route(app, 'pipelines'), {
        ...filters,
        runs,
        ids: ids.join(','),
        limit: MOST_IDS,
      })
      const fresh = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]))
      const shown = new Set(pagesNow().flatMap(([, page]) => page?.pipelines.map(({ id }) => id) ?? []))
      queries.setQueriesData<PipelinePage>({ queryKey: ['pipelines', app, key] }, (page) =>
        page?.pipelines?.some(({ id }) => fresh.has(id))
          ? { ...page, pipelines: page.pipelines.map((each) => fresh.get(each.id) ?? each) }
          : page,
      )
      const moved = ids.some((id) => fresh.has(id) !== shown.has(id))
      if (moved && isFiltered(filters)) await queries.invalidateQueries({ queryKey: ['pipelines', app, key] })
      await Promise.all(ids.map((id) => queries.invalidateQueries({ queryKey: ['runs', app, id] })))
    }

    const readExecutions = async (): Promise<void> => {
      const ids = [...executions].slice(0, MOST_IDS)
      for (const id of ids) executions.delete(id)
      const all = ['runs', app, 'all', key]
      const known = queries.getQueryData<InfiniteData<RunPage>>(all)
      if (ids.length === 0 || known === undefined) return
      const shown = new Set(known.pages.flatMap((page) => page.executions.map(({ id }) => id)))
      if (ids.some((id) => !shown.has(id)) || isFiltered(filters)) return queries.invalidateQueries({ queryKey: all })
      const fresh = await get<Execution[]>('/executions', { executionIds: ids.join(','), expand: false })
      const byId = new Map(fresh.map((execution) => [execution.id, execution]))
      queries.setQueryData<InfiniteData<RunPage>>(all, (before) =>
        before === undefined
          ? before
          : {
              ...before,
              pages: before.pages.map((page) => ({
                ...page,
                // One that is not answered was deleted.
                executions: page.executions
                  .filter(({ id }) => byId.has(id) || !ids.includes(id))
                  .map((each) => byId.get(each.id) ?? each),
              })),
            },
      )
    }

    const flush = async (): Promise<void> => {
      // What fails here is read again with the next event, or by the list's own slow interval.
      await Promise.allSettled([readPipelines(), readExecutions()])
      busy = false
      if (configs.size + executions.size > 0 && !ended) schedule()
    }
    const schedule = (): void => {
      busy = true
      setTimeout(() => void flush(), LIVE_MS)
    }
    const stop = onLiveEvent(({ type, application, pipelineConfigId, executionId }) => {
      if (type !== 'execution' || application !== app || !pipelineConfigId || !executionId) return
      configs.add(pipelineConfigId)
      executions.add(executionId)
      if (!busy) schedule()
    })
    return () => {
      ended = true
      stop()
    }
  }, [app, key, queries])
}
