import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { type TarEntry, writeTar } from '../../../platform/parsing/tar.ts'
import { snapshotOf } from '../../../platform/store/snapshot.ts'
import { editable, locked, writeAtomically } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'
import { localPath } from '../local-paths.ts'
import { localFiles } from './local-files.ts'

/** What a backup says of itself, so that a damaged one is not restored. */
export interface Manifest {
  readonly createdAt: string
  /** The SHA-256 of each other file, by its path. */
  readonly files: Readonly<Record<string, string>>
}

export const manifestPath = '.backup/manifest.json'
/** Where a snapshot of the embedded database is in a backup. */
export const statePath = '.backup/state/gennaker.sqlite'

export interface Created {
  readonly path: string
  /** Of the whole archive. */
  readonly sha256: string
  /** Local files that the halconfig names and that could not be read. */
  readonly missing: readonly string[]
}

export interface CreateOptions {
  readonly output: string
  readonly now: Date
  /** The folder of the embedded database, for a backup with what the services know. */
  readonly stateHome?: string | undefined
  /** For `~` in paths. */
  readonly env?: NodeJS.ProcessEnv
}

/** What is no part of a backup: what a lock is made of, what proves a caller of the daemon, drafts, and what is rendered again. */
const left = new Set([
  '.daemon-token',
  '.lock',
  '.lock-journal',
  '.lock.apply',
  '.lock.apply-journal',
  '.cache',
  'service-logs',
  'staging',
])

/**
 * Writes a tar of the whole home, for its owner alone. Local files that the halconfig names come with it, and the halconfig in the
 * backup names them there; the one in the home stays as it is. Nobody edits the home meanwhile.
 */
export function createBackup(
  home: HalHome,
  { output, now, stateHome, env = process.env }: CreateOptions,
): Promise<Created> {
  return locked(home.lock, async () => {
    const files = new Map<string, TarEntry>()
    for (const path of filesBelow(home.directory)) {
      const from = join(home.directory, path)
      files.set(path, { path, content: readFileSync(from), mode: statSync(from).mode & 0o777 })
    }
    const missing = gather(home, files, env)
    if (stateHome !== undefined)
      files.set(statePath, { path: statePath, content: await snapshotOf(stateHome), mode: 0o600 })
    const manifest: Manifest = {
      createdAt: now.toISOString(),
      files: Object.fromEntries([...files].map(([path, { content }]) => [path, sha256(content)])),
    }
    files.set(manifestPath, {
      path: manifestPath,
      content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
      mode: 0o600,
    })
    const sorted = [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1))
    const archive = await writeTar(sorted, now)
    writeAtomically(output, archive)
    return { path: output, sha256: sha256(archive), missing }
  })
}

/** Puts the files that the halconfig names into the backup, and their places there into its copy of the halconfig. */
function gather(home: HalHome, files: Map<string, TarEntry>, env: NodeJS.ProcessEnv): string[] {
  const config = files.get('config')
  if (config === undefined) return []
  const document = editable(config.content.toString(), home.config)
  const wanted = structuredClone(document.tree)
  const missing: string[] = []
  for (const { value, deployment, set } of localFiles(wanted)) {
    const from = localPath(value, home, deployment, env)
    if (!relative(home.directory, from).startsWith('..')) {
      set(relative(home.directory, from))
      continue
    }
    if (!existsSync(from) || !statSync(from).isFile()) {
      missing.push(value)
      continue
    }
    const path = `.backup/required-files/${javaHash(value)}-${basename(value).replaceAll(/[^A-Za-z0-9._-]/g, '-')}`
    files.set(path, { path, content: readFileSync(from), mode: 0o600 })
    set(path)
  }
  files.set('config', { ...config, content: Buffer.from(document.with(wanted)) })
  return missing
}

/** The number that Halyard named copies by: that of a text in Java, without its sign. */
function javaHash(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  return Math.abs(hash)
}

export const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')

function* filesBelow(directory: string, below = ''): Iterable<string> {
  for (const entry of readdirSync(join(directory, below), { withFileTypes: true })) {
    if (left.has(entry.name) || entry.name.endsWith('.tmp')) continue
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) yield* filesBelow(directory, path)
    else if (entry.isFile()) yield path
  }
}

/** `halyard-2026-11-29_14-30-05-123Z.tar`, as Halyard named them. */
export const backupName = (now: Date) => `halyard-${now.toISOString().replace('T', '_').replaceAll(/[:.]/g, '-')}.tar`
