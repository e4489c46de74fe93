import type { Store, Tx } from '../../../platform/store/index.ts'
import type { EchoTables } from './tables.ts'

export type ReceivedStore = ReturnType<typeof receivedStore>

interface Received {
  readonly source: string
  readonly key: string
  readonly eventId: string
  readonly at: number
}

/** The ids of events that came, for as long as a sender may send one again. */
export function receivedStore(store: Store) {
  return {
    /** Notes the event; the id under which it came before, if it did. */
    async remember(tx: Tx, { source, key, eventId, at }: Received): Promise<string | undefined> {
      const db = tx.tables<EchoTables>()
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('echo_received')
        .values({ source, key, event_id: eventId, received_at: at })
        .onConflict((conflict) => conflict.columns(['source', 'key']).doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows !== 0n) return undefined
      const before = await db
        .selectFrom('echo_received')
        .select('event_id')
        .where('source', '=', source)
        .where('key', '=', key)
        .executeTakeFirstOrThrow()
      return before.event_id
    },
    /** Forgets what came before `time`. */
    forget: (time: number) =>
      store.transaction((tx) =>
        tx.tables<EchoTables>().deleteFrom('echo_received').where('received_at', '<', time).execute(),
      ),
  }
}
