export { readBucket } from './bucket.ts'
export { type Document, type DocumentKind, type Documents, documentKinds, type Unreadable } from './document.ts'
export { readFolder } from './folder.ts'
export { readSqlDump } from './sql-dump.ts'
