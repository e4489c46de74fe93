export { type Documents, openDocuments } from './documents.ts'
export { type Document, type DocumentFilter, type DocumentReader, foldCase, type Json } from './reader.ts'
export type { DocumentKind } from './tables.ts'
export type { Change, DocumentWriter, NewContent } from './writer.ts'
