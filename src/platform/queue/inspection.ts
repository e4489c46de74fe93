import type { Clock } from '../clock.ts'
import type { Store } from '../store/index.ts'
import { messageKey } from './identity.ts'
import type { QueueTables } from './migrations.ts'
import type { Queue } from './queue.ts'
import * as sql from './statements.ts'

type Inspection<M extends object> = Pick<
  Queue<M>,
  'depth' | 'oldest' | 'contains' | 'forSubject' | 'subjectsWithMessages' | 'deadLetters'
>

/** The part of a queue that only looks. */
export function inspection<M extends object>(store: Store, name: string, clock: Clock): Inspection<M> {
  return {
    async depth() {
      const { rows } = await store.run(sql.depth, [name, clock.now()])
      return rows[0]!
    },

    async oldest() {
      const { rows } = await store.run(sql.oldest, [name])
      return Math.max(0, clock.now() - (rows[0]?.due ?? Number.POSITIVE_INFINITY))
    },

    async contains(message, tx) {
      const { rows } = await (tx ?? store).run(sql.contains, [messageKey(name, message)])
      return rows.length > 0
    },

    async forSubject(subject, tx) {
      const { rows } = await (tx ?? store).run(sql.ofSubject, [name, subject])
      return rows.map(({ id, body, due, attempts, worker }) => ({
        id,
        message: JSON.parse(body) as M,
        subject,
        state: worker === null ? 'waiting' : 'leased',
        dueAt: due,
        attempts,
      }))
    },

    async subjectsWithMessages(subjects) {
      const found = new Set<string>()
      const tables = store.tables<QueueTables>()
      for (let from = 0; from < subjects.length; from += 500) {
        const rows = await tables
          .selectFrom('queue_messages')
          .select('subject')
          .distinct()
          .where('queue', '=', name)
          .where('subject', 'in', subjects.slice(from, from + 500))
          .execute()
        for (const { subject } of rows) if (subject !== null) found.add(subject)
      }
      return found
    },

    async deadLetters({ limit = 100, subject } = {}) {
      let query = store.tables<QueueTables>().selectFrom('queue_dead_letters').selectAll().where('queue', '=', name)
      if (subject !== undefined) query = query.where('subject', '=', subject)
      const rows = await query.orderBy('id', 'desc').limit(limit).execute()
      return rows.map(({ id, body, subject, attempts, reason, died_at }) => {
        return { id, message: JSON.parse(body) as M, subject, attempts, reason, diedAt: died_at }
      })
    },
  }
}
