import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar as YamlScalar,
} from 'yaml'
import { javaError, tooMuch } from '../errors.ts'
import { byteArray } from '../java/charset.ts'
import { newDate } from '../java/types/date.ts'
import { bigInteger, double, JavaMap } from '../java/values.ts'

const MAX_NODES = 100_000
/** In characters; the parser needs a few hundred bytes for each. */
const MAX_LENGTH = 2_000_000

/** Reads YAML 1.1 as SnakeYAML's safe constructor does; tags of objects are errors. */
export function parseYaml(text: string): unknown[] {
  if (text.length > MAX_LENGTH) throw tooMuch(`the YAML is longer than ${MAX_LENGTH} characters`)
  const documents = parseAllDocuments(text, {
    version: '1.1',
    merge: true,
    strict: false,
    uniqueKeys: false,
    logLevel: 'silent',
  })
  if (!Array.isArray(documents)) return []
  return documents.map(documentValue)
}

function documentValue(document: Document.Parsed): unknown {
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem !== undefined) {
    const type = /tag/i.test(problem.message) ? 'constructor.ConstructorException' : 'scanner.ScannerException'
    throw javaError(`org.yaml.snakeyaml.${type}`, problem.message)
  }
  let nodes = 0
  const convert = (node: Node | null | undefined): unknown => {
    if (++nodes > MAX_NODES) throw tooMuch(`the YAML has more than ${MAX_NODES} nodes`)
    if (node === null || node === undefined) return null
    if (isAlias(node)) return convert(node.resolve(document))
    if (isSeq(node)) return node.items.map((item) => convert(item as Node))
    if (isMap(node)) {
      const entries = node.items.flatMap((pair): [unknown, unknown][] => {
        const key = convert(pair.key as Node)
        const value = convert(pair.value as Node)
        if (key === '<<') {
          const merged = Array.isArray(value) ? value : [value]
          return merged.flatMap((map) => Object.entries((map ?? {}) as object))
        }
        return [[key, value]]
      })
      if (entries.every(([key]) => typeof key === 'string')) return Object.fromEntries(entries as [string, unknown][])
      return new JavaMap('java.util.LinkedHashMap', entries)
    }
    return isScalar(node) ? scalar(node) : null
  }
  return convert(document.contents)
}

function scalar(node: YamlScalar): unknown {
  const { value } = node
  // SnakeYAML does not take y and n for booleans, as YAML 1.1 would.
  if (typeof value === 'boolean' && /^[yn]$/i.test(node.source ?? '')) return node.source
  if (value instanceof Uint8Array) return byteArray([...value])
  if (value instanceof Date) return newDate(value.getTime())
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? value : bigInteger(value)
  if (typeof value !== 'number') return value ?? null
  const isFraction = /[.]|^[-+]?\d[\d_]*e/i.test(node.source ?? '') && !/^[-+]?0[xX]/.test(node.source ?? '')
  return isFraction ? double(value) : value
}
