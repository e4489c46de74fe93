import type { Migration } from '../../../platform/store/index.ts'

export const echoMigrations: readonly Migration[] = [
  {
    name: '001 received events',
    async up(db) {
      await db.schema
        .createTable('echo_received')
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('event_id', 'text', (column) => column.notNull())
        .addColumn('received_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('echo_received_pk', ['source', 'key'])
        .execute()
      await db.schema.createIndex('echo_received_at').on('echo_received').column('received_at').execute()
    },
  },
]
