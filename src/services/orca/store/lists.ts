import { sql } from 'kysely'
import { type Store, statement, type Tx } from '../../../platform/store/index.ts'
import { type Execution, type ExecutionStatus, type ExecutionType, executionStatuses } from '../model.ts'
import type { createReading } from './reading.ts'
import type { Tables } from './tables.ts'

/** Enough of an execution to choose and to order it; whole ones are read by id, those that are shown and no others. */
export type Listed = Pick<Execution, 'id' | 'buildTime'> & { readonly startTime: number | null }

/** Sorts executions that have not started before those that have. */
const notStarted = Number.MAX_SAFE_INTEGER

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
/** What the engine and the routes ask for by something else than an id; see the indexes in `migrations.ts`. */
export function createLists(store: Store, loadAll: ReturnType<typeof createReading>['loadAll']) {
  const db = store.tables<Tables>()

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
      readonly startedBefore?: number
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
      const { startedBefore = Number.MAX_SAFE_INTEGER } = filter
      if (startedBefore < Number.MAX_SAFE_INTEGER)
        query = query.where((where) =>
          where.or([where('start_time', '<', startedBefore), where('start_time', 'is', null)]),
        )
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
