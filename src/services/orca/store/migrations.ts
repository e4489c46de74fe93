import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../../platform/store/index.ts'
import type { Json } from '../model.ts'
import { withoutParentStages } from './parents.ts'
import { encode, type Tables } from './tables.ts'

export const orcaMigrations: readonly Migration[] = [
  {
    name: '001 executions and stages',
    async up(db) {
      await db.schema
        .createTable('orca_executions')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('application', 'text', (column) => column.notNull())
        .addColumn('config_id', 'text')
        .addColumn('correlation_id', 'text')
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('build_time', 'bigint', (column) => column.notNull())
        .addColumn('start_time', 'bigint')
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('stage_ids', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .execute()
      for (const columns of [
        ['config_id', 'build_time'],
        ['application', 'type', 'build_time'],
        ['status', 'config_id'],
        ['correlation_id'],
      ]) {
        const name = `orca_executions_${columns[0]}`
        await db.schema.createIndex(name).on('orca_executions').columns(columns).execute()
      }
      await db.schema
        .createTable('orca_stages')
        .addColumn('execution_id', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('head', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('orca_stages_pk', ['execution_id', 'id'])
        .execute()
    },
  },
  {
    name: '002 triggers apart, and an index for each way to ask',
    async up(db) {
      for (const column of ['event_id', 'trigger_type', 'trigger_body']) {
        await db.schema
          .alterTable('orca_executions')
          .addColumn(column, 'text', (made) => (column === 'trigger_body' ? made.notNull().defaultTo('{}') : made))
          .execute()
      }
      await db.schema
        .createTable('orca_parent_stages')
        .addColumn('execution_id', 'text', (column) => column.primaryKey())
        .addColumn('parent_id', 'text', (column) => column.notNull())
        .addColumn('stages', 'text', (column) => column.notNull())
        .execute()
      await takeTriggersApart(db)
      for (const name of ['config_id', 'application', 'status', 'correlation_id']) {
        await db.schema.dropIndex(`orca_executions_${name}`).execute()
      }
      for (const index of indexes) await sql.raw(`create index ${index}`).execute(db)
    },
  },
  {
    // An index of every status was taken for the way to executions of which the ids are known.
    name: '003 an index of what is unfinished, and of what no pipeline claims',
    async up(db) {
      await sql`drop index if exists orca_executions_status`.execute(db)
      await sql`create index orca_executions_unfinished on orca_executions (status)
        where status in ('RUNNING', 'NOT_STARTED')`.execute(db)
      await sql`create index if not exists orca_executions_unclaimed
        on orca_executions (application, type, build_time, id) where config_id is null`.execute(db)
    },
  },
]

const indexes = [
  // The newest of a pipeline; clean-up of the oldest.
  'orca_executions_config on orca_executions (config_id, build_time, id)',
  // The newest of a pipeline with a status; who runs, who waits.
  'orca_executions_config_status on orca_executions (config_id, status, build_time, id)',
  // Search, decided within the index; only what is found is read.
  'orca_executions_search on orca_executions (application, type, build_time, id, status, trigger_type)',
  'orca_executions_search_all on orca_executions (type, build_time, id, status, trigger_type)',
  // Tasks as they are listed: not yet started ones first.
  'orca_executions_tasks on orca_executions (application, type, (coalesce(start_time, 9007199254740991)), id)',
  // What is unfinished.
  'orca_executions_status on orca_executions (status)',
  'orca_executions_correlation on orca_executions (correlation_id) where correlation_id is not null',
  'orca_executions_event on orca_executions (event_id) where event_id is not null',
  'orca_parent_stages_parent on orca_parent_stages (parent_id)',
]

const atOnce = 200

async function takeTriggersApart(db: Kysely<Tables>): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('orca_executions')
      .select(['id', 'body'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(atOnce)
      .execute()
    for (const { id, body } of rows) {
      const { trigger: given = {}, ...rest } = JSON.parse(body) as Json & { trigger?: Json }
      const { trigger, parentStages } = withoutParentStages(id, given)
      const text = (value: unknown) => (typeof value === 'string' ? value : null)
      await db
        .updateTable('orca_executions')
        .set({
          body: encode(rest),
          trigger_body: encode(trigger),
          trigger_type: text(given.type),
          event_id: text(given.eventId),
        })
        .where('id', '=', id)
        .execute()
      if (parentStages.length === 0) continue
      await db
        .insertInto('orca_parent_stages')
        .values(parentStages)
        .onConflict((conflict) => conflict.column('execution_id').doNothing())
        .execute()
    }
    if (rows.length < atOnce) return
    after = rows.at(-1)!.id
  }
}
