import type { SqlValue, Statement, Store } from '../../../platform/store/index.ts'
import type { ExecutionStatus } from '../model.ts'
import { overIds, withFields } from './statements.ts'

/** An execution as a bar in a list: no stages, no trigger. Times are milliseconds. */
export interface Run {
  readonly id: string
  readonly configId: string
  readonly name: string | null
  readonly status: ExecutionStatus
  readonly buildTime: number
  readonly startTime: number | null
  readonly endTime: number | null
  readonly triggerType: string | null
  readonly user: string | null
}

export interface RecentRuns {
  /** Of each pipeline; not more than 200. */
  readonly limit: number
  readonly statuses: readonly ExecutionStatus[] | undefined
  /** In lower case: a part of an id, of a name or of a value of the trigger. */
  readonly words: string | undefined
}

/** Texts are looked for in no more than so many of each pipeline's newest executions, whatever its history. */
const searchedOfEach = 50

const newest = 'order by build_time desc, id desc'

/** The newest of each of many pipelines by one statement: for each pipeline a short walk along its index. */
function ofEach<P extends readonly [ids: string, limit: number, ...SqlValue[]], R>(
  columns: string,
  wanted: string,
): Statement<P, R> {
  return withFields(
    `
    select ${columns} from jsonb_array_elements_text(cast($1 as jsonb)) as asked(config_id)
    cross join lateral (
      select * from orca_executions where config_id = asked.config_id ${wanted} ${newest} limit $2) as e`,
    `
    select ${columns} from json_each($1) as asked
    cross join orca_executions as e
    where e.id in (
      select id from orca_executions where config_id = asked.value ${wanted} ${newest} limit $2)`,
  )
}

const columns = `e.id, e.config_id as "configId", #name# as name, e.status, e.build_time as "buildTime",
  e.start_time as "startTime", #endTime# as "endTime", e.trigger_type as "triggerType", #authentication.user# as "user"`
const recent = ofEach<[ids: string, limit: number], Run>(columns, '')
const recentWithStatus = ofEach<[ids: string, limit: number, status: string], Run>(columns, 'and status = $3')
const searchable = ofEach<[ids: string, limit: number], Run & { trigger: string }>(
  `${columns}, e.trigger_body as "trigger"`,
  '',
)
const active = overIds<[ids: string], { configId: string; status: ExecutionStatus; count: number }>(`
  select config_id as "configId", status, count(*) as count from orca_executions
  where config_id #ids and status in ('RUNNING', 'PAUSED', 'NOT_STARTED', 'SUSPENDED', 'BUFFERED')
  group by config_id, status`)
// Quotes inside of a text are escaped in its JSON: these can only be the stage's own fields.
const judging = overIds<[ids: string], { configId: string; id: string }>(`
  select distinct e.config_id as "configId", e.id from orca_executions as e
  join orca_stages as s on s.execution_id = e.id
  where e.config_id #ids and e.status = 'RUNNING'
    and s.head like '%"type":"manualJudgment"%' and s.head like '%"status":"RUNNING"%'`)

/** Enough of the newest executions of many pipelines to draw them, at a cost that does not grow with their histories. */
export function createRecent(store: Store) {
  /** Numbers out of JSON come as text from PostgreSQL. */
  const clean = ({ endTime, ...run }: Run): Run => ({ ...run, endTime: endTime === null ? null : Number(endTime) })

  const newestFirst = (a: Run, b: Run) => b.buildTime - a.buildTime || (a.id < b.id ? 1 : -1)

  function grouped(runs: readonly Run[], limit: number): Map<string, Run[]> {
    const groups = new Map<string, Run[]>()
    for (const run of [...runs].sort(newestFirst)) {
      const group = groups.get(run.configId)
      if (group === undefined) groups.set(run.configId, [clean(run)])
      else if (group.length < limit) group.push(clean(run))
    }
    return groups
  }

  return {
    /** The newest of each pipeline, the newest first. */
    async recentOf(configIds: readonly string[], { limit, statuses, words }: RecentRuns): Promise<Map<string, Run[]>> {
      const ids = JSON.stringify([...new Set(configIds)])
      if (words !== undefined) {
        const { rows } = await store.run(searchable, [ids, Math.max(limit, searchedOfEach)])
        const known = statuses === undefined ? rows : rows.filter(({ status }) => statuses.includes(status))
        const found = known.filter((row) => says(row, words)).map(({ trigger: _trigger, ...run }) => run)
        return grouped(found, limit)
      }
      if (statuses === undefined) return grouped((await store.run(recent, [ids, limit])).rows, limit)
      // One status after the other, each by its own index: a rare one is not looked for in a whole history.
      const each = await Promise.all(statuses.map((status) => store.run(recentWithStatus, [ids, limit, status])))
      return grouped(
        each.flatMap(({ rows }) => rows),
        limit,
      )
    },
    /** How many of each pipeline have not ended, by status. */
    async activeOfEach(configIds: readonly string[]): Promise<Map<string, Record<string, number>>> {
      const counts = new Map<string, Record<string, number>>()
      for (const { configId, status, count } of (await store.run(active, [JSON.stringify(configIds)])).rows)
        counts.set(configId, { ...counts.get(configId), [status]: Number(count) })
      return counts
    },
    /** Executions that wait for a person's judgment, by pipeline. */
    async judgingOfEach(configIds: readonly string[]): Promise<Map<string, string[]>> {
      const found = new Map<string, string[]>()
      for (const { configId, id } of (await store.run(judging, [JSON.stringify(configIds)])).rows)
        found.set(configId, [...(found.get(configId) ?? []), id])
      return found
    },
  }
}

function says({ id, name, trigger }: Run & { trigger: string }, words: string): boolean {
  if (id.toLowerCase() === words || (name ?? '').toLowerCase().includes(words)) return true
  // Most triggers do not even have the text somewhere in their JSON.
  const inJson = JSON.stringify(words).slice(1, -1)
  return trigger.toLowerCase().includes(inJson) && hasValue(JSON.parse(trigger), words)
}

function hasValue(value: unknown, words: string): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some((each) => hasValue(each, words))
  return value !== null && value !== undefined && String(value).toLowerCase().includes(words)
}
