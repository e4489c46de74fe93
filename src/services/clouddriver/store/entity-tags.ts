import type { Store } from '../../../platform/store/index.ts'
import type { ClouddriverTables, EntityTagsRow } from './tables.ts'

export type EntityTagsStore = ReturnType<typeof entityTagsStore>

/** What narrows a list of entities; names are compared as they are stored. */
export interface EntityTagsFilter {
  readonly application?: string
  readonly entityType?: string
  readonly entityIds?: readonly string[]
}

/** Tags of entities as documents, changed one at a time. */
export function entityTagsStore(store: Store) {
  const read = store.tables<ClouddriverTables>()
  return {
    find: (id: string): Promise<EntityTagsRow | undefined> =>
      read.selectFrom('clouddriver_entity_tags').selectAll().where('id', '=', id).executeTakeFirst(),
    list({ application, entityType, entityIds }: EntityTagsFilter): Promise<EntityTagsRow[]> {
      let query = read.selectFrom('clouddriver_entity_tags').selectAll()
      if (application !== undefined) query = query.where('application', '=', application)
      if (entityType !== undefined) query = query.where('entity_type', '=', entityType)
      if (entityIds !== undefined) query = query.where('entity_id', 'in', [...entityIds])
      return query.orderBy('id').execute()
    },
    /** Replaces the document by what `change` makes of it; undefined removes it. Returns what is there afterwards. */
    change: (
      id: string,
      change: (current: EntityTagsRow | undefined) => EntityTagsRow | undefined,
    ): Promise<EntityTagsRow | undefined> =>
      store.transaction(
        async (tx) => {
          const db = tx.tables<ClouddriverTables>()
          const current = await db
            .selectFrom('clouddriver_entity_tags')
            .selectAll()
            .where('id', '=', id)
            .executeTakeFirst()
          const next = change(current)
          if (next === current) return current
          await db.deleteFrom('clouddriver_entity_tags').where('id', '=', id).execute()
          if (next !== undefined) await db.insertInto('clouddriver_entity_tags').values(next).execute()
          return next
        },
        { lock: `clouddriver entity tags ${id}` },
      ),
  }
}
