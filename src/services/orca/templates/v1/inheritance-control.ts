import type { Json } from '../../model.ts'
import { isJson, json } from '../../values.ts'
import { malformed } from '../errors.ts'
import { mergeMaps } from '../merge.ts'
import type { V1Stage } from './model.ts'

/** Applies what a child template says about parts of an inherited stage's configuration (orca: StageInheritanceControlTransform). */
export function withInheritanceControl(stage: V1Stage): void {
  const { control } = stage
  if (!control) return
  let config: unknown = structuredClone(stage.config)
  for (const { path, value } of control.merge ?? []) config = changed(config, path, (old) => merged(old, value, path))
  for (const { path, value } of control.replace ?? []) config = changed(config, path, (old) => replaced(old, value))
  for (const { path } of control.remove ?? []) config = removed(config, path)
  stage.config = config
}

function merged(old: unknown, value: unknown, path: string): unknown {
  if (Array.isArray(old)) {
    if (!Array.isArray(value)) throw malformed('cannot merge non-collection value into collection')
    return [...old, ...value]
  }
  if (!isJson(old)) throw malformed(`merge inheritance control must be given a list or map value: ${path}`)
  if (!isJson(value)) throw malformed('cannot merge non-map value into map')
  return mergeMaps(old, value)
}

function replaced(old: unknown, value: unknown): unknown {
  if (Array.isArray(old) && !Array.isArray(value)) {
    throw malformed('cannot replace collection value with non-collection value')
  }
  if (isJson(old) && !isJson(value)) throw malformed('cannot replace map value with non-map value')
  return value
}

type Segment = string | number

/** `$.a['b'][0]`: paths that lead to one place. */
function segmentsOf(path: string): Segment[] {
  const segments: Segment[] = []
  const rest = path
    .replace(/^\$\.?/, '')
    .replace(/\.?([^.[\]]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/g, (...match) => {
      const [, name, index, single, double] = match as (string | undefined)[]
      segments.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index))
      return ''
    })
  const isOne = rest === '' && segments.length > 0 && !segments.includes('*')
  if (!isOne) throw malformed(`The path '${path}' of an inheritance control does not lead to one place`)
  return segments
}

function changed(root: unknown, path: string, change: (old: unknown) => unknown): unknown {
  const { holder, key } = placeOf(root, path)
  const place = holder as Json
  place[key] = change(place[key])
  return root
}

function removed(root: unknown, path: string): unknown {
  const { holder, key } = placeOf(root, path)
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete json(holder)[key]
  return root
}

function placeOf(root: unknown, path: string): { readonly holder: unknown; readonly key: Segment } {
  const segments = segmentsOf(path)
  const key = segments.at(-1)!
  let holder = root
  for (const segment of segments.slice(0, -1)) holder = own(holder, segment)
  if (own(holder, key) === undefined) throw malformed(`No results for path: ${path}`)
  return { holder, key }
}

const own = (value: unknown, key: Segment): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined
