import { type Clock, systemClock } from '../clock.ts'
import { type Migration, type Store, statement, type Tx } from '../store/index.ts'
import { LeaseLostError } from './lease-lost.ts'

/** The right to do something alone, among all processes on one database, for a limited time. */
export interface Lease {
  readonly name: string
  readonly holder: string
  /** Grows with each holder of `name`: what carries a smaller one comes from an earlier holder. */
  readonly token: number
  /** When it ends (milliseconds since 1970); `renew` moves it. */
  until: number
}

export interface Leases {
  /** Takes the lease `name` for `ttlMs`; undefined while anybody, this process included, holds it. */
  acquire(name: string, ttlMs: number): Promise<Lease | undefined>
  /** Prolongs leases to `ttlMs` from now. Returns those that were lost. */
  renew(leases: readonly Lease[], ttlMs: number): Promise<Lease[]>
  /** Gives a lease back; nothing happens when it was lost. */
  release(lease: Lease): Promise<void>
  /** Fences the caller's transaction: throws LeaseLostError, and so rolls it back, unless the lease stands until its commit. */
  confirm(tx: Tx, lease: Lease): Promise<void>
  /**
   * Runs `work` under the lease `name`, renewed every third of `ttlMs` until `work` is done, then released. `signal`
   * aborts when the lease is lost. Returns undefined, without having run, while somebody else holds it.
   * @param options.lingers the lease is not released, but ends by itself: nobody does the same again so soon
   */
  hold<R>(
    name: string,
    ttlMs: number,
    work: (lease: Lease, signal: AbortSignal) => Promise<R>,
    options?: { readonly lingers?: boolean },
  ): Promise<R | undefined>
  /** Leases that stand. */
  list(): Promise<Omit<Lease, 'token'>[]>
}

export interface LeasesOptions {
  readonly store: Store
  /** Names this process: unique among all, e.g. host, process id and a random part. */
  readonly holder: string
  readonly clock?: Clock
}

const migrations: readonly Migration[] = [
  {
    name: '001 leases',
    async up(db) {
      await db.schema
        .createTable('leases')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('holder', 'text', (column) => column.notNull())
        .addColumn('token', 'bigint', (column) => column.notNull())
        .addColumn('until', 'bigint', (column) => column.notNull())
        .execute()
    },
  },
]

/** The row stays when its lease ends, so that tokens never start again. */
const acquire = statement<[name: string, holder: string, now: number, until: number], { token: number }>(`
  insert into leases (name, holder, token, until) values ($1, $2, 1, $4)
  on conflict (name) do update set holder = excluded.holder, token = leases.token + 1, until = excluded.until
  where leases.until <= $3
  returning token`)
const setEnd = statement<[name: string, holder: string, token: number, until: number]>(
  'update leases set until = $4 where name = $1 and holder = $2 and token = $3',
)
/** Changes nothing but locks the row until the commit: nobody can take over in between. */
const confirm = statement<[name: string, holder: string, token: number]>(
  'update leases set until = until where name = $1 and holder = $2 and token = $3',
)
const list = statement<[now: number], { name: string; holder: string; until: number }>(
  'select name, holder, until from leases where until > $1 order by name',
)

/** Others wait a tenth longer than the holder counts on: room for clocks that differ. */
const grace = (ttlMs: number) => Math.ceil(ttlMs / 10)

/** Opens the named leases of `store`, for the process `holder`. */
export async function openLeases({ store, holder, clock = systemClock }: LeasesOptions): Promise<Leases> {
  await store.migrate('platform/leases', migrations)
  const isOver = (lease: Lease) => clock.now() >= lease.until

  const leases: Leases = {
    async acquire(name, ttlMs) {
      const now = clock.now()
      const { rows } = await store.transaction((tx) => tx.run(acquire, [name, holder, now, now + ttlMs + grace(ttlMs)]))
      return rows[0] && { name, holder, token: rows[0].token, until: now + ttlMs }
    },
    async renew(held, ttlMs) {
      const now = clock.now()
      const living = held.filter((lease) => !isOver(lease))
      const end = now + ttlMs + grace(ttlMs)
      const results = await store.transaction((tx) =>
        Promise.all(living.map((lease) => tx.run(setEnd, [lease.name, lease.holder, lease.token, end]))),
      )
      const kept = new Set(living.filter((_, index) => results[index]?.changes === 1))
      for (const lease of kept) lease.until = now + ttlMs
      return held.filter((lease) => !kept.has(lease))
    },
    async release(lease) {
      await store.transaction((tx) => tx.run(setEnd, [lease.name, lease.holder, lease.token, 0]))
      lease.until = 0
    },
    async confirm(tx, lease) {
      const { changes } = await tx.run(confirm, [lease.name, lease.holder, lease.token])
      if (changes === 0 || isOver(lease)) {
        throw new LeaseLostError(
          `The lease ${lease.name} was lost: another process may hold it, so this work is dropped`,
        )
      }
    },
    async hold(name, ttlMs, work, { lingers = false } = {}) {
      const lease = await leases.acquire(name, ttlMs)
      if (!lease) return undefined
      const lost = new AbortController()
      const abort = () => lost.abort(new LeaseLostError(`The lease ${name} was lost: another process may hold it`))
      let stopTimer = () => {}
      let done = false
      const renewLater = () => {
        stopTimer = clock.setTimer(
          async () => {
            // A database out of reach is no loss yet: try again until the lease is over.
            const gone = await leases.renew([lease], ttlMs).then(
              ({ length }) => length > 0,
              () => isOver(lease),
            )
            if (done) return
            if (gone) abort()
            else renewLater()
          },
          Math.floor(ttlMs / 3),
        )
      }
      renewLater()
      try {
        return await work(lease, lost.signal)
      } finally {
        done = true
        stopTimer()
        if (!lingers) await leases.release(lease).catch(() => undefined)
      }
    },
    async list() {
      return (await store.run(list, [clock.now()])).rows
    },
  }
  return leases
}
