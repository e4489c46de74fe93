import type { z } from 'zod'
import { problem } from '../errors/index.ts'
import { parseYaml } from '../parsing/index.ts'
import { type Branch, layerOf, merged, type Tree } from './layers.ts'
import { childOf, isMap, placeOf } from './schema.ts'

/** `services.fiat.baseUrl` as the environment writes it: `SERVICES_FIAT_BASEURL`, or `SERVICES_FIAT_BASE_URL` for `base-url`. */
export function fromEnvironment(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const canonical = name.replaceAll(/[.[\]]+/g, '_').replace(/_$/, '')
  return (
    env[name] ?? env[canonical.replaceAll('-', '').toUpperCase()] ?? env[canonical.replaceAll('-', '_').toUpperCase()]
  )
}

/**
 * The variables of the environment that are keys of this schema. The others are not the configuration's: `GATE_PORT`, which Kubernetes
 * sets for a service of that name, must not become a key.
 */
export function environmentLayer(env: NodeJS.ProcessEnv, schema: z.ZodType): Branch {
  const layers = Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || !/^[A-Za-z]\w*$/.test(name)) return []
    const path = bind(name.toLowerCase().split('_'), schema)
    if (path === undefined) return []
    return [layerOf({ [path.map((step) => `[${step}]`).join('')]: value }, { name: `the variable ${name}` })]
  })
  return layers.reduce((under, over) => merged(under, over) as Branch, layerOf({}, { name: 'the environment' }))
}

/** The keys that the parts of a variable's name lead to; undefined where they lead to none that has a value. */
function bind(parts: readonly string[], schema: z.ZodType): string[] | undefined {
  const { type, named, element, options = [] } = placeOf(schema)
  const [first, ...rest] = parts
  if (named === undefined && !options.some((option) => placeOf(option).named !== undefined)) {
    if (element === undefined) return first === undefined ? [] : undefined
    // A list may be one text with commas; its items, and the names of a record, are parts of their own.
    if (first === undefined) return type === 'array' ? [] : undefined
    if (type === 'array' && !/^\d+$/.test(first)) return undefined
    const below = bind(rest, element)
    return below && [first, ...below]
  }
  for (let length = 1; length <= parts.length; length += 1) {
    const child = childOf(schema, parts.slice(0, length).join(''))
    const below = child && bind(parts.slice(length), child.schema)
    if (below !== undefined) return [child!.name, ...below]
  }
  return undefined
}

/** What is set at the start: Spring's JSON of the environment, then `-Dkey=value`, the later over the earlier. */
export function overrideLayers(env: NodeJS.ProcessEnv, overrides: Readonly<Record<string, string>>): Branch[] {
  return [
    layerOf(jsonOf(env.SPRING_APPLICATION_JSON), { name: 'the variable SPRING_APPLICATION_JSON' }),
    layerOf(overrides, { name: 'the command line (-D)' }),
  ]
}

function jsonOf(text: string | undefined): Tree {
  if (!text) return {}
  const parsed = parseYaml(text, 'The variable SPRING_APPLICATION_JSON')
  if (!isMap(parsed)) throw problem('invalid', 'The variable SPRING_APPLICATION_JSON must be a map of keys')
  return parsed
}
