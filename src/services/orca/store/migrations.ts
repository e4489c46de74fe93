import type { Migration } from '../../../platform/store/index.ts'

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
]
