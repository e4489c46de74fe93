import type { Kysely } from 'kysely'
import type { DocumentKind, DocumentRow, Front50Tables, RevisionRow } from './tables.ts'

export type Json = Record<string, unknown>

/** A document with its current content. */
export interface Document {
  readonly kind: DocumentKind
  readonly id: string
  readonly application: string | null
  readonly body: Json
  readonly revision: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970; grows with every save, so that it tells two contents apart. */
  readonly modifiedAt: number
  readonly modifiedBy: string
}

/** Which documents of a kind. Compared ignoring case. */
export interface DocumentFilter {
  readonly application?: string
  readonly name?: string
}

/** Reads documents; deleted ones are not there. */
export interface DocumentReader {
  find(kind: DocumentKind, id: string): Promise<Document | undefined>
  list(kind: DocumentKind, filter?: DocumentFilter): Promise<Document[]>
  /** The newest `limit` contents of a document, newest first; empty when there is no such document. */
  history(kind: DocumentKind, id: string, limit: number): Promise<Document[]>
}

/** The form in which ids, names and applications are stored and compared. */
export function foldCase(text: string): string {
  return text.trim().toLowerCase()
}

/** Reads through `db`: the store's own, or a transaction's. */
export function documentReader(db: Kysely<Front50Tables>): DocumentReader {
  const documents = () =>
    db
      .selectFrom('front50_documents as document')
      .where('document.deleted', '=', 0)
      .select(['document.kind', 'document.id', 'document.application', 'document.created_at'])
  const withCurrent = () =>
    documents()
      .innerJoin('front50_revisions as revision', (join) =>
        join
          .onRef('revision.kind', '=', 'document.kind')
          .onRef('revision.id', '=', 'document.id')
          .onRef('revision.revision', '=', 'document.revision'),
      )
      .select(['revision.revision', 'revision.body', 'revision.modified_at', 'revision.modified_by'])

  return {
    async find(kind, id) {
      const row = await withCurrent()
        .where('document.kind', '=', kind)
        .where('document.id', '=', foldCase(id))
        .executeTakeFirst()
      return row && toDocument(row)
    },
    async list(kind, { application, name } = {}) {
      let query = withCurrent().where('document.kind', '=', kind)
      if (application !== undefined) query = query.where('document.application', '=', foldCase(application))
      if (name !== undefined) query = query.where('document.name', '=', foldCase(name))
      return (await query.execute()).map(toDocument).sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    async history(kind, id, limit) {
      const rows = await documents()
        .innerJoin('front50_revisions as revision', (join) =>
          join.onRef('revision.kind', '=', 'document.kind').onRef('revision.id', '=', 'document.id'),
        )
        .select(['revision.revision', 'revision.body', 'revision.modified_at', 'revision.modified_by'])
        .where('document.kind', '=', kind)
        .where('document.id', '=', foldCase(id))
        .orderBy('revision.revision', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toDocument)
    },
  }
}

type JoinedRow = Pick<DocumentRow, 'kind' | 'id' | 'application' | 'created_at'> &
  Pick<RevisionRow, 'revision' | 'body' | 'modified_at' | 'modified_by'>

function toDocument(row: JoinedRow): Document {
  return {
    kind: row.kind,
    id: row.id,
    application: row.application,
    body: JSON.parse(row.body),
    revision: row.revision,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    modifiedBy: row.modified_by,
  }
}
