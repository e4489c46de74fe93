import type { Store, Tx } from '../../../platform/store/index.ts'
import type { ClouddriverTables, TaskRow, TaskState } from './tables.ts'

type NewTask = Omit<TaskRow, 'state' | 'completed_at'>

/** A task with all that it tells. */
export interface StoredTask extends TaskRow {
  readonly lines: readonly { readonly phase: string; readonly status: string }[]
  readonly results: readonly Readonly<Record<string, unknown>>[]
  readonly outputs: readonly Readonly<Record<string, unknown>>[]
}

/** Throws, and so undoes the transaction, when this process may not write any more. */
export type Fence = (tx: Tx) => Promise<void>

export type TaskStore = ReturnType<typeof taskStore>

/** Recorded tasks: state, history, results and the facts that operations remember. */
export function taskStore(store: Store) {
  const read = store.tables<ClouddriverTables>()
  const write = <R>(fence: Fence, work: (tx: Tx) => Promise<R>) =>
    store.transaction(async (tx) => {
      await fence(tx)
      return work(tx)
    })

  return {
    /** Keeps the task unless its request id is known; the request's one task either way. */
    open: (task: NewTask): Promise<{ task: TaskRow; created: boolean }> =>
      store.transaction(
        async (tx) => {
          const db = tx.tables<ClouddriverTables>()
          const existing = await db
            .selectFrom('clouddriver_tasks')
            .selectAll()
            .where('request_id', '=', task.request_id)
            .executeTakeFirst()
          if (existing) return { task: existing, created: false }
          const row: TaskRow = { ...task, state: 'STARTED', completed_at: 0 }
          await db.insertInto('clouddriver_tasks').values(row).execute()
          return { task: row, created: true }
        },
        { lock: `clouddriver request ${task.request_id}` },
      ),
    async find(id: string): Promise<StoredTask | undefined> {
      const task = await read.selectFrom('clouddriver_tasks').selectAll().where('id', '=', id).executeTakeFirst()
      if (!task) return undefined
      const [lines, results, outputs] = await Promise.all([
        read
          .selectFrom('clouddriver_task_lines')
          .select(['phase', 'status'])
          .where('task_id', '=', id)
          .orderBy('position')
          .execute(),
        read
          .selectFrom('clouddriver_task_results')
          .select('body')
          .where('task_id', '=', id)
          .orderBy('position')
          .execute(),
        read
          .selectFrom('clouddriver_task_outputs')
          .select('body')
          .where('task_id', '=', id)
          .orderBy('position')
          .execute(),
      ])
      const parsed = (rows: readonly { body: string }[]) => rows.map(({ body }) => JSON.parse(body))
      return { ...task, lines, results: parsed(results), outputs: parsed(outputs) }
    },
    /** Ids of tasks that are under way. */
    async running(): Promise<string[]> {
      const rows = await read.selectFrom('clouddriver_tasks').select('id').where('state', '=', 'STARTED').execute()
      return rows.map(({ id }) => id)
    },
    own: (fence: Fence, id: string, owner: string) =>
      write(fence, (tx) =>
        tx.tables<ClouddriverTables>().updateTable('clouddriver_tasks').set({ owner }).where('id', '=', id).execute(),
      ),
    /**
     * Starts a task again that failed in a way that may pass; false when it is in another state. With `instead`, other
     * operations than those that failed: nothing of these is remembered.
     */
    reopen: (id: string, instead?: Pick<TaskRow, 'provider' | 'operations'>): Promise<boolean> =>
      store.transaction(async (tx) => {
        const db = tx.tables<ClouddriverTables>()
        const { numUpdatedRows } = await db
          .updateTable('clouddriver_tasks')
          .set({ state: 'STARTED', completed_at: 0, ...instead })
          .where('id', '=', id)
          .where('state', '=', 'FAILED_RETRYABLE')
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        await db.deleteFrom('clouddriver_task_results').where('task_id', '=', id).execute()
        await db.deleteFrom('clouddriver_task_outputs').where('task_id', '=', id).execute()
        if (instead) await db.deleteFrom('clouddriver_task_facts').where('task_id', '=', id).execute()
        return true
      }),
    /** Moves a failed task to the other way of having failed; false when it has not failed. */
    settle: (id: string, state: 'FAILED' | 'FAILED_RETRYABLE'): Promise<boolean> =>
      store.transaction(async (tx) => {
        const { numUpdatedRows } = await tx
          .tables<ClouddriverTables>()
          .updateTable('clouddriver_tasks')
          .set({ state })
          .where('id', '=', id)
          .where('state', 'in', ['FAILED', 'FAILED_RETRYABLE'])
          .executeTakeFirstOrThrow()
        return numUpdatedRows > 0n
      }),
    addLine: (fence: Fence, line: { task_id: string; position: number; phase: string; status: string }) =>
      write(fence, (tx) => tx.tables<ClouddriverTables>().insertInto('clouddriver_task_lines').values(line).execute()),
    /** The last words, the results and the state, all at once. */
    finish: (
      fence: Fence,
      end: {
        id: string
        state: Exclude<TaskState, 'STARTED'>
        at: number
        position: number
        phase: string
        status: string
        results: readonly unknown[]
        outputs: readonly unknown[]
      },
    ) =>
      write(fence, async (tx) => {
        const db = tx.tables<ClouddriverTables>()
        await db
          .insertInto('clouddriver_task_lines')
          .values({ task_id: end.id, position: end.position, phase: end.phase, status: end.status })
          .execute()
        const rows = (bodies: readonly unknown[]) =>
          bodies.map((body, position) => ({ task_id: end.id, position, body: JSON.stringify(body) }))
        const [results, outputs] = [rows(end.results), rows(end.outputs)]
        if (results.length > 0) await db.insertInto('clouddriver_task_results').values(results).execute()
        if (outputs.length > 0) await db.insertInto('clouddriver_task_outputs').values(outputs).execute()
        await db
          .updateTable('clouddriver_tasks')
          .set({ state: end.state, completed_at: end.at })
          .where('id', '=', end.id)
          .execute()
      }),
    async facts(id: string): Promise<Map<string, unknown>> {
      const rows = await read.selectFrom('clouddriver_task_facts').selectAll().where('task_id', '=', id).execute()
      return new Map(rows.map(({ operation, key, value }) => [`${operation} ${key}`, JSON.parse(value)]))
    },
    addFact: (fence: Fence, id: string, operation: number, key: string, value: unknown) =>
      write(fence, (tx) =>
        tx
          .tables<ClouddriverTables>()
          .insertInto('clouddriver_task_facts')
          .values({ task_id: id, operation, key, value: JSON.stringify(value ?? null) })
          .execute(),
      ),
    /** Forgets tasks that were completed before `time`. */
    forget: (time: number) =>
      store.transaction(async (tx) => {
        const db = tx.tables<ClouddriverTables>()
        const old = db
          .selectFrom('clouddriver_tasks')
          .select('id')
          .where('state', '!=', 'STARTED')
          .where('completed_at', '<', time)
        await db.deleteFrom('clouddriver_task_lines').where('task_id', 'in', old).execute()
        await db.deleteFrom('clouddriver_task_results').where('task_id', 'in', old).execute()
        await db.deleteFrom('clouddriver_task_outputs').where('task_id', 'in', old).execute()
        await db.deleteFrom('clouddriver_task_facts').where('task_id', 'in', old).execute()
        await db
          .deleteFrom('clouddriver_tasks')
          .where('state', '!=', 'STARTED')
          .where('completed_at', '<', time)
          .execute()
      }),
  }
}
