import { type Finding, placeOf } from '../findings.ts'
import { isTree, type Tree } from '../halconfig/tree.ts'
import { isElsewhere } from '../local-paths.ts'
import type { Field, Node } from '../schema/index.ts'
import { type FilePlaces, localFile } from './dependencies.ts'
import type { RenderedFile } from './rendered.ts'

/** Writes parts of a completed halconfig as a service reads them, and keeps in mind what comes with them. */
export interface Writing {
  /** A part of the halconfig: local files lead to their copies, lists are stored as ever. */
  part(node: Node, value: unknown, location: string): Tree
  /** The reference to the copy of a local file. */
  file(path: string, location: string): string
  /** A value that nobody may see, on its way into the file. */
  secret(value: string): string
  /** What stands in the file may be anything, secrets too. */
  mayHoldAnything(): void
  /** The files that are named. */
  readonly copies: readonly RenderedFile[]
  /** Whether a secret stands in what was written, and not a reference to it. */
  readonly holdsSecret: boolean
}

export function startWriting(places: FilePlaces, findings: Finding[]): Writing {
  const copies = new Map<string, RenderedFile>()
  let holdsSecret = false

  function write(node: Node, value: unknown, location: string, used: boolean): unknown {
    switch (node.kind) {
      case 'section':
        return writeSection(node.fields, value as Tree, location, used)
      case 'collection':
        return (value as Tree[]).map((each) => {
          const name = (each.name ?? '') as string
          return write(node.of, each, `${location.slice(0, location.lastIndexOf('.'))}.${name}`, used)
        })
      case 'keyed':
        return mapped(value as Tree, (each, name) => write(node.of, each, `${location}.${name}`, used))
      default:
        return writeField(node, value, location, used)
    }
  }

  function writeSection(fields: Readonly<Record<string, Node>>, value: Tree, location: string, used: boolean): Tree {
    // What is off needs no files: they may long be gone.
    const on = used && value.enabled !== false
    const result: Tree = {}
    for (const [key, node] of Object.entries(fields))
      if (value[key] !== undefined) result[key] = write(node, value[key], `${location}.${placeOf(key)}`, on)
    return result
  }

  function writeField(field: Field, value: unknown, location: string, used: boolean): unknown {
    if (field.file && typeof value === 'string' && value !== '')
      return used ? copied(value, field.secret === true, location) : value
    if (field.secret && typeof value === 'string') return secret(value)
    if (field.storedAs !== undefined && Array.isArray(value)) return value.map((each) => ({ [field.storedAs!]: each }))
    return value
  }

  function copied(path: string, isSecret: boolean, location: string): string {
    const { reference, copy, finding } = localFile(path, isSecret, places)
    if (copy !== undefined) copies.set(copy.path, copy)
    if (finding !== undefined) findings.push({ location, ...finding })
    return reference
  }

  function secret(value: string): string {
    holdsSecret ||= value !== '' && !isElsewhere(value)
    return value
  }

  return {
    part: (node, value, location) => write(node, value, location, true) as Tree,
    file: (path, location) => copied(path, true, location),
    secret,
    mayHoldAnything() {
      holdsSecret = true
    },
    get copies() {
      return [...copies.values()]
    },
    get holdsSecret() {
      return holdsSecret
    },
  }
}

const mapped = (tree: Tree, change: (value: unknown, key: string) => unknown): Tree =>
  Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, change(value, key)]))

/** Without the keys that have no value: a missing key and its default are the same to a service. */
export function defined(tree: Tree): Tree {
  const kept = Object.entries(tree).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept.map(([key, value]) => [key, isTree(value) ? defined(value) : value]))
}
