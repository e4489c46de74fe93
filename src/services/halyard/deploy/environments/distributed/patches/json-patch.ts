import { isDeepStrictEqual } from 'node:util'
import { problem } from '../../../../../../platform/errors/index.ts'
import { isRaw } from '../manifest.ts'

/** One step of a JSON patch (RFC 6902). */
export interface JsonPatchStep {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

/** Takes the steps one after another on a copy. Throws `invalid` with the step that could not be taken. */
export function jsonPatch<T>(target: T, steps: readonly JsonPatchStep[], where: string): T {
  const root = { value: structuredClone(target) as unknown }
  for (const step of steps) {
    try {
      take(root, step)
    } catch (error) {
      throw problem('invalid', `${where}: ${step.op} ${step.path} can't be done: ${(error as Error).message}`)
    }
  }
  return root.value as T
}

function take(root: { value: unknown }, step: JsonPatchStep): void {
  switch (step.op) {
    case 'add':
      put(root, step.path, step.value, true)
      return
    case 'replace':
      read(root, step.path)
      put(root, step.path, step.value, false)
      return
    case 'remove':
      remove(root, step.path)
      return
    case 'copy':
      put(root, step.path, structuredClone(read(root, step.from ?? '')), true)
      return
    case 'move': {
      const value = read(root, step.from ?? '')
      remove(root, step.from ?? '')
      put(root, step.path, value, true)
      return
    }
    case 'test':
      if (!isDeepStrictEqual(read(root, step.path), step.value)) throw new Error('there is another value')
      return
    default:
      throw new Error('there is no such operation; use add, remove, replace, move, copy or test')
  }
}

function segments(path: string): string[] {
  if (path === '') return []
  if (!path.startsWith('/')) throw new Error('a path begins with /')
  return path
    .slice(1)
    .split('/')
    .map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function read(root: { value: unknown }, path: string): unknown {
  let value = root.value
  for (const segment of segments(path)) value = child(value, segment)
  return value
}

function child(parent: unknown, segment: string): unknown {
  if (Array.isArray(parent)) return parent[indexIn(parent, segment, parent.length - 1)]
  if (isRaw(parent) && Object.hasOwn(parent, segment)) return parent[segment]
  throw new Error(`there is no '${segment}'`)
}

function indexIn(list: readonly unknown[], segment: string, last: number): number {
  const index = Number(segment)
  if (/^(0|[1-9]\d*)$/.test(segment) && index <= last) return index
  throw new Error(`there is no element '${segment}' of ${list.length}`)
}

function parentAndKey(root: { value: unknown }, path: string): [unknown, string] {
  const all = segments(path)
  let value = root.value
  for (const segment of all.slice(0, -1)) value = child(value, segment)
  return [value, all.at(-1)!]
}

function put(root: { value: unknown }, path: string, value: unknown, inserts: boolean): void {
  if (path === '') {
    root.value = value
    return
  }
  const [parent, key] = parentAndKey(root, path)
  if (Array.isArray(parent)) {
    if (inserts) parent.splice(key === '-' ? parent.length : indexIn(parent, key, parent.length), 0, value)
    else parent[indexIn(parent, key, parent.length - 1)] = value
  } else if (isRaw(parent)) (parent as Record<string, unknown>)[key] = value
  else throw new Error('its parent is neither a map nor a list')
}

function remove(root: { value: unknown }, path: string): void {
  const [parent, key] = parentAndKey(root, path)
  if (Array.isArray(parent)) parent.splice(indexIn(parent, key, parent.length - 1), 1)
  else if (isRaw(parent) && Object.hasOwn(parent, key)) delete (parent as Record<string, unknown>)[key]
  else throw new Error(`there is no '${key}'`)
}
