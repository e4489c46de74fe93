import type { Clock } from '../../../platform/clock.ts'
import type { Store, Tx } from '../../../platform/store/index.ts'
import { front50Migrations } from './migrations.ts'
import { type DocumentReader, documentReader } from './reader.ts'
import type { Front50Tables } from './tables.ts'
import { type Change, type DocumentWriter, documentWriter } from './writer.ts'

/** Everything that Front50 keeps: documents by kind and id, each with all its revisions. */
export interface Documents extends DocumentReader {
  /**
   * Runs `work` in a transaction as `author`. Writers follow each other, also those of other processes: what `work` has
   * read is still true when it writes, so checks (a name is free, a submitted time is the stored one) hold.
   */
  write<R>(author: string, work: (writer: DocumentWriter) => Promise<R>): Promise<R>
}

/**
 * Front50's documents in `store`, whose tables are made or brought up to date first.
 * `publish` is told every change inside its transaction.
 */
export async function openDocuments(
  store: Store,
  clock: Clock,
  publish: (tx: Tx, changes: readonly Change[]) => Promise<void>,
): Promise<Documents> {
  await store.migrate('front50', front50Migrations)
  return {
    ...documentReader(store.tables<Front50Tables>()),
    write: (author, work) =>
      store.transaction(
        async (tx) => {
          const changes: Change[] = []
          const onChange = (change: Change) => changes.push(change)
          const writer = documentWriter(tx.tables<Front50Tables>(), { author, now: clock.now(), onChange })
          const result = await work(writer)
          if (changes.length > 0) await publish(tx, changes)
          return result
        },
        { lock: 'front50 documents' },
      ),
  }
}
