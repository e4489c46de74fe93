import { sql } from 'kysely'
import type { Migration } from '../store/index.ts'

/** A message waiting or leased. */
export interface QueueMessageRow {
  /** Never used twice. */
  id: number
  queue: string
  /** See `messageKey`. */
  key: string
  subject: string | null
  /** The message as JSON. */
  body: string
  /** When it may be handed out: its due time while it waits, the end of its lease while it is leased. One index serves both. */
  due: number
  /** How often it was handed out; with `id` and `worker` the fencing token of a lease. */
  attempts: number
  /** Who holds its lease (even if that has ended since); null while it waits. */
  worker: string | null
  /** Why the last attempt failed. */
  error: string | null
}

/** A message set aside. */
export interface QueueDeadLetterRow {
  id: number
  queue: string
  subject: string | null
  body: string
  attempts: number
  reason: string
  died_at: number
}

export interface QueueTables {
  queue_messages: QueueMessageRow
  queue_dead_letters: QueueDeadLetterRow
}

export const queueMigrations: readonly Migration[] = [
  {
    name: '001 messages and dead letters',
    async up(db, engine) {
      // SQLite would otherwise give the id of a deleted message to the next one, and an old lease would fit it.
      const id =
        engine === 'sqlite' ? 'integer primary key autoincrement' : 'bigint generated always as identity primary key'
      await sql`create table queue_messages (
        id ${sql.raw(id)}, queue text not null, key text not null, subject text, body text not null,
        due bigint not null, attempts integer not null, worker text, error text)`.execute(db)
      await sql`create index queue_messages_due on queue_messages (queue, due)`.execute(db)
      await sql`create unique index queue_messages_waiting on queue_messages (key) where worker is null`.execute(db)
      await sql`create index queue_messages_leased on queue_messages (key) where worker is not null`.execute(db)
      await sql`create index queue_messages_subject on queue_messages (subject) where subject is not null`.execute(db)
      await sql`create table queue_dead_letters (
        id ${sql.raw(id)}, queue text not null, subject text, body text not null,
        attempts integer not null, reason text not null, died_at bigint not null)`.execute(db)
      await sql`create index queue_dead_letters_queue on queue_dead_letters (queue, id)`.execute(db)
    },
  },
]
