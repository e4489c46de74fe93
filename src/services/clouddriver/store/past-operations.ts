import type { Migration, Store } from '../../../platform/store/index.ts'
import type { PastOperation, PastOperations } from '../provider.ts'
import type { Fence } from './tasks.ts'

/** A server group that an operation touched. */
interface PastOperationRow {
  task_id: string
  /** The operation's place in the request. */
  operation: number
  account: string
  region: string
  name: string
  kind: string
  started_at: number
  ended_at: number
  user: string | null
  execution_id: string | null
  execution_type: string | null
}

interface Tables {
  clouddriver_past_operations: PastOperationRow
}

export const pastOperationsMigrations: readonly Migration[] = [
  {
    name: '001 past operations',
    async up(db) {
      await db.schema
        .createTable('clouddriver_past_operations')
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('operation', 'integer', (column) => column.notNull())
        .addColumn('account', 'text', (column) => column.notNull())
        .addColumn('region', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('started_at', 'bigint', (column) => column.notNull())
        .addColumn('ended_at', 'bigint', (column) => column.notNull())
        .addColumn('user', 'text')
        .addColumn('execution_id', 'text')
        .addColumn('execution_type', 'text')
        .addPrimaryKeyConstraint('clouddriver_past_operations_pk', [
          'task_id',
          'operation',
          'account',
          'region',
          'name',
        ])
        .execute()
      await db.schema
        .createIndex('clouddriver_past_operations_group')
        .on('clouddriver_past_operations')
        .columns(['account', 'region', 'name', 'started_at'])
        .execute()
      await db.schema
        .createIndex('clouddriver_past_operations_ended')
        .on('clouddriver_past_operations')
        .column('ended_at')
        .execute()
    },
  },
]

export interface Touch extends PastOperation {
  readonly taskId: string
  /** The operation's place in the request. */
  readonly index: number
  readonly account: string
  readonly groups: readonly { readonly region: string; readonly name: string }[]
}

export type PastOperationStore = ReturnType<typeof pastOperationStore>

/** Clouds keep the logs of their groups about as long. */
const keptMs = 92 * 24 * 3_600_000
const forgetEveryMs = 3_600_000
const mostOf = 500

/** Which operation did what to which server group, kept longer than the tasks: who asks why a group changed asks late. */
export function pastOperationStore(store: Store) {
  let forgetAt = 0
  return {
    /** Notes an operation that succeeded; the same one twice is one. */
    record: ({ taskId, index, account, groups, ...done }: Touch, fence: Fence) =>
      store.transaction(async (tx) => {
        await fence(tx)
        const db = tx.tables<Tables>()
        for (const { region, name } of groups) {
          await db
            .insertInto('clouddriver_past_operations')
            .values({
              ...{ task_id: taskId, operation: index, account, region, name, kind: done.operation },
              ...{ started_at: done.startedAt, ended_at: done.endedAt, user: done.user ?? null },
              ...{ execution_id: done.executionId ?? null, execution_type: done.executionType ?? null },
            })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
        if (done.endedAt < forgetAt) return
        forgetAt = done.endedAt + forgetEveryMs
        await db
          .deleteFrom('clouddriver_past_operations')
          .where('ended_at', '<', done.endedAt - keptMs)
          .execute()
      }),
    async on({ account, region, name }, { from, to }) {
      const rows = await store
        .tables<Tables>()
        .selectFrom('clouddriver_past_operations')
        .selectAll()
        .where('account', '=', account)
        .where('region', '=', region)
        .where('name', '=', name)
        .where('started_at', '<=', to)
        .where('ended_at', '>=', from)
        .orderBy('started_at', 'desc')
        .limit(mostOf)
        .execute()
      return rows.map(
        ({ kind, started_at, ended_at, user, execution_id, execution_type }): PastOperation => ({
          ...{ operation: kind, startedAt: Number(started_at), endedAt: Number(ended_at) },
          ...(user === null ? {} : { user }),
          ...(execution_id === null ? {} : { executionId: execution_id }),
          ...(execution_type === null ? {} : { executionType: execution_type }),
        }),
      )
    },
  } satisfies PastOperations & Record<string, unknown>
}
