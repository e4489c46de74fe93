import { createReadStream, statSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { problem } from '../../../../platform/errors/index.ts'
import { collect, type DocumentKind, type Documents } from './document.ts'
import { statements } from './sql-statements.ts'
import { rowsOf, type Value } from './sql-values.ts'

/** Front50's tables. Histories, whose names go on, are none of them. */
const tables: Readonly<Record<string, DocumentKind>> = {
  applications: 'application',
  application_permissions: 'permission',
  pipelines: 'pipeline',
  pipeline_strategies: 'strategy',
  pipeline_templates: 'template',
  projects: 'project',
  notifications: 'notification',
  service_accounts: 'serviceAccount',
  snapshots: 'other',
  entity_tags: 'other',
  deliveries: 'other',
  plugin_info: 'other',
  plugin_versions: 'other',
}

const name = '(?:[`"]?[\\w$-]+[`"]?\\.)?[`"]?([\\w$-]+)[`"]?'
const create = new RegExp(`^CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${name}\\s*\\(`, 'i')
const insert = new RegExp(`^(?:INSERT|REPLACE)(?:\\s+IGNORE)?\\s+INTO\\s+${name}\\s*(?:\\(([^)]*)\\)\\s*)?VALUES`, 'i')

/**
 * The documents in a dump of Front50's database: `mysqldump`, or `pg_dump --inserts`; `.gz` too. What was deleted is left out. Throws
 * `invalid` for what is no dump of Front50's.
 */
export async function readSqlDump(path: string): Promise<Documents> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw problem('invalid', `There is no file ${path}. Make one: mysqldump front50 > front50.sql`)
  const found = collect()
  const columns = new Map<string, readonly string[]>()
  const { isMysql, copies } = await made(path)
  if (copies)
    throw problem('invalid', `${path} holds its rows as COPY. Make it with INSERTs: pg_dump --inserts DATABASE`)
  let seen = false
  for await (const statement of statements(texts(path), /^(CREATE\s+TABLE|INSERT|REPLACE)\b/i, { escapes: isMysql })) {
    const table = create.exec(statement)
    if (table !== null) columns.set(table[1]!, columnsOf(statement))
    const rows = insert.exec(statement)
    const kind = rows === null || !Object.hasOwn(tables, rows[1]!) ? undefined : tables[rows[1]!]
    if (rows === null || kind === undefined) continue
    seen = true
    const names = rows[2] === undefined ? columns.get(rows[1]!) : rows[2].split(',').map(bare)
    if (names === undefined)
      throw problem('invalid', `${path} does not say what the columns of ${rows[1]} are: dump its structure too.`)
    for (const row of rowsOf(statement, rows[0].length, isMysql)) addRow(row, names, kind, rows[1]!)
  }
  if (!seen && ![...columns.keys()].some((table) => Object.hasOwn(tables, table)))
    throw problem('invalid', `${path} has none of Front50's tables. Dump the database that Front50 uses.`)
  return found

  function addRow(row: readonly Value[], names: readonly string[], kind: DocumentKind, table: string): void {
    const of = (column: string) => row[names.indexOf(column)] ?? null
    if (deleted.has((of('is_deleted') ?? '').toLowerCase())) return
    const id = of('id') ?? of('name') ?? ''
    const where = `${table} ${id}`
    const body = of('body')
    if (body === null) found.unreadable.push({ where, why: 'It has no body.' })
    else found.add(where, { kind, id, ...(kind === 'other' ? { group: table } : {}) }, body)
  }
}

/** What `is_deleted` is then, as a number, a bit and a truth of PostgreSQL. */
const deleted = new Set(['1', '\u0001', 'true', 't'])

const bare = (text: string) => text.trim().replaceAll(/[`"]/g, '')

/** Of a CREATE TABLE: a line that begins with a quoted name, or in PostgreSQL a bare one, is a column. */
const columnsOf = (statement: string) =>
  statement
    .slice(statement.indexOf('(') + 1)
    .split('\n')
    .map((line) => /^\s*[`"]?(\w+)[`"]?\s+\S/.exec(line)?.[1] ?? '')
    .filter((word) => word !== '' && !/^(PRIMARY|KEY|UNIQUE|CONSTRAINT|INDEX|FULLTEXT|CHECK)$/i.test(word))

async function* texts(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const plain = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  plain.setEncoding('utf8')
  for await (const chunk of plain) yield chunk as string
}

/** By which program it was made; its beginning tells. */
async function made(path: string): Promise<{ isMysql: boolean; copies: boolean }> {
  let start = ''
  for await (const chunk of texts(path)) {
    start += chunk
    if (start.length > 100_000) break
  }
  const isPostgres = /PostgreSQL database dump|^SET standard_conforming_strings/m.test(start)
  return { isMysql: !isPostgres, copies: isPostgres && /^COPY .* FROM stdin;$/m.test(start) }
}
