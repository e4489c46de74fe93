import { statement, type Tx } from '../store/index.ts'
import type { QueueMessageRow } from './migrations.ts'

type Token = [id: number, attempts: number, worker: string]

/** The same message waiting already: it becomes due at the new time, with the new attributes. */
export const push = statement<[queue: string, key: string, subject: string | null, body: string, due: number]>(`
  insert into queue_messages (queue, key, subject, body, due, attempts) values ($1, $2, $3, $4, $5, 0)
  on conflict (key) where worker is null do update set subject = excluded.subject, body = excluded.body, due = excluded.due`)

export const ensure = statement<[queue: string, key: string, subject: string | null, body: string, due: number]>(`
  insert into queue_messages (queue, key, subject, body, due, attempts)
  select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as bigint), 0
  where not exists (select 1 from queue_messages where key = $2 and worker is not null)
  on conflict (key) where worker is null do nothing`)

/** Waits for nobody: it is leased from the start, unless the same message is waiting. */
export const pushLeased = statement<
  [queue: string, key: string, subject: string | null, body: string, until: number, worker: string],
  { id: number }
>(`
  insert into queue_messages (queue, key, subject, body, due, attempts, worker)
  select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as bigint), 1, cast($6 as text)
  where not exists (select 1 from queue_messages where key = $2 and worker is null)
  returning id`)

export const reschedule = statement<[key: string, due: number]>(
  'update queue_messages set due = $2 where key = $1 and worker is null',
)

/** Back to waiting after a lease; the same message waiting already absorbs it. */
export const putBack = statement<
  [
    queue: string,
    key: string,
    subject: string | null,
    body: string,
    due: number,
    attempts: number,
    error: string | null,
  ]
>(`
  insert into queue_messages (queue, key, subject, body, due, attempts, error) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (key) where worker is null do update set
    due = case when excluded.due < queue_messages.due then excluded.due else queue_messages.due end`)

export type LeasedRow = Pick<QueueMessageRow, 'id' | 'key' | 'subject' | 'body' | 'attempts' | 'error'> & {
  was_due: number
}
type TakeParameters = [queue: string, now: number, worker: string, limit: number]

/** Due, and of no subject that another worker holds a living lease of. */
const candidates = `
  from queue_messages m where m.queue = $1 and m.due <= $2 and (m.subject is null or not exists (
    select 1 from queue_messages held
    where held.subject = m.subject and held.queue = m.queue and held.worker is not null and held.worker <> $3 and held.due > $2))
  order by m.due, m.id limit $4`

const selectDue = statement<TakeParameters, LeasedRow>(
  `select m.id, m.key, m.subject, m.body, m.attempts, m.error, m.due as was_due ${candidates}`,
)
const leaseOne = statement<[id: number, worker: string, until: number]>(
  'update queue_messages set worker = $2, due = $3, attempts = attempts + 1 where id = $1',
)
/** A row that another transaction is changing (completing, rescheduling) is passed over. */
const leaseDue = statement<[...TakeParameters, until: number], LeasedRow>(`
  with taken as (select m.id, m.due ${candidates} for update of m skip locked)
  update queue_messages q set worker = $3, due = $5, attempts = q.attempts + 1 from taken where q.id = taken.id
  returning q.id, q.key, q.subject, q.body, q.attempts, q.error, taken.due as was_due`)

/**
 * Leases what is due. Runs under the queue's lock: two workers at once could each lease a message of the same subject,
 * seeing nothing of the other's uncommitted lease.
 */
export async function lease(
  tx: Tx,
  engine: 'sqlite' | 'postgres',
  parameters: TakeParameters,
  until: number,
): Promise<LeasedRow[]> {
  if (engine === 'postgres') {
    const { rows } = await tx.run(leaseDue, [...parameters, until])
    return rows.sort((a, b) => a.was_due - b.was_due || a.id - b.id)
  }
  const { rows } = await tx.run(selectDue, parameters)
  for (const row of rows) {
    await tx.run(leaseOne, [row.id, parameters[2], until])
    row.attempts += 1
  }
  return rows
}

/** When the next message becomes due or the next lease ends, after `now`. What was due by then and not taken is held back by its subject. */
export const nextDue = statement<[queue: string, now: number], { due: number | null }>(
  'select min(due) as due from queue_messages where queue = $1 and due > $2',
)

export const renew = statement<[...Token, until: number]>(
  'update queue_messages set due = $4 where id = $1 and attempts = $2 and worker = $3',
)

export const remove = statement<Token>('delete from queue_messages where id = $1 and attempts = $2 and worker = $3')

export const endLeases = statement<[queue: string, now: number]>(
  'update queue_messages set due = $2 where queue = $1 and worker is not null and due > $2',
)

export const addDeadLetter = statement<
  [queue: string, subject: string | null, body: string, attempts: number, reason: string, diedAt: number]
>('insert into queue_dead_letters (queue, subject, body, attempts, reason, died_at) values ($1, $2, $3, $4, $5, $6)')

export const removeDeadLetter = statement<[queue: string, id: number], { subject: string | null; body: string }>(
  'delete from queue_dead_letters where queue = $1 and id = $2 returning subject, body',
)

export const contains = statement<[key: string], { found: number }>(
  'select 1 as found from queue_messages where key = $1 limit 1',
)

export const ofSubject = statement<[queue: string, subject: string], QueueMessageRow>(
  'select * from queue_messages where queue = $1 and subject = $2 order by due, id',
)

export const depth = statement<
  [queue: string, now: number],
  { ready: number; delayed: number; leased: number; dead: number }
>(`
  select count(case when due <= $2 and (worker is null) then 1 end) as ready,
    count(case when due > $2 and (worker is null) then 1 end) as delayed,
    count(worker) as leased,
    (select count(*) from queue_dead_letters where queue = $1) as dead
  from queue_messages where queue = $1`)

export const oldest = statement<[queue: string], { due: number | null }>(
  'select min(due) as due from queue_messages where queue = $1',
)
