import { Document, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { problem } from '../../../platform/errors/index.ts'
import { isTree, type Tree } from './tree.ts'

/** A YAML file that is changed in places: comments, order and what nobody knows stay as they are. */
export interface EditableDocument {
  /** What it says. */
  readonly tree: Tree
  /** The text of the file once it says `wanted`. Where nothing differs, the text is what it was, byte by byte. */
  with(wanted: Tree): string
}

/** `what` names the file in errors. Throws `invalid` for what is no map in YAML. */
export function editable(text: string, what: string): EditableDocument {
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'error', keepSourceTokens: false })
  const [error] = document.errors
  if (error !== undefined) throw problem('invalid', `${what} is not valid YAML: ${error.message}`)
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
  if (!isTree(value)) throw problem('invalid', `${what} must be a map of keys.`)
  return {
    tree: value,
    with(wanted) {
      if (same(value, wanted)) return text
      const changed = document.clone()
      if (!isMap(changed.contents)) (changed as Document).contents = changed.createNode({})
      changeMap(changed, changed.contents as YAMLMap, value, wanted)
      return changed.toString({ lineWidth: 0, indentSeq: indentsSequences(text), flowCollectionPadding: false })
    },
  }
}

/** Whether `- name` stands further right than the key of its list. SnakeYAML, which wrote most of these files, does not do that. */
function indentsSequences(text: string): boolean {
  const found = /^( *)[^\s#-][^\n]*:[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)- /m.exec(text)
  return found !== null && found[2]!.length > found[1]!.length
}

function changeMap(document: Document, map: YAMLMap, from: Tree, to: Tree): void {
  for (const key of Object.keys(from)) if (to[key] === undefined) map.delete(key)
  for (const [key, value] of Object.entries(to)) {
    if (value === undefined || same(from[key], value)) continue
    const pair = map.items.find((each) => keyOf(each) === key)
    if (pair === undefined) map.add(document.createPair(key, value))
    else pair.value = changed(document, pair.value, from[key], value)
  }
}

const keyOf = (pair: Pair): unknown => (isScalar(pair.key) ? pair.key.value : pair.key)

/** The node for a value, made of the one that stood there as far as they are alike. */
function changed(document: Document, node: unknown, from: unknown, to: unknown): unknown {
  if (isMap(node) && isTree(from) && isTree(to)) {
    changeMap(document, node, from, to)
    node.flow = node.flow === true && node.items.length === 0 ? false : (node.flow ?? false)
    return node
  }
  if (isSeq(node) && Array.isArray(from) && Array.isArray(to)) return changeList(document, node, from, to)
  if (isScalar(node) && typeof to !== 'object') {
    node.value = to
    delete node.source
    return node
  }
  return document.createNode(to)
}

/** Elements that have a name are the same when it is the same; others when they say the same. */
function changeList(document: Document, list: YAMLSeq, from: readonly unknown[], to: readonly unknown[]): YAMLSeq {
  const used = new Set<number>()
  const items = to.map((value) => {
    const index = from.findIndex(
      (each, at) =>
        !used.has(at) && (same(each, value) || (nameOf(each) !== undefined && nameOf(each) === nameOf(value))),
    )
    if (index < 0) return document.createNode(value)
    used.add(index)
    return same(from[index], value) ? list.items[index] : changed(document, list.items[index], from[index], value)
  })
  const result = list
  result.items = items
  if (result.flow && from.length === 0) result.flow = false
  return result
}

function nameOf(value: unknown): unknown {
  if (!isTree(value)) return undefined
  return value.name ?? value.id ?? (isTree(value.baseImage) ? value.baseImage.id : undefined)
}

function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, index) => same(each, other[index]))
  if (!isTree(one) || !isTree(other)) return false
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => same(one[key], other[key]))
}

/** A new file. */
export function newDocument(tree: Tree): string {
  return new Document(tree).toString({ lineWidth: 0, indentSeq: false })
}
