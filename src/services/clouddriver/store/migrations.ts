import type { Migration } from '../../../platform/store/index.ts'

export const clouddriverMigrations: readonly Migration[] = [
  {
    name: '001 tasks',
    async up(db) {
      await db.schema
        .createTable('clouddriver_tasks')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('request_id', 'text', (column) => column.notNull().unique())
        .addColumn('provider', 'text', (column) => column.notNull())
        .addColumn('operations', 'text', (column) => column.notNull())
        .addColumn('identity', 'text', (column) => column.notNull())
        .addColumn('owner', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('completed_at', 'bigint', (column) => column.notNull())
        .execute()
      await db.schema
        .createIndex('clouddriver_tasks_state')
        .on('clouddriver_tasks')
        .columns(['state', 'completed_at'])
        .execute()
      await db.schema
        .createTable('clouddriver_task_lines')
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('phase', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('clouddriver_task_lines_pk', ['task_id', 'position'])
        .execute()
      await db.schema
        .createTable('clouddriver_task_results')
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('clouddriver_task_results_pk', ['task_id', 'position'])
        .execute()
      await db.schema
        .createTable('clouddriver_task_facts')
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('operation', 'integer', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('clouddriver_task_facts_pk', ['task_id', 'operation', 'key'])
        .execute()
    },
  },
  {
    name: '002 inventory',
    async up(db) {
      await db.schema
        .createTable('clouddriver_resources')
        .addColumn('agent', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('region', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('body', 'text')
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('read_at', 'bigint', (column) => column.notNull())
        .addColumn('revision', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('clouddriver_resources_pk', ['agent', 'kind', 'region', 'name'])
        .execute()
      await db.schema
        .createIndex('clouddriver_resources_revision')
        .on('clouddriver_resources')
        .columns(['agent', 'revision'])
        .execute()
      await db.schema
        .createTable('clouddriver_agents')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('revision', 'bigint', (column) => column.notNull())
        .execute()
    },
  },
  {
    name: '003 outputs and entity tags',
    async up(db) {
      await db.schema
        .createTable('clouddriver_task_outputs')
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('clouddriver_task_outputs_pk', ['task_id', 'position'])
        .execute()
      await db.schema
        .createTable('clouddriver_entity_tags')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('application', 'text', (column) => column.notNull())
        .addColumn('entity_type', 'text', (column) => column.notNull())
        .addColumn('entity_id', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('last_modified', 'bigint', (column) => column.notNull())
        .execute()
      for (const column of ['application', 'entity_id']) {
        await db.schema
          .createIndex(`clouddriver_entity_tags_${column}`)
          .on('clouddriver_entity_tags')
          .column(column)
          .execute()
      }
    },
  },
]
