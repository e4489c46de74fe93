import { type Store, statement, type Tx } from '../../../platform/store/index.ts'
import type { ClouddriverTables, ResourceKind, ResourceRow } from './tables.ts'
import type { Fence } from './tasks.ts'

/** A resource as an agent read it. */
export interface ReadResource {
  readonly kind: ResourceKind
  readonly region: string
  readonly name: string
  readonly body: string
  readonly hash: string
}

/** What an agent has read, and when the read began. */
export interface Reading {
  readonly agent: string
  readonly startedAt: number
  readonly resources: readonly ReadResource[]
  /** Says of a resource that was not read whether it is gone. */
  isGone(row: { readonly kind: ResourceKind; readonly region: string; readonly name: string }): boolean
  /** A read of single resources marks even those that did not change, so that a longer read that began before yields to it. */
  readonly single: boolean
}

export type ResourceStore = ReturnType<typeof resourceStore>

/** How long others can hear that a resource is gone. */
const tombstoneMs = 3_600_000

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
const touch = statement<[agent: string, kind: string, region: string, name: string, readAt: number]>(`
  update clouddriver_resources set read_at = $5 where agent = $1 and kind = $2 and region = $3 and name = $4`)

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
     * refresh that an operation caused meanwhile. `announce` runs in the transaction when something changed.
     */
    write: (
      reading: Reading,
      fence: Fence,
      announce: (tx: Tx, changed: readonly ResourceRow[]) => Promise<void>,
    ): Promise<ResourceRow[]> =>
      store.transaction(
        async (tx) => {
          await fence(tx)
          const { agent, startedAt } = reading
          const db = tx.tables<ClouddriverTables>()
          const known = await db
            .selectFrom('clouddriver_resources')
            .select(['kind', 'region', 'name', 'hash', 'read_at'])
            .where('agent', '=', agent)
            .execute()
          const place = (row: { kind: string; region: string; name: string }) =>
            `${row.kind}\n${row.region}\n${row.name}`
          const before = new Map(known.map((row) => [place(row), row]))
          const changes: Omit<ResourceRow, 'revision'>[] = []
          const seen = new Set<string>()
          for (const { kind, region, name, body, hash } of reading.resources) {
            const key = place({ kind, region, name })
            const old = before.get(key)
            seen.add(key)
            if (old && old.read_at > startedAt) continue
            if (old?.hash !== hash) changes.push({ agent, kind, region, name, body, hash, read_at: startedAt })
            else if (reading.single) await tx.run(touch, [agent, kind, region, name, startedAt])
          }
          for (const old of known) {
            if (seen.has(place(old)) || old.hash === '' || old.read_at > startedAt || !reading.isGone(old)) continue
            const { kind, region, name } = old
            changes.push({ agent, kind, region, name, body: null, hash: '', read_at: startedAt })
          }
          await db
            .deleteFrom('clouddriver_resources')
            .where('agent', '=', agent)
            .where('hash', '=', '')
            .where('read_at', '<', startedAt - tombstoneMs)
            .execute()
          if (changes.length === 0) return []
          const revision = (await tx.run(nextRevision, [agent])).rows[0]?.revision ?? 1
          const changed = changes.map((change) => ({ ...change, revision }))
          await Promise.all(
            changed.map((row) =>
              tx.run(put, [row.agent, row.kind, row.region, row.name, row.body, row.hash, row.read_at, row.revision]),
            ),
          )
          await announce(tx, changed)
          return changed
        },
        { lock: `clouddriver agent ${reading.agent}` },
      ),
  }
}
