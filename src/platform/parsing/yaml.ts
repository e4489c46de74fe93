import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parse,
  parseAllDocuments,
  stringify,
  type Tags,
} from 'yaml'
import { problem } from '../errors/index.ts'

export interface YamlOptions {
  /** `1.1`: `yes` is true, `010` is eight. Default: 1.2. */
  readonly version?: '1.1' | '1.2'
}

/** One YAML document as plain data. Aliases are bounded, so that a small text can't become a huge tree. `what` names it in errors. */
export function parseYaml(text: string, what: string, { version = '1.2' }: YamlOptions = {}): unknown {
  return orInvalid(what, () => parse(text, { ...reading, ...bounds, version }))
}

/** The same of a text of several documents, each bounded like one; those without content are left out. */
export function parseYamlDocuments(text: string, what: string, { version = '1.2' }: YamlOptions = {}): unknown[] {
  return orInvalid(what, () =>
    parseAllDocuments(text, { ...reading, version }).flatMap((document) => {
      const [error] = document.errors
      if (error !== undefined) throw error
      const value: unknown = document.toJS(bounds)
      return value === null || value === undefined ? [] : [value]
    }),
  )
}

/** A YAML document with the place of what is in it. */
export interface LocatedDocument {
  readonly value: unknown
  /** The line, from 1, of the key or list item at this path; of its nearest parent where there is none. */
  lineOf(path: readonly (string | number)[]): number
}

/**
 * Documents that people wrote, each with its lines; those without content are left out. A key that is written twice counts as
 * last written, unless both are maps: these are joined.
 */
export function parseLocatedYaml(text: string, what: string, { version = '1.2' }: YamlOptions = {}): LocatedDocument[] {
  return orInvalid(what, () => {
    const lines = new LineCounter()
    const documents = parseAllDocuments(text, { ...reading, version, uniqueKeys: false, lineCounter: lines })
    return documents.flatMap((document) => {
      const [error] = document.errors
      if (error !== undefined) throw error
      joinRepeatedMaps(document.contents)
      const value: unknown = document.toJS(bounds)
      if (value === null || value === undefined) return []
      return [{ value, lineOf: (path) => lines.linePos(offsetOf(document, path)).line }]
    })
  })
}

function joinRepeatedMaps(node: unknown): void {
  if (!isMap(node)) return
  const first = new Map<string, (typeof node.items)[number]>()
  node.items = node.items.filter((pair) => {
    const name = isScalar(pair.key) ? String(pair.key.value) : undefined
    const earlier = name === undefined ? undefined : first.get(name)
    if (earlier !== undefined && isMap(earlier.value) && isMap(pair.value)) {
      earlier.value.items.push(...pair.value.items)
      return false
    }
    if (name !== undefined) first.set(name, pair)
    return true
  })
  for (const { value } of node.items) joinRepeatedMaps(value)
}

function offsetOf(document: Document, path: readonly (string | number)[]): number {
  let node: unknown = document.contents
  let offset = document.contents?.range?.[0] ?? 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair === undefined) return offset
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset
    } else return offset
  }
  return offset
}

const customTags = (tags: Tags) => tags.filter((tag) => !notJson.includes(nameOf(tag))).map(withoutLetters)
const reading = { logLevel: 'error', prettyErrors: true, merge: true, customTags } as const
const bounds = { maxAliasCount: 100 }

function orInvalid<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw problem('invalid', `${what} is not valid YAML: ${(error as Error).message}`)
  }
}

/** Data as YAML, in blocks, no line broken. */
export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}

/** Dates and bytes stay the text that they are: the result is JSON. */
const notJson = ['timestamp', 'binary']

/** `y` and `n` are letters; no reader that people know takes them for true and false. */
function withoutLetters(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || nameOf(tag) !== 'bool' || !('test' in tag)) return tag
  if (tag.test?.test('y')) return { ...tag, test: /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/ }
  if (tag.test?.test('n')) return { ...tag, test: /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/ }
  return tag
}

const nameOf = (tag: Tags[number]): string =>
  typeof tag === 'string' ? tag : String(tag.tag).replace('tag:yaml.org,2002:', '')
