import type { Migration } from '../../../platform/store/index.ts'

export const front50Migrations: readonly Migration[] = [
  {
    name: '001 documents and revisions',
    async up(db) {
      await db.schema
        .createTable('front50_documents')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('name', 'text')
        .addColumn('application', 'text')
        .addColumn('revision', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('deleted', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('front50_documents_pk', ['kind', 'id'])
        .execute()
      await db.schema
        .createIndex('front50_documents_place')
        .on('front50_documents')
        .columns(['kind', 'application', 'name'])
        .execute()
      await db.schema
        .createTable('front50_revisions')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('revision', 'integer', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('format', 'integer', (column) => column.notNull())
        .addColumn('modified_at', 'bigint', (column) => column.notNull())
        .addColumn('modified_by', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('front50_revisions_pk', ['kind', 'id', 'revision'])
        .execute()
    },
  },
]
