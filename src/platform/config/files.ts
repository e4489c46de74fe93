import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { problem } from '../errors/index.ts'
import { parseLocatedYaml } from '../parsing/index.ts'
import { type Branch, isBranch, layerOf, nodeAt, placeOfOrigin, type Source, type Tree } from './layers.ts'
import { matchesProfiles } from './profiles.ts'
import { isMap } from './schema.ts'

/** YAML files, read once for all services of a process. */
export type ReadDocuments = (file: string) => readonly { readonly tree: Tree; readonly lineOf: Source['lineOf'] }[]

/** A file that is not there is empty. Errors name it. */
export function documentReader(): ReadDocuments {
  const read = new Map<string, ReturnType<ReadDocuments>>()
  return (file) => {
    const known = read.get(file) ?? documentsOf(file)
    read.set(file, known)
    return known
  }
}

function documentsOf(file: string): ReturnType<ReadDocuments> {
  const text = textOf(file)
  if (text === undefined) return []
  // SnakeYAML, which these files were written for, reads YAML 1.1.
  return parseLocatedYaml(text, file, { version: '1.1' }).map(({ value, lineOf }) => {
    if (!isMap(value)) throw problem('invalid', `${file} must be a map of keys`)
    return { tree: value, lineOf }
  })
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw problem('invalid', `${file} can't be read: ${(error as Error).message}`)
  }
}

export interface FileLayers {
  readonly layers: readonly Branch[]
  /** Files that were there, in the order in which they count. */
  readonly files: readonly string[]
}

interface FileOptions {
  readonly directories: readonly string[]
  readonly profiles: readonly string[]
  /** `spring.config.import` of the environment or the command line. */
  readonly imports: readonly string[]
  readonly read: ReadDocuments
}

/**
 * What the files say, the later over the earlier: in each directory `spinnaker.yml` and `<service>.yml`, then for each profile
 * `spinnaker-<profile>.yml` and `<service>-<profile>.yml` of each directory. A document may be for some profiles only. Directories that
 * a document imports are read like those that are given, after the one that it is in; files, right after the document.
 */
export function fileLayers(service: string, { directories, profiles, imports, read }: FileOptions): FileLayers {
  const layers: Branch[] = []
  const files: string[] = []

  function readFile(directory: string, name: string): string[] {
    const found: string[] = []
    for (const file of [join(directory, `${name}.yaml`), join(directory, `${name}.yml`)]) {
      found.push(...readAt(file, name.startsWith('spinnaker')))
    }
    return found
  }

  /** Answers the directories that the file imports. */
  function readAt(file: string, isShared: boolean): string[] {
    const documents = read(file)
    if (documents.length > 0) files.push(file)
    return documents.flatMap(({ tree, lineOf }) => {
      const layer = layerOf(tree, { name: shortName(file, directories), isShared, ...(lineOf ? { lineOf } : {}) })
      if (!isActive(layer, profiles)) return []
      layers.push(layer)
      return importsOf(layer).flatMap((location) => importFrom(location, file))
    })
  }

  function importFrom(location: string, from: string): string[] {
    const isOptional = location.startsWith('optional:')
    const path = location.replace(/^optional:/, '').replace(/^file:(\/\/)?/, '')
    if (/^[a-z]+:/.test(path))
      throw problem('invalid', `${from} imports ${location}; only files can be imported (file:…)`)
    const target = resolve(from, '..', path)
    if (path.endsWith('/')) return foldersAt(target, path.endsWith('*/'), isOptional, from)
    if (!existsSync(target) && !isOptional)
      throw problem(
        'invalid',
        `${from} imports ${location}, which is not there; write optional:${location} if it need not be`,
      )
    return readAt(target, false)
  }

  const searched: string[] = []
  const search = (directory: string) => {
    if (searched.includes(directory)) return
    searched.push(directory)
    for (const name of ['spinnaker', service]) for (const imported of readFile(directory, name)) search(imported)
  }
  for (const directory of directories) search(directory)
  for (const location of imports) {
    for (const imported of importFrom(location, join(process.cwd(), 'the environment'))) search(imported)
  }
  for (const profile of profiles) {
    for (const directory of [...searched]) {
      for (const name of [`spinnaker-${profile}`, `${service}-${profile}`])
        for (const imported of readFile(directory, name)) search(imported)
    }
  }
  return { layers, files }
}

function foldersAt(target: string, isPattern: boolean, isOptional: boolean, from: string): string[] {
  const parent = isPattern ? resolve(target, '..') : target
  if (!existsSync(parent)) {
    if (isOptional) return []
    throw problem('invalid', `${from} imports the folder ${parent}, which is not there`)
  }
  if (!isPattern) return [parent]
  const names = readdirSync(parent).filter(
    (name) => !name.startsWith('.') && statSync(join(parent, name)).isDirectory(),
  )
  return names.toSorted().map((name) => join(parent, name))
}

function isActive(layer: Branch, profiles: readonly string[]): boolean {
  for (const path of [
    ['spring', 'config', 'activate', 'on-profile'],
    ['spring', 'profiles'],
  ]) {
    const node = nodeAt(layer, path)
    if (node === undefined || (isBranch(node) && !node.isList)) continue
    const condition = isBranch(node)
      ? [...node.entries.values()].map((each) => !isBranch(each) && each.value)
      : node.value
    return matchesProfiles(condition, profiles, placeOfOrigin(node.origin))
  }
  return true
}

function importsOf(layer: Branch): string[] {
  const node = nodeAt(layer, ['spring', 'config', 'import'])
  if (node === undefined) return []
  const leaves = isBranch(node) ? [...node.entries.values()] : [node]
  return leaves.flatMap((leaf) => (isBranch(leaf) ? [] : locations(String(leaf.value))))
}

export const locations = (text: string): string[] =>
  text
    .split(/[,;]/)
    .map((each) => each.trim())
    .filter((each) => each !== '')

/** The name without the directory where only one can be meant. */
function shortName(file: string, directories: readonly string[]): string {
  const present = directories.filter((directory) => existsSync(directory))
  return present.length === 1 && file.startsWith(`${present[0]}/`) ? relative(present[0]!, file) : file
}
