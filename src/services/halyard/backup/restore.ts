import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '../../../platform/errors/index.ts'
import { readTar, type TarEntry } from '../../../platform/parsing/tar.ts'
import { restoreSnapshot } from '../../../platform/store/snapshot.ts'
import { complete, editable, locked, writeAtomically } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { type Manifest, manifestPath, sha256, statePath } from './create.ts'

export interface Difference {
  readonly path: string
  readonly change: 'added' | 'changed'
}

/** A backup that was found to be whole. */
export interface Backup {
  readonly createdAt: string | undefined
  readonly files: readonly TarEntry[]
  /** The embedded database, when the backup has it. */
  readonly state: Buffer | undefined
}

/** Reads a backup and finds out whether it is whole. Throws `invalid` with what is wrong; of such a backup nothing is restored. */
export async function openBackup(path: string): Promise<Backup> {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw problem('invalid', `The backup ${path} can't be read: ${(error as Error).message}`)
  }
  const entries = await readTar(bytes, `The backup ${path}`)
  const manifest = manifestOf(entries, path)
  const files = entries.filter((entry) => entry.path !== manifestPath && entry.path !== statePath)
  const config = files.find((entry) => entry.path === 'config')
  if (config === undefined) throw problem('invalid', `The backup ${path} has no halconfig; it is no backup of hal.`)
  const text = config.content.toString().replaceAll('{%halconfig-dir%}/', '')
  // Found to be readable before anything is overwritten.
  complete(editable(text, `The halconfig in ${path}`).tree)
  return {
    createdAt: manifest?.createdAt,
    files: files.map((entry) => (entry === config ? { ...entry, content: Buffer.from(text) } : entry)),
    state: entries.find((entry) => entry.path === statePath)?.content,
  }
}

/** Older backups say nothing of themselves. */
function manifestOf(entries: readonly TarEntry[], path: string): Manifest | undefined {
  const found = entries.find((entry) => entry.path === manifestPath)
  if (found === undefined) return undefined
  const manifest = JSON.parse(found.content.toString()) as Manifest
  const byPath = new Map(entries.map((entry) => [entry.path, entry]))
  for (const [name, expected] of Object.entries(manifest.files)) {
    const entry = byPath.get(name)
    if (entry === undefined)
      throw problem('invalid', `The backup ${path} is damaged: ${name} is missing. Nothing was restored.`)
    if (sha256(entry.content) !== expected)
      throw problem('invalid', `The backup ${path} is damaged: ${name} is not what it was. Nothing was restored.`)
  }
  return manifest
}

/** What a restore would change. Files that the backup does not have stay. */
export function differences(home: HalHome, backup: Backup): Difference[] {
  return backup.files.flatMap(({ path, content }): Difference[] => {
    const target = join(home.directory, path)
    if (!existsSync(target)) return [{ path, change: 'added' }]
    return readFileSync(target).equals(content) ? [] : [{ path, change: 'changed' as const }]
  })
}

/** Puts the files of a backup in their places, the halconfig last: an interrupted restore is done again. */
export function restoreBackup(
  home: HalHome,
  backup: Backup,
  stateHome: string | undefined,
): Promise<readonly Difference[]> {
  return locked(home.lock, async () => {
    const changes = differences(home, backup)
    const ordered = [...backup.files].sort(
      (one, other) => Number(one.path === 'config') - Number(other.path === 'config'),
    )
    for (const { path, content, mode } of ordered) {
      const target = join(home.directory, path)
      if (!changes.some((change) => change.path === path)) continue
      writeAtomically(target, content)
      chmodSync(target, mode & 0o700)
    }
    if (stateHome !== undefined && backup.state !== undefined) await restoreSnapshot(stateHome, backup.state)
    rmSync(join(home.directory, manifestPath), { force: true })
    return changes
  })
}
