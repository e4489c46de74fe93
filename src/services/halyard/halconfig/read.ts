import { type Finding, placeOf } from '../findings.ts'
import type { Collection, Field, Keyed, Node, Section } from '../schema/index.ts'
import { nearest } from './nearest.ts'
import { at, isTree, type Tree } from './tree.ts'

/**
 * A part of a halconfig with every default filled in. What the schema does not know, or what has another type than it says, becomes a
 * finding and is left out here; in the file it stays. A placeholder `${…}` may stand for a value of any type.
 */
export function read(node: Node, value: unknown, location: string, findings: Finding[]): unknown {
  switch (node.kind) {
    case 'section':
      return readSection(node, value, location, findings)
    case 'collection':
      return readCollection(node, value, location, findings)
    case 'keyed':
      return readKeyed(node, value, location, findings)
    default:
      return readField(node, value, location, findings)
  }
}

function readSection(section: Section, value: unknown, location: string, findings: Finding[]): Tree {
  const tree = mapAt(value, location, findings)
  const result: Tree = {}
  const known = new Set(section.legacy)
  for (const [key, node] of Object.entries(section.fields)) {
    const names = [key, ...('spellings' in node ? (node.spellings ?? []) : [])]
    for (const name of names) known.add(name)
    const name = names.find((each) => tree[each] !== undefined && tree[each] !== null)
    const read_ = read(node, name === undefined ? undefined : tree[name], `${location}.${placeOf(key)}`, findings)
    if (read_ !== undefined) result[key] = read_
  }
  for (const key of Object.keys(tree)) {
    if (known.has(key)) continue
    const right = nearest(key, Object.keys(section.fields))
    findings.push({
      severity: 'WARNING',
      location,
      message: `Unknown key '${key}'; it is kept in the file and means nothing.`,
      ...(right === undefined ? {} : { remediation: `Did you mean '${right}'?` }),
    })
  }
  return result
}

function readCollection(collection: Collection, value: unknown, location: string, findings: Finding[]): unknown {
  if (value === undefined || value === null) return collection.default ?? []
  if (!Array.isArray(value)) {
    findings.push({ severity: 'ERROR', location, message: 'This must be a list.' })
    return []
  }
  return value.map((each, index) => {
    const name = at(each, collection.key)
    return read(
      collection.of,
      each,
      `${parentOf(location)}.${typeof name === 'string' ? name : `[${index}]`}`,
      findings,
    )
  })
}

/** An account is known as `default.provider.kubernetes.prod`, without the word `accounts`. */
const parentOf = (location: string) => location.slice(0, location.lastIndexOf('.'))

function readKeyed(keyed: Keyed, value: unknown, location: string, findings: Finding[]): Tree {
  return Object.fromEntries(
    Object.entries(mapAt(value, location, findings)).map(([name, each]) => [
      name,
      read(keyed.of, each, `${location}.${name}`, findings),
    ]),
  )
}

function mapAt(value: unknown, location: string, findings: Finding[]): Tree {
  if (value === undefined || value === null) return {}
  if (isTree(value)) return value
  findings.push({ severity: 'ERROR', location, message: 'This must be a map of keys.' })
  return {}
}

const isPlaceholder = (value: unknown) => typeof value === 'string' && value.includes('${')

/** What a free structure is, by what is said of it or by its default. */
const holds = (field: Field) =>
  field.holds ?? (Array.isArray(field.default) ? 'list' : isTree(field.default) ? 'map' : undefined)

function readField(field: Field, value: unknown, location: string, findings: Finding[]): unknown {
  if (value === undefined || value === null) return field.default
  if (isPlaceholder(value) && (field.kind !== 'free' || holds(field) === undefined))
    return field.kind === 'texts' ? [value] : value
  const wrong = (says: string, options?: readonly string[]) => {
    findings.push({ severity: 'ERROR', location, message: says, ...(options === undefined ? {} : { options }) })
    return field.default
  }
  switch (field.kind) {
    case 'text':
      return typeof value === 'object' ? wrong('This must be a text.') : String(value)
    case 'boolean':
      if (typeof value === 'boolean') return value
      return /^(true|false)$/i.test(String(value))
        ? /^true$/i.test(String(value))
        : wrong('This must be true or false.')
    case 'integer':
      return Number.isInteger(Number(value)) && value !== '' ? Number(value) : wrong('This must be a whole number.')
    case 'choice': {
      // A value is written as it always was; people write it as they like.
      const flat = (text: string) => text.toUpperCase().replaceAll(/[-_]/g, '')
      const found = field.options?.find((option) => flat(option) === flat(String(value)))
      return found ?? wrong(`'${shown(field, value)}' may not stand here.`, field.options)
    }
    case 'texts':
      return readTexts(field, value, wrong)
    case 'permissions': {
      if (!isTree(value)) return wrong('This must be a map from READ, WRITE and EXECUTE to roles.')
      const roles = (each: unknown) => (Array.isArray(each) ? each : [each]).map(String)
      return Object.fromEntries(Object.entries(value).map(([permission, each]) => [permission, roles(each)]))
    }
    case 'free':
      // What it holds is nobody's business here, but a list is read as a list, and a map as a map.
      switch (holds(field)) {
        case 'list':
          return Array.isArray(value) ? value : wrong('This must be a list.')
        case 'map':
          return isTree(value) ? value : wrong('This must be a map of keys.')
        default:
          return value
      }
  }
}

function readTexts(field: Field, value: unknown, wrong: (says: string) => unknown): unknown {
  const list = Array.isArray(value) ? value : typeof value === 'object' ? undefined : [value]
  if (list === undefined) return wrong('This must be a list of texts.')
  const { storedAs } = field
  const texts = list.map((each) => (storedAs !== undefined && isTree(each) ? each[storedAs] : each))
  return texts.every((each) => typeof each !== 'object') ? texts.map(String) : wrong('This must be a list of texts.')
}

const shown = (field: Field, value: unknown) => (field.secret ? '***' : String(value))
