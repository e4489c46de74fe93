import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { writeAtomically } from '../../../halconfig/index.ts'
import { type Rendered, type RenderedFile, stagedPath } from '../../../render/index.ts'
import type { Places } from './places.ts'

/** The names of what hal put there, so that it takes away nothing else. */
const listName = '.hal-files'

/**
 * Shows what runs where Spinnaker has always had it. What an earlier apply put there and this one does not goes; a file of somebody
 * else stays.
 */
export function showFiles(rendered: Rendered, places: Places): void {
  const { config } = places
  const wanted = new Map(rendered.services.flatMap(({ files }) => files.map((file) => [pathOf(file, config), file])))
  for (const [path, { content }] of wanted) writeAtomically(path, content)
  for (const path of listed(places)) if (!wanted.has(path)) rmSync(path, { force: true })
  const names = [...wanted.keys()].map((path) => `${relative(config, path)}\n`)
  writeAtomically(join(config, listName), names.join(''))
  giveToGroup([config], places)
}

/** Takes away what hal put there. */
export function takeFiles(places: Places): void {
  for (const path of listed(places)) rmSync(path, { force: true })
  rmSync(join(places.config, listName), { force: true })
  rmSync(join(places.spinnaker, 'deployed'), { recursive: true, force: true })
}

function listed({ config }: Places): string[] {
  const list = join(config, listName)
  if (!existsSync(list)) return []
  const names = readFileSync(list, 'utf8').split('\n').filter(Boolean)
  return names.map((name) => join(config, name)).filter((path) => path.startsWith(`${config}/`))
}

/** The services find their own files at the top; what belongs to images and other programs stands in folders. */
const pathOf = (file: RenderedFile, config: string): string =>
  join(config, file.kind === 'config' ? file.path : stagedPath(file))

/** Lets the group `spinnaker` read what root wrote, and nobody else. */
export function giveToGroup(paths: readonly string[], places: Places): void {
  const group = groupId(places)
  for (const path of paths.flatMap(everything)) {
    chmodSync(path, statSync(path).isDirectory() ? 0o750 : 0o640)
    if (group !== undefined) chownSync(path, 0, group)
  }
}

function everything(path: string): string[] {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return [path, ...readdirSync(path).flatMap((name) => everything(join(path, name)))]
}

/** The number of the group `spinnaker`; undefined where there is none, or where we may not give files away. */
function groupId({ groups }: Places): number | undefined {
  if (process.getuid?.() !== 0 || !existsSync(groups)) return undefined
  const found = /^spinnaker:[^:]*:(\d+):/m.exec(readFileSync(groups, 'utf8'))?.[1]
  return found === undefined ? undefined : Number(found)
}
