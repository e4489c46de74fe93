import { sql } from 'kysely'
import { type Store, statement, type Tx } from '../../../platform/store/index.ts'
import { type Execution, type ExecutionStatus, type ExecutionType, executionStatuses } from '../model.ts'
import type { createReading } from './reading.ts'
import { overIds } from './statements.ts'
import type { ExecutionRow, Tables } from './tables.ts'

/** Enough of an execution to choose and to order it; whole ones are read by id, those that are shown and no others. */
export type Listed = Pick<Execution, 'id' | 'buildTime'> & { readonly startTime: number | null }

/** Where in a search to go on: behind this execution. */
export type Place = Pick<Execution, 'id' | 'buildTime'>

export interface Search {
  /** Those of every application when undefined. */
  readonly application: string | undefined
  /** Those of these pipelines only; of all when undefined. */
  readonly configIds: readonly string[] | undefined
  readonly statuses: readonly ExecutionStatus[] | undefined
  readonly triggerTypes: readonly string[] | undefined
  readonly eventId: string | undefined
  /** Milliseconds, both included. */
  readonly builtFrom: number
  readonly builtTo: number
  readonly oldestFirst: boolean
}

/** Sorts executions that have not started before those that have. */
export const notStarted = Number.MAX_SAFE_INTEGER

const newestFirst = 'order by build_time desc, id desc'
const listed = 'id, build_time as "buildTime", start_time as "startTime"'
const newest = statement<[configId: string, limit: number], Listed>(
  `select ${listed} from orca_executions where config_id = $1 ${newestFirst} limit $2`,
)
const newestWithStatus = statement<[configId: string, status: string, limit: number], Listed>(
  `select ${listed} from orca_executions where config_id = $1 and status = $2 ${newestFirst} limit $3`,
)
const waiting = statement<[configId: string], Pick<Execution, 'type' | 'id' | 'application'>>(`
  select type, id, application from orca_executions
  where config_id = $1 and status = 'NOT_STARTED' order by build_time, id`)
const active = statement<[configId: string, exceptId: string], { count: number }>(`
  select count(*) as count from orca_executions
  where config_id = $1 and status in ('RUNNING', 'PAUSED') and id <> $2`)
const unfinished = statement<[], { id: string; status: ExecutionStatus; config_id: string | null }>(
  "select id, status, config_id from orca_executions where status in ('RUNNING', 'NOT_STARTED')",
)
const withCorrelation = statement<
  [correlationId: string],
  { id: string; type: ExecutionType; status: ExecutionStatus; buildTime: number }
>(`select id, type, status, build_time as "buildTime" from orca_executions where correlation_id = $1 ${newestFirst}`)
type Found = Pick<ExecutionRow, 'type' | 'application' | 'config_id' | 'status' | 'trigger_type'> & Place
const ofEvent = statement<[eventId: string], Found>(`
  select id, build_time as "buildTime", type, application, config_id, status, trigger_type
  from orca_executions where event_id = $1 order by build_time, id`)
const triggerBodies = overIds<[ids: string], Pick<ExecutionRow, 'id' | 'trigger_body'>>(
  'select id, trigger_body from orca_executions where id #ids',
)

/** What the engine and the routes ask for by something else than an id; see the indexes in `migrations.ts`. */
export function createLists(store: Store, loadAll: ReturnType<typeof createReading>['loadAll']) {
  const db = store.tables<Tables>()

  /** An event starts a few executions: they are looked at one by one, instead of an application's for the one with the event. */
  async function startedBy(eventId: string, search: Search, limit: number, after?: Place): Promise<Place[]> {
    const among = (values: readonly string[] | undefined, value: string | null) =>
      values === undefined || (value !== null && values.includes(value))
    const { rows } = await store.run(ofEvent, [eventId])
    const matching = rows.filter(
      ({ type, application, config_id, status, trigger_type, buildTime }) =>
        type === 'PIPELINE' &&
        (search.application ?? application) === application &&
        among(search.configIds, config_id) &&
        among(search.statuses, status) &&
        among(search.triggerTypes, trigger_type) &&
        buildTime >= search.builtFrom &&
        buildTime <= search.builtTo,
    )
    const inOrder = search.oldestFirst ? matching : matching.reverse()
    const from = after === undefined ? 0 : inOrder.findIndex(({ id }) => id === after.id) + 1
    return inOrder.slice(from, from + limit)
  }

  function found({ builtFrom, builtTo, statuses, triggerTypes, oldestFirst }: Search, limit: number, after?: Place) {
    const [direction, behind] = oldestFirst ? (['asc', '>'] as const) : (['desc', '<'] as const)
    let query = db
      .selectFrom('orca_executions')
      .select(['id', 'build_time as buildTime'])
      .where('build_time', '>=', builtFrom)
      .where('build_time', '<=', builtTo)
    if (statuses !== undefined) query = query.where('status', 'in', statuses)
    if (triggerTypes !== undefined) query = query.where('trigger_type', 'in', triggerTypes)
    if (after !== undefined) {
      query = query.where((where) =>
        where(where.refTuple('build_time', 'id'), behind, where.tuple(after.buildTime, after.id)),
      )
    }
    return query.orderBy('build_time', direction).orderBy('id', direction).limit(limit)
  }

  const lists = {
    /** The newest executions of a pipeline, in any of `statuses` when given. */
    async newestOf(configId: string, limit: number, statuses?: readonly ExecutionStatus[]): Promise<Listed[]> {
      if (statuses === undefined) return (await store.run(newest, [configId, limit])).rows
      // One status after the other: together they would be sorted, all that there are.
      const ofEach = await Promise.all(statuses.map((status) => store.run(newestWithStatus, [configId, status, limit])))
      return ofEach
        .flatMap(({ rows }) => rows)
        .sort((a, b) => b.buildTime - a.buildTime || (a.id < b.id ? 1 : -1))
        .slice(0, limit)
    },
    /**
     * The execution of a pipeline that started last, of any status or of one of these; without a started one, the newest.
     * Executions start about in the order in which they are built, so a few of them tell.
     */
    async latestOf(configId: string, statuses: readonly string[] = []): Promise<Execution | undefined> {
      const known = statuses.length === 0 ? undefined : executionStatuses.filter((status) => statuses.includes(status))
      const [newest, ...others] = await lists.newestOf(configId, 100, known)
      const last = others.reduce((one, other) => ((other.startTime ?? 0) > (one?.startTime ?? 0) ? other : one), newest)
      return last && (await loadAll([last.id], 'full'))[0]?.execution
    },
    /** Ad-hoc tasks that have not started, then those that started after `startedAfter`, the newest first. */
    async tasks(filter: {
      readonly application: string | undefined
      readonly statuses: readonly ExecutionStatus[] | undefined
      readonly startedAfter: number
      readonly limit: number
      readonly offset: number
    }): Promise<Execution[]> {
      const started = sql<number>`coalesce(start_time, ${sql.lit(notStarted)})`
      let query = db
        .selectFrom('orca_executions')
        .select('id')
        .where('type', '=', 'ORCHESTRATION')
        .where(started, '>', filter.startedAfter)
      if (filter.application !== undefined) query = query.where('application', '=', filter.application)
      if (filter.statuses !== undefined) query = query.where('status', 'in', filter.statuses)
      const rows = await query
        .orderBy(started, 'desc')
        .orderBy('id', 'desc')
        .limit(filter.limit)
        .offset(filter.offset)
        .execute()
      return (
        await loadAll(
          rows.map(({ id }) => id),
          'full',
        )
      ).map(({ execution }) => execution)
    },
    /** Pipelines' executions that a search finds, by the time that they were built; at most `limit` of those behind `after`. */
    async search(search: Search, limit: number, after?: Place): Promise<Place[]> {
      if (search.eventId !== undefined) return startedBy(search.eventId, search, limit, after)
      const { configIds, application } = search
      if (configIds === undefined) {
        const all = found(search, limit, after).where('type', '=', 'PIPELINE')
        return (application === undefined ? all : all.where('application', '=', application)).execute()
      }
      // One pipeline after the other, each by its own index; a pipeline belongs to one application.
      const lists = await Promise.all(
        configIds.map((id) => found(search, limit, after).where('config_id', '=', id).execute()),
      )
      const byTime = (a: Place, b: Place) => a.buildTime - b.buildTime || (a.id < b.id ? -1 : 1)
      const all = lists.flat().sort(search.oldestFirst ? byTime : (a, b) => byTime(b, a))
      return all.slice(0, limit)
    },
    /** Triggers by execution, without the stages of parents. */
    async triggersOf(ids: readonly string[]): Promise<Map<string, string>> {
      const { rows } = await store.run(triggerBodies, [JSON.stringify(ids)])
      return new Map(rows.map(({ id, trigger_body }) => [id, trigger_body]))
    },
    /** Executions of a pipeline that wait for their turn, the longest waiting first. */
    waitingOf: async (configId: string) => (await store.run(waiting, [configId])).rows,
    /** How many other executions of the pipeline run or are paused. */
    activeOf: async (configId: string, exceptId: string, tx?: Tx): Promise<number> =>
      Number((await (tx ?? store).run(active, [configId, exceptId])).rows[0]?.count ?? 0),
    /** Executions that run or wait to start. */
    unfinished: async () => (await store.run(unfinished, [])).rows,
    /** Executions that were started with this correlation id, the newest first. */
    correlated: async (correlationId: string) => (await store.run(withCorrelation, [correlationId])).rows,
  }
  return lists
}
