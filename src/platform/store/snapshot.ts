import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { problem } from '../errors/index.ts'
import { holdHome } from './home.ts'

const fileIn = (home: string) => join(home, 'gennaker.sqlite')

/** The embedded database of a home as one consistent file, also while services write to it. */
export async function snapshotOf(home: string): Promise<Buffer> {
  const file = fileIn(home)
  if (!existsSync(file))
    throw problem('notFound', `There is no embedded database in ${home}; with PostgreSQL, use pg_dump.`)
  const folder = mkdtempSync(join(tmpdir(), 'gennaker-snapshot-'))
  const database = new DatabaseSync(file, { timeout: 10_000, readOnly: true })
  try {
    const copy = join(folder, 'copy.sqlite')
    database.prepare('vacuum into ?').run(copy)
    return readFileSync(copy)
  } finally {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Puts a snapshot in the place of the embedded database of a home, which no process may be using. Throws `conflict` when one is. */
export async function restoreSnapshot(home: string, snapshot: Buffer): Promise<void> {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  let release: () => void
  try {
    release = holdHome(home)
  } catch (error) {
    throw problem('conflict', `The state in ${home} is in use: ${(error as Error).message}`)
  }
  try {
    const draft = `${fileIn(home)}.restored`
    writeFileSync(draft, snapshot, { mode: 0o600 })
    // What the old database has not yet written into its file belongs to nothing any more.
    for (const suffix of ['-wal', '-shm']) rmSync(`${fileIn(home)}${suffix}`, { force: true })
    renameSync(draft, fileIn(home))
  } finally {
    release()
  }
}
