import { type Store, statement } from '../../../platform/store/index.ts'
import type { Execution, ExecutionStatus } from '../model.ts'
import { overIds } from './statements.ts'
import type { ExecutionRow, Tables } from './tables.ts'

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

type Found = Pick<ExecutionRow, 'type' | 'application' | 'config_id' | 'status' | 'trigger_type'> & Place
const ofEvent = statement<[eventId: string], Found>(`
  select id, build_time as "buildTime", type, application, config_id, status, trigger_type
  from orca_executions where event_id = $1 order by build_time, id`)
const triggerBodies = overIds<[ids: string], Pick<ExecutionRow, 'id' | 'trigger_body'>>(
  'select id, trigger_body from orca_executions where id #ids',
)

/** Search of pipelines' executions. What is found is read by id, so that what is not shown is not read. */
export function createSearch(store: Store) {
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

  return {
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
  }
}
