import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { problem } from '../errors/index.ts'
import { parseYaml } from '../parsing/index.ts'

export type Tree = { [key: string]: unknown }

/**
 * A service's configuration as Spring layered it: `spinnaker.yml`, `<service>.yml`, then each with `-local`, then profiles;
 * the later file wins, maps merge, lists are replaced, `${a.b:default}` is filled from the result and the environment.
 * A folder or file that is not there is empty.
 */
export function loadConfig(
  service: string,
  options: { directory: string; env: NodeJS.ProcessEnv; profiles?: readonly string[] },
): Tree {
  const { directory, env, profiles = [] } = options
  const suffixes = ['', '-local', ...profiles.map((profile) => `-${profile}`)]
  const files = suffixes.flatMap((suffix) => [`spinnaker${suffix}.yml`, `${service}${suffix}.yml`])
  const merged = files.map((file) => readTree(join(directory, file))).reduce(merge, {})
  return fill(merged, merged, env) as Tree
}

/** The tree as the service's schema wants it; what is wrong is said with the key. */
export function validated<T>(schema: z.ZodType<T>, tree: Tree, service: string): T {
  const parsed = schema.safeParse(tree)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw problem('invalid', `The configuration of ${service} is not valid: ${errors.join('; ')}`)
}

function readTree(file: string): Tree {
  if (!existsSync(file)) return {}
  const tree = parseYaml(readFileSync(file, 'utf8'), file) ?? {}
  if (typeof tree !== 'object' || Array.isArray(tree)) throw problem('invalid', `${file} must be a map of keys`)
  return tree as Tree
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function merge(under: Tree, over: Tree): Tree {
  const result: Tree = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = result[key]
    result[key] = isTree(value) && isTree(below) ? merge(below, value) : value
  }
  return result
}

const placeholder = /\$\{([^${}:]+)(?::([^${}]*))?\}/g
/** A placeholder whose value names itself would go on for ever. */
const mostRounds = 10

function fill(value: unknown, root: Tree, env: NodeJS.ProcessEnv): unknown {
  if (Array.isArray(value)) return value.map((each) => fill(each, root, env))
  if (isTree(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, root, env)]))
  if (typeof value !== 'string') return value
  let text = value
  for (let round = 0; round < mostRounds && text.includes('${'); round++) {
    const before = text
    text = text.replace(placeholder, (whole, name: string, preset?: string) => {
      const found =
        lookUp(name.trim(), root) ?? env[name.trim()] ?? env[name.trim().toUpperCase().replace(/[.-]/g, '_')] ?? preset
      return found === undefined ? whole : String(found)
    })
    if (text === before) break
  }
  return text
}

function lookUp(path: string, root: Tree): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), root)
}
