import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { callJson } from '../../../platform/clients/index.ts'
import type { Clock } from '../../../platform/clock.ts'
import { parseBody } from '../api/parameters.ts'
import type { Backends } from '../backends.ts'
import { nextRunOf } from './next-run.ts'
import type { PipelineDigest } from './pipeline-digest.ts'
import type { PipelineDigests } from './pipeline-digests.ts'
import { type Filters, filterQuery, type Recent, readRecent, wanted } from './recent-runs.ts'

type Json = Record<string, unknown>

const listQuery = filterQuery.extend({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const runQuery = listQuery.extend({ limit: z.coerce.number().int().min(1).max(100).default(50) })
const ofApplication = z.object({ application: z.string() })

/** By which clock schedules come, and whether there is an Echo that starts pipelines by them. */
export interface Schedules {
  readonly clock: Clock
  readonly timeZone: string
  readonly starts: boolean
}

/** When a pipeline's schedules start it next, in epoch milliseconds, and the zone whose clock they mean; nothing where nothing starts it. */
export interface Scheduled {
  readonly nextRun?: number
  readonly timeZone?: string
}

/** An application's pipelines and what ran lately of each, page by page: nothing here grows with the history behind it. */
export function pipelineListRoutes(
  { orca }: Backends,
  digests: PipelineDigests,
  { clock, timeZone, starts }: Schedules,
): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/applications/:application/pipelines', async (request) => {
      const { application } = ofApplication.parse(request.params)
      const { offset, limit, ...filters } = parseBody(listQuery, request.query, 'query')
      const known = wanted(await digests.of(application), filters)
      const { pipelines, recent } = await matching(known, filters)
      return {
        application,
        total: recent === undefined ? known.length : pipelines.length,
        offset,
        pipelines: await withRuns(pipelines.slice(offset, offset + limit), filters, recent),
      }
    })

    /** What there is to filter by. */
    app.get('/v1/applications/:application/pipelines/facets', async (request) => {
      const all = await digests.of(ofApplication.parse(request.params).application)
      const tags = new Map<string, Set<string>>()
      for (const { name, value } of all.flatMap((each) => each.tags))
        tags.set(name, (tags.get(name) ?? new Set()).add(value))
      return {
        pipelines: all.map(({ id, name, disabled, strategy }) => ({ id, name, ...{ disabled, strategy } })),
        tags: [...tags].map(([name, values]) => ({ name, values: [...values].sort() })),
      }
    })

    /** The same executions that the list of pipelines shows as bars, as one list, the newest first. */
    app.get('/v1/applications/:application/runs', async (request) => {
      const { application } = ofApplication.parse(request.params)
      const { offset, limit, ...filters } = parseBody(runQuery, request.query, 'query')
      const known = wanted(await digests.of(application), filters)
      const recent = await readRecent(orca, known, filters)
      const runs = known
        .flatMap(({ id }) => recent.get(id)?.runs ?? [])
        .sort((a, b) => b.buildTime - a.buildTime || (a.id < b.id ? 1 : -1))
      const page = runs.slice(offset, offset + limit)
      return { total: runs.length, offset, executions: await brief(page.map(({ id }) => id)) }
    })

    async function brief(ids: readonly string[]): Promise<Json[]> {
      if (ids.length === 0) return []
      const query = { executionIds: ids.join(','), expand: false }
      const found = await callJson<Json[]>(orca, { method: 'GET', path: '/pipelines', query })
      const byId = new Map(found.map((execution) => [String(execution.id), withoutParents(execution)]))
      return ids.map((id) => byId.get(id)).filter((execution) => execution !== undefined)
    }
  }

  /** Those that are shown; where executions decide that, all are looked at, and what was read of them is kept. */
  async function matching(known: readonly PipelineDigest[], filters: Filters) {
    const named = (digest: PipelineDigest) => filters.q !== undefined && digest.name.toLowerCase().includes(filters.q)
    if (filters.q === undefined && filters.status === undefined && !filters.awaitingJudgement)
      return { pipelines: known, recent: undefined }
    const recent = await readRecent(orca, known, filters)
    const hasRuns = ({ id }: PipelineDigest) => (recent.get(id)?.runs.length ?? 0) > 0
    const onlyWords = filters.status === undefined && !filters.awaitingJudgement
    const pipelines = known.filter((digest) => hasRuns(digest) || (onlyWords && named(digest)))
    return { pipelines, recent }
  }

  async function withRuns(page: readonly PipelineDigest[], filters: Filters, read?: ReadonlyMap<string, Recent>) {
    const recent = read ?? (await readRecent(orca, page, filters))
    const now = clock.now()
    return page.map((digest) => ({
      ...digest,
      ...scheduled(digest, now),
      ...(recent.get(digest.id) ?? { active: {}, runs: [] }),
    }))
  }

  function scheduled(digest: PipelineDigest, now: number): Scheduled {
    const nextRun = starts ? nextRunOf(digest, now, timeZone) : undefined
    return nextRun === undefined ? {} : { nextRun, timeZone }
  }
}

/** A list shows who was the parent, not all that the parent was. */
function withoutParents(execution: Json): Json {
  const trigger = execution.trigger as Json | undefined
  const parent = trigger?.parentExecution as Json | undefined
  if (parent === undefined) return execution
  const { id, name, application } = parent
  return { ...execution, trigger: { ...trigger, parentExecution: { id, name, application } } }
}
