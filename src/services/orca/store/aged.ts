import { type Store, statement } from '../../../platform/store/index.ts'
import type { ExecutionType } from '../model.ts'
import { endedStatuses } from './removal.ts'
import type { Place } from './search.ts'
import type { ExecutionRow, Tables } from './tables.ts'

/** Executions of which a clean-up keeps the newest: a pipeline's, or an application's that no pipeline claims. */
export type Kin = { readonly configId: string } | { readonly application: string; readonly type: ExecutionType }

export interface Keeping {
  /** Milliseconds: younger ones are let be, and not counted. */
  readonly builtBefore: number
  /** How many of the ended ones stay, the newest. */
  readonly keep: number
}

const nextConfig = statement<[after: string], { next: string }>(
  'select config_id as next from orca_executions where config_id > $1 order by config_id limit 1',
)
const nextApplication = statement<[after: string], { next: string }>(
  'select application as next from orca_executions where application > $1 order by application limit 1',
)
const anyOf = statement<[configId: string], Pick<ExecutionRow, 'application'>>(
  'select application from orca_executions where config_id = $1 order by build_time desc limit 1',
)

/** What a clean-up asks for. Each question is short, however many executions there are. */
export function createAged(store: Store) {
  const ended = (kin: Kin) => {
    const query = store
      .tables<Tables>()
      .selectFrom('orca_executions')
      .select(['id', 'build_time as buildTime'])
      .where('status', 'in', endedStatuses)
    return 'configId' in kin
      ? query.where('config_id', '=', kin.configId)
      : query.where('application', '=', kin.application).where('type', '=', kin.type).where('config_id', 'is', null)
  }

  return {
    /** Ids of pipelines that have executions. */
    async *pipelinesWithExecutions(): AsyncGenerator<{ readonly configId: string; readonly application: string }> {
      // From one to the next: to list them all at once would read every execution.
      for (let after = ''; ; ) {
        const [found] = (await store.run(nextConfig, [after])).rows
        if (found === undefined) return
        after = found.next
        const [any] = (await store.run(anyOf, [after])).rows
        if (any !== undefined) yield { configId: after, application: any.application }
      }
    },
    async *applicationsWithExecutions(): AsyncGenerator<string> {
      for (let after = ''; ; ) {
        const [found] = (await store.run(nextApplication, [after])).rows
        if (found === undefined) return
        after = found.next
        yield after
      }
    },
    /** The oldest of those kept; ended ones that are older may go. Undefined when there are none. */
    async oldestKept(kin: Kin, { builtBefore, keep }: Keeping): Promise<Place | undefined> {
      if (keep === 0) return { buildTime: builtBefore, id: '' }
      return ended(kin)
        .where('build_time', '<', builtBefore)
        .orderBy('build_time', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .offset(keep - 1)
        .executeTakeFirst()
    },
    /** Ended ones older than `place`, the oldest first. */
    async endedBefore(kin: Kin, place: Place, limit: number): Promise<string[]> {
      const rows = await ended(kin)
        .where((where) => where(where.refTuple('build_time', 'id'), '<', where.tuple(place.buildTime, place.id)))
        .orderBy('build_time')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ id }) => id)
    },
  }
}
