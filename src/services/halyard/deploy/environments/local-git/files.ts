import { existsSync, readFileSync, rmSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { writeAtomically } from '../../../halconfig/index.ts'
import type { RenderedFile, RenderedService } from '../../../render/rendered.ts'
import type { Places } from './places.ts'

/** What a file was before it was changed; `undefined` when it was not there. */
type Before = Map<string, Buffer | undefined>

/** The files that hal put into `~/.spinnaker`, so that it takes away what it no longer renders, and nothing of anybody else. */
const listName = '.hal-files.json'

/** Where the services read a file. Deck's own settings come after those that are rendered, in the same file. */
function targetOf({ kind, path }: RenderedFile, { config }: Places): string | undefined {
  if (kind === 'config') return join(config, path)
  if (kind === 'deck') return path === 'settings-local.js' ? undefined : join(config, path)
  if (kind === 'dependency') return join(config, 'dependencies', path)
  return join(config, kind, path)
}

export interface Put {
  /** Puts everything back. */
  undo(): void
}

/** Puts the files of a service in place, each at once. */
export function putFiles(service: RenderedService, places: Places): Put {
  const before: Before = new Map()
  const owned = ownedFiles(places)
  const own = new Set<string>()
  const local = service.files.find(({ kind, path }) => kind === 'deck' && path === 'settings-local.js')
  for (const file of service.files) {
    const target = targetOf(file, places)
    if (target === undefined) continue
    const isSettings = file.kind === 'deck' && file.path === 'settings.js'
    const content = isSettings && local !== undefined ? `${file.content}\n${local.content}` : file.content
    remember(before, target)
    own.add(target)
    if (before.get(target)?.equals(Buffer.from(content)) !== true)
      writeAtomically(target, content, file.executable ? 0o700 : 0o600)
  }
  const stale = (owned[service.name] ?? []).filter((path) => !own.has(path) && !usedByOthers(owned, service.name, path))
  for (const path of stale) {
    remember(before, path)
    rmSync(path, { force: true })
  }
  remember(before, join(places.config, listName))
  writeAtomically(
    join(places.config, listName),
    `${JSON.stringify({ ...owned, [service.name]: [...own].sort() }, null, 2)}\n`,
  )
  return {
    undo() {
      for (const [path, content] of before) {
        if (content === undefined) rmSync(path, { force: true })
        else writeAtomically(path, content)
      }
    },
  }
}

function remember(before: Before, path: string): void {
  before.set(path, existsSync(path) ? readFileSync(path) : undefined)
}

type Owned = Readonly<Record<string, readonly string[]>>

function ownedFiles({ config }: Places): Owned {
  try {
    const read = JSON.parse(readFileSync(join(config, listName), 'utf8')) as Owned
    return Object.fromEntries(
      Object.entries(read).map(([service, paths]) => [service, paths.filter((path) => isAbsolute(path))]),
    )
  } catch {
    return {}
  }
}

const usedByOthers = (owned: Owned, service: string, path: string) =>
  Object.entries(owned).some(([name, paths]) => name !== service && paths.includes(path))

/** Takes away every file that hal put there. */
export function takeFiles(places: Places): void {
  for (const path of Object.values(ownedFiles(places)).flat()) rmSync(path, { force: true })
  rmSync(join(places.config, listName), { force: true })
}
