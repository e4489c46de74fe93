import { type Store, statement, type Tx } from '../../../platform/store/index.ts'
import type { ClouddriverTables, ResourceRow } from './tables.ts'
import type { Fence } from './tasks.ts'

/** A resource as an agent read it. */
export interface ReadResource {
  readonly kind: string
  readonly region: string
  readonly name: string
  /** Absent: it is as it was. */
  readonly content?: { readonly body: string; readonly hash: string }
}

/** What an agent has read, and when the read began. */
export interface Reading {
  readonly agent: string
  readonly startedAt: number
  readonly resources: readonly ReadResource[]
  /** Says of a resource that was not read whether it is gone. */
  isGone(row: { readonly kind: string; readonly region: string; readonly name: string }): boolean
  /**
   * A read of single resources: their names. It marks even those that did not change, so that a longer read that began
   * before yields to it.
   */
  readonly only?: readonly string[]
}

export type ResourceStore = ReturnType<typeof resourceStore>

/** How long others can hear that a resource is gone. */
const tombstoneMs = 3_600_000
/** How old the time may be that the database and other processes have of a resource that is read and does not change. */
const markEveryMs = 600_000

const nextRevision = statement<[name: string], { revision: number }>(`
  insert into clouddriver_agents (name, revision) values ($1, 1)
  on conflict (name) do update set revision = clouddriver_agents.revision + 1
  returning revision`)
const put = statement<
  [
    agent: string,
    kind: string,
    region: string,
    name: string,
    body: string | null,
    hash: string,
    readAt: number,
    revision: number,
  ]
>(`
  insert into clouddriver_resources (agent, kind, region, name, body, hash, read_at, revision)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (agent, kind, region, name) do update
  set body = excluded.body, hash = excluded.hash, read_at = excluded.read_at, revision = excluded.revision`)
const mark = statement<[agent: string, kind: string, region: string, name: string, readAt: number, revision: number]>(`
  update clouddriver_resources set read_at = $5, revision = $6
  where agent = $1 and kind = $2 and region = $3 and name = $4`)

/** Resources by the agent that is the authority for them. */
export function resourceStore(store: Store) {
  const read = store.tables<ClouddriverTables>()
  return {
    /** All that are there. */
    all: () => read.selectFrom('clouddriver_resources').selectAll().where('body', 'is not', null).execute(),
    revisions: () => read.selectFrom('clouddriver_agents').selectAll().execute(),
    /** What an agent wrote after `revision`; what is gone has no body. */
    since: (agent: string, revision: number): Promise<ResourceRow[]> =>
      read
        .selectFrom('clouddriver_resources')
        .selectAll()
        .where('agent', '=', agent)
        .where('revision', '>', revision)
        .execute(),
    /**
     * Writes what changed and returns it. What a later read has already told stays: an agent's long read must not undo the
     * refresh that an operation caused meanwhile. `announce` runs in the transaction when something was written.
     */
    write: (
      reading: Reading,
      fence: Fence,
      announce: (tx: Tx, revision: number, changed: readonly ResourceRow[]) => Promise<void>,
    ): Promise<ResourceRow[]> =>
      store.transaction(
        async (tx) => {
          await fence(tx)
          const { agent, startedAt, only } = reading
          const db = tx.tables<ClouddriverTables>()
          const ofAgent = db
            .selectFrom('clouddriver_resources')
            .select(['kind', 'region', 'name', 'hash', 'read_at'])
            .where('agent', '=', agent)
          const known = await (only === undefined ? ofAgent : ofAgent.where('name', 'in', only)).execute()
          const { changes, unchanged } = compare(reading, known)
          await db
            .deleteFrom('clouddriver_resources')
            .where('agent', '=', agent)
            .where('hash', '=', '')
            .where('read_at', '<', startedAt - tombstoneMs)
            .execute()
          if (changes.length === 0 && unchanged.length === 0) return []
          const revision = (await tx.run(nextRevision, [agent])).rows[0]?.revision ?? 1
          const changed = changes.map((change) => ({ ...change, agent, read_at: startedAt, revision }))
          await Promise.all([
            ...changed.map((row) =>
              tx.run(put, [agent, row.kind, row.region, row.name, row.body, row.hash, startedAt, revision]),
            ),
            ...unchanged.map((row) => tx.run(mark, [agent, row.kind, row.region, row.name, startedAt, revision])),
          ])
          await announce(tx, revision, changed)
          return changed
        },
        { lock: `clouddriver agent ${reading.agent}` },
      ),
  }
}

type KnownRow = Pick<ResourceRow, 'kind' | 'region' | 'name' | 'hash' | 'read_at'>

const placeOf = (row: { kind: string; region: string; name: string }) => `${row.kind}\n${row.region}\n${row.name}`

/** What is to be written, and what is to be marked as read though it is as it was. */
function compare(reading: Reading, known: readonly KnownRow[]) {
  const { startedAt, only } = reading
  const before = new Map(known.map((row) => [placeOf(row), row]))
  const seen = new Set<string>()
  const changes: Pick<ResourceRow, 'kind' | 'region' | 'name' | 'body' | 'hash'>[] = []
  const unchanged: KnownRow[] = []
  for (const { kind, region, name, content } of reading.resources) {
    const key = placeOf({ kind, region, name })
    seen.add(key)
    const old = before.get(key)
    if (content === undefined || (old && old.read_at > startedAt)) continue
    if (old?.hash !== content.hash) changes.push({ kind, region, name, ...content })
    else if (only !== undefined || old.read_at < startedAt - markEveryMs) unchanged.push(old)
  }
  for (const old of known) {
    if (seen.has(placeOf(old)) || old.hash === '' || old.read_at > startedAt || !reading.isGone(old)) continue
    const { kind, region, name } = old
    changes.push({ kind, region, name, body: null, hash: '' })
  }
  return { changes, unchanged }
}
