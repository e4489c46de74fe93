import { homedir, tmpdir, userInfo } from 'node:os'
import type { z } from 'zod'
import { problem } from '../errors/index.ts'
import { conformed } from './conformed.ts'
import { documentReader, fileLayers, locations, type ReadDocuments } from './files.ts'
import { type Branch, layerOf, merged, nodeAt, type Path, placeOfOrigin, type Tree, written } from './layers.ts'
import { environmentLayer, fromEnvironment, overrideLayers } from './overrides.ts'
import { filled, type Unfilled } from './placeholders.ts'
import { activeProfiles } from './profiles.ts'
import { childOf, flat, placeOf } from './schema.ts'

export interface ConfigOptions {
  /** Where `spinnaker.yml` and `<service>.yml` are looked for; what a later one says counts. */
  readonly directories: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** `-Dkey=value`; over all else. */
  readonly overrides?: Readonly<Record<string, string>>
  /** What the service may be told. Without it variables of the environment fill placeholders only, and each placeholder must be filled. */
  readonly schema?: z.ZodType
  /** What holds when nobody says otherwise. */
  readonly builtIn?: Tree
  /** What placeholders may ask for although it is not part of the configuration. */
  readonly known?: Tree
  /** Shared by the services of a process, so that a file is read once. */
  readonly read?: ReadDocuments
}

export interface Config {
  readonly tree: Tree
  /** Everything with the place where it was written. */
  readonly layers: Branch
  /** Files that were there. */
  readonly files: readonly string[]
  /** File and line of a key, in any spelling. */
  placeOf(path: Path): string | undefined
}

/**
 * A service's configuration as Spring reads it: what is built in, then files (see `fileLayers`), environment variables and `-D`,
 * the later over the earlier; maps are joined, lists replaced; `${a.b:default}` filled; in the schema's spelling and types.
 * A placeholder that nothing fills is an error with key, file and line, in keys that the schema knows.
 */
export function loadConfig(service: string, options: ConfigOptions): Config {
  const { directories, env, overrides = {}, schema, builtIn = {}, known = {}, read = documentReader() } = options
  const profiles = activeProfiles(env, overrides)
  const imports = locations(overrides['spring.config.import'] ?? env.SPRING_CONFIG_IMPORT ?? '')
  const { layers, files } = fileLayers(service, { directories, profiles, imports, read })
  const root = [
    layerOf(builtIn, { name: 'what is built in' }),
    ...layers,
    ...(schema === undefined ? [] : [environmentLayer(env, schema)]),
    ...overrideLayers(env, overrides),
  ].reduce((under, over) => merged(under, over) as Branch)
  const system = layerOf({ ...machine(), ...known, 'spring.application.name': service }, { name: 'the system' })
  const { tree, unfilled } = filled(root, {
    before: (name) => valueIn(overrides, name) ?? fromEnvironment(env, name),
    after: (name) => {
      const node = nodeAt(system, name.split('.'))
      return node !== undefined && 'value' in node ? node.value : undefined
    },
  })
  const missing = unfilled.filter(({ path }) => schema === undefined || mustBeFilled(path, schema))
  if (missing.length > 0) throw problem('invalid', missing.map((each) => unfilledSentence(each, service)).join('\n'))
  return {
    tree: (schema === undefined ? tree : conformed(tree, schema)) as Tree,
    layers: root,
    files,
    placeOf(path) {
      const node = nodeAt(root, path)
      return node && placeOfOrigin(node.origin)
    },
  }
}

/** The names by which Java's own properties are asked for. */
const machine = (): Tree => ({
  'user.home': homedir(),
  'user.name': userInfo().username,
  'java.io.tmpdir': tmpdir(),
})

function valueIn(overrides: Readonly<Record<string, string>>, name: string): string | undefined {
  return overrides[name] ?? Object.entries(overrides).find(([key]) => flat(key) === flat(name))?.[1]
}

/** An expression of another language, and a key that nobody reads, need no value. */
function mustBeFilled(path: Path, schema: z.ZodType): boolean {
  let current = schema
  for (const step of path) {
    const place = placeOf(current)
    if (place.holdsExpressions) return false
    const child = childOf(current, step)
    if (child === undefined) return false
    current = child.schema
  }
  return !placeOf(current).holdsExpressions
}

function unfilledSentence({ path, name, place }: Unfilled, service: string): string {
  const variable = name
    .replaceAll(/[.[\]]+/g, '_')
    .replaceAll('-', '')
    .toUpperCase()
  return (
    `The configuration of ${service} is not complete: nothing fills \${${name}} of ${written(path)} in ${place}. ` +
    `Set ${name === variable ? '' : `the key ${name} or `}the variable ${variable}, or give a default: \${${name}:…}`
  )
}

/** The tree as the service's schema wants it; what is wrong is said with the key and, where it is known, its place. */
export function validated<T>(schema: z.ZodType<T>, tree: Tree, service: string, place?: Config['placeOf']): T {
  const parsed = schema.safeParse(tree)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, message }) => {
    const steps = path.map((step) => (typeof step === 'symbol' ? String(step) : step))
    const where = place === undefined ? undefined : placeNear(steps, place)
    return `${written(steps)}${where === undefined ? '' : ` (${where})`}: ${message}`
  })
  throw problem('invalid', `The configuration of ${service} is not valid: ${errors.join('; ')}`)
}

/** What is missing has no place; what it is missing in has. */
function placeNear(path: Path, place: Config['placeOf']): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const found = place(path.slice(0, length))
    if (found !== undefined) return found
  }
  return undefined
}
