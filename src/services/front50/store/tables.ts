/** The kinds of documents that Front50 keeps. The names are for ever: they are stored. */
export type DocumentKind =
  | 'application'
  | 'applicationPermission'
  | 'pipeline'
  | 'strategy'
  | 'project'
  | 'notification'
  | 'pipelineTemplate'
  | 'serviceAccount'

/** A document: what is looked for, listed and sorted by. Its content is its current revision's. */
export interface DocumentRow {
  kind: DocumentKind
  /** Lower case: two ids that differ only in case are one. */
  id: string
  /** Lower case; null for kinds that have no name beside their id. */
  name: string | null
  /** Lower case; null for kinds that belong to no application. */
  application: string | null
  revision: number
  created_at: number
  /** 1 when deleted: the revisions stay, so that it can be recovered. */
  deleted: number
}

/** One content of a document, stored once. Lists read the current ones only, however long the history. */
export interface RevisionRow {
  kind: DocumentKind
  id: string
  revision: number
  /** The document as JSON, without what the server says about it (times, author). */
  body: string
  /** The version of the body's shape. */
  format: number
  modified_at: number
  modified_by: string
}

export interface Front50Tables {
  front50_documents: DocumentRow
  front50_revisions: RevisionRow
}
