import type { Kysely } from 'kysely'
import { type Document, type DocumentReader, documentReader, foldCase, type Json } from './reader.ts'
import type { DocumentKind, DocumentRow, Front50Tables } from './tables.ts'

/** The version of the shape in which bodies are written today. */
const FORMAT = 1

/** A document to be saved under its id, new or not. */
export interface NewContent {
  readonly kind: DocumentKind
  readonly id: string
  /** By what it is looked up beside its id. */
  readonly name?: string
  readonly application?: string
  readonly body: Json
}

/** A document that a transaction has changed. */
export interface Change {
  readonly kind: DocumentKind
  readonly id: string
  readonly application: string | null
  readonly change: 'saved' | 'deleted'
}

/** Reads and writes documents inside one transaction. */
export interface DocumentWriter extends DocumentReader {
  /** Saves a content. Equal to the current one, it makes no new revision, but counts as modified. */
  put(content: NewContent): Promise<Document>
  /** Deletes a document; its revisions stay. False when there was none. */
  remove(kind: DocumentKind, id: string): Promise<boolean>
  /** Brings a deleted document back with its last content; undefined when none was deleted. */
  recover(kind: DocumentKind, id: string): Promise<Document | undefined>
}

/** Writes through a transaction's `db` as `author` at `now` (milliseconds since 1970); tells each change to `onChange`. */
export function documentWriter(
  db: Kysely<Front50Tables>,
  { author, now, onChange }: { author: string; now: number; onChange: (change: Change) => void },
): DocumentWriter {
  const reader = documentReader(db)

  const rowOf = (kind: DocumentKind, id: string) =>
    db
      .selectFrom('front50_documents')
      .selectAll()
      .where('kind', '=', kind)
      .where('id', '=', foldCase(id))
      .executeTakeFirst()

  const currentRevision = (row: DocumentRow) =>
    db
      .selectFrom('front50_revisions')
      .select(['body', 'modified_at'])
      .where('kind', '=', row.kind)
      .where('id', '=', row.id)
      .where('revision', '=', row.revision)
      .executeTakeFirstOrThrow()

  const setDocument = (row: DocumentRow, values: Partial<DocumentRow>) =>
    db.updateTable('front50_documents').set(values).where('kind', '=', row.kind).where('id', '=', row.id).execute()

  const addRevision = (kind: DocumentKind, id: string, revision: number, body: string, modifiedAt: number) =>
    db
      .insertInto('front50_revisions')
      .values({ kind, id, revision, body, format: FORMAT, modified_at: modifiedAt, modified_by: author })
      .execute()

  const touchRevision = (row: DocumentRow, modifiedAt: number) =>
    db
      .updateTable('front50_revisions')
      .set({ modified_at: modifiedAt, modified_by: author })
      .where('kind', '=', row.kind)
      .where('id', '=', row.id)
      .where('revision', '=', row.revision)
      .execute()

  const written = async (kind: DocumentKind, id: string): Promise<Document> => {
    const document = await reader.find(kind, id)
    if (!document) throw new Error(`Front50's ${kind} ${id} is gone in the transaction that wrote it`)
    onChange({ kind, id, application: document.application, change: 'saved' })
    return document
  }

  return {
    ...reader,

    async put(content) {
      const { kind } = content
      const id = foldCase(content.id)
      const body = JSON.stringify(content.body)
      const place = {
        name: content.name === undefined ? null : foldCase(content.name),
        application: content.application === undefined ? null : foldCase(content.application),
      }
      const row = await rowOf(kind, id)
      if (!row) {
        await db
          .insertInto('front50_documents')
          .values({ kind, id, ...place, revision: 1, created_at: now, deleted: 0 })
          .execute()
        await addRevision(kind, id, 1, body, now)
        return written(kind, id)
      }
      const current = await currentRevision(row)
      const modifiedAt = Math.max(now, current.modified_at + 1)
      const isSame = current.body === body
      if (isSame) await touchRevision(row, modifiedAt)
      else await addRevision(kind, id, row.revision + 1, body, modifiedAt)
      await setDocument(row, {
        ...place,
        revision: isSame ? row.revision : row.revision + 1,
        deleted: 0,
        ...(row.deleted === 1 && { created_at: now }),
      })
      return written(kind, id)
    },

    async remove(kind, id) {
      const row = await rowOf(kind, id)
      if (!row || row.deleted === 1) return false
      await setDocument(row, { deleted: 1 })
      onChange({ kind, id: row.id, application: row.application, change: 'deleted' })
      return true
    },

    async recover(kind, id) {
      const row = await rowOf(kind, id)
      if (!row || row.deleted === 0) return undefined
      await setDocument(row, { deleted: 0 })
      return written(kind, row.id)
    },
  }
}
