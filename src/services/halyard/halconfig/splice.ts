import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { isTree, nameOf, same, type Tree } from './tree.ts'
import { flowText, valueText } from './yaml-text.ts'

/** A piece of text that is replaced by another. */
interface Patch {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** This file can't be changed in places. */
class Unsplittable extends Error {}

/**
 * The text with only those pieces changed that differ between what it says and what it shall say. Undefined where that can't be told
 * from the text. The caller reads the outcome again: an anchor that is used elsewhere changes there too.
 */
export function splice(document: Document.Parsed, text: string, from: Tree, to: Tree): string | undefined {
  const patches: Patch[] = []
  try {
    const { contents } = document
    if (contents === null) return undefined
    if (!isMap(contents)) return undefined
    changeMap({ text, patches, ...habits(text) }, contents as YAMLMap, from, to, 0)
  } catch (error) {
    if (error instanceof Unsplittable) return undefined
    throw error
  }
  patches.sort((one, other) => one.from - other.from || one.to - other.to)
  let result = ''
  let done = 0
  for (const patch of patches) {
    if (patch.from < done) return undefined
    result += text.slice(done, patch.from) + patch.text
    done = patch.to
  }
  return result + text.slice(done)
}

interface Work {
  readonly text: string
  readonly patches: Patch[]
  readonly newline: string
  /** Whether `- name` stands further right than the key of its list. */
  readonly indentsLists: boolean
}

/** How the file is written: SnakeYAML, which wrote most of them, does not indent lists. */
function habits(text: string) {
  const list = /^( *)[^\s#-][^\n]*:[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*( *)- /m.exec(text)
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indentsLists: list !== null && list[2]!.length > list[1]!.length,
  }
}

// Places in the text

const lineStart = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1
const lineEnd = (text: string, offset: number) => {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}
const column = (text: string, offset: number) => offset - lineStart(text, offset)
const isBlank = (text: string) => /^\s*$/.test(text)

type Ranged = { readonly range?: readonly [number, number, number] | null }

const startOf = (node: unknown) => {
  const range = (node as Ranged | null)?.range
  if (range == null) throw new Unsplittable()
  return range[0]
}

/** Where a node ends, without the comments and empty lines after it. */
function endOf(node: unknown): number {
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1)
    return isMap(node)
      ? endOfPair(last as Pair)
      : Math.max(endOf(last), dashOf(node as YAMLSeq, node.items.length - 1) + 1)
  }
  const range = (node as Ranged | null)?.range
  if (range == null) throw new Unsplittable()
  return range[1]
}

/** An empty value ends at the colon, wherever the parser puts it. */
function endOfPair(pair: Pair): number {
  const { value } = pair
  if (value === null || (isScalar(value) && isEmpty(value))) return colonOf(pair) + 1
  return endOf(value)
}

const isEmpty = (scalar: Scalar) => scalar.value === null && (scalar.source === undefined || scalar.source === '')

type SourceItem = { readonly start?: Token[]; readonly sep?: Token[] }
type Token = { readonly type: string; readonly offset: number }

const tokenIn = (tokens: readonly Token[] | undefined, type: string): number => {
  const found = tokens?.find((token) => token.type === type)
  if (found === undefined) throw new Unsplittable()
  return found.offset
}

const colonOf = (pair: Pair) => tokenIn((pair.srcToken as SourceItem | undefined)?.sep, 'map-value-ind')

const dashOf = (list: YAMLSeq, index: number): number => {
  const { items } = (list.srcToken ?? {}) as { items?: readonly SourceItem[] }
  return tokenIn(items?.[index]?.start, 'seq-item-ind')
}

const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key)

// Changes

function changeMap(work: Work, map: YAMLMap, from: Tree, to: Tree, above: number): void {
  if (map.items.some((pair) => isAlias(pair.key) || isCollection(pair.key))) throw new Unsplittable()
  const gone = Object.keys(from).filter((key) => to[key] === undefined)
  const added = Object.entries(to).filter(([key, value]) => from[key] === undefined && value !== undefined)
  for (const pair of map.items as Pair[]) {
    const key = keyOf(pair)
    if (to[key] !== undefined && !same(from[key], to[key])) changePair(work, pair, from[key], to[key])
  }
  if (map.flow) {
    changeFlow(
      work,
      map,
      map.items.map((pair) => !gone.includes(keyOf(pair as Pair))),
      added.map(([key, value]) =>
        flowText({ [key]: value })
          .slice(1, -1)
          .trim(),
      ),
    )
    return
  }
  if (map.items.length === 0) throw new Unsplittable()
  const indent = column(work.text, startOf((map.items[0] as Pair).key))
  removePairs(work, map, gone, added.length > 0)
  if (added.length === 0) return
  const text = added
    .map(([key, value]) => valueText({ [key]: value }, indent, work.indentsLists, stepOf(work, map, indent, above)))
    .join(`\n${' '.repeat(indent)}`)
  if (gone.length === map.items.length) {
    const first = startOf((map.items[0] as Pair).key)
    work.patches.push({ from: first, to: endOf(map), text: withNewlines(work, text) })
  } else appendLines(work, endOf(map), ' '.repeat(indent) + text)
}

/** How much further right the values of this map's keys stand, seen from those that are there. */
function stepOf({ text }: Work, map: YAMLMap, indent: number, above: number): number {
  for (const { value } of map.items as Pair[]) {
    if (!isMap(value) || value.flow || value.items.length === 0) continue
    const step = column(text, startOf((value.items[0] as Pair).key)) - indent
    if (step > 0) return step
  }
  return above > 0 && indent > above ? indent - above : 2
}

/** Where all go and others come, the caller replaces the whole. */
function removePairs(work: Work, map: YAMLMap, gone: readonly string[], hasOthers: boolean): void {
  const { text, patches } = work
  const items = map.items as Pair[]
  if (gone.length === 0) return
  if (gone.length === items.length) {
    if (!hasOthers) patches.push({ from: startOf(items[0]!.key), to: endOf(map), text: '{}' })
    return
  }
  let index = 0
  while (index < items.length) {
    if (!gone.includes(keyOf(items[index]!))) {
      index++
      continue
    }
    const start = startOf(items[index]!.key)
    let end = endOfPair(items[index]!)
    const begins = lineStart(text, start)
    // A key behind `- ` leaves its place to the next.
    if (!isBlank(text.slice(begins, start))) {
      let next = index + 1
      while (next < items.length && gone.includes(keyOf(items[next]!))) next++
      if (next === items.length) throw new Unsplittable()
      patches.push({ from: start, to: startOf(items[next]!.key), text: '' })
      index = next
      continue
    }
    // A block of text already ends with its line.
    if (text[end - 1] !== '\n' || end === start) end = lineEnd(text, end)
    patches.push({ from: begins, to: end, text: '' })
    index++
  }
}

function changePair(work: Work, pair: Pair, from: unknown, to: unknown): void {
  const { value } = pair
  const indent = column(work.text, startOf(pair.key))
  if (change(work, value, from, to, indent)) return
  const place = colonOf(pair) + 1
  const isNothing = value === null || (isScalar(value) && isEmpty(value))
  const end = isNothing ? place : endOf(value)
  replaceValue(work, place, end, to, indent, isNothing)
}

/** Changes a node within itself. False when it is another kind of node than what shall stand there. */
function change(work: Work, node: unknown, from: unknown, to: unknown, indent: number): boolean {
  if (isMap(node) && isTree(from) && isTree(to) && (node.items.length > 0 || isInFlow(node, to))) {
    changeMap(work, node, from, to, indent)
    return true
  }
  if (isSeq(node) && Array.isArray(from) && Array.isArray(to) && node.items.length > 0 && to.length > 0)
    return changeList(work, node, from, to, indent)
  if (
    isScalar(node) &&
    !isEmpty(node) &&
    (typeof to !== 'object' || to === null) &&
    node.type !== 'BLOCK_LITERAL' &&
    node.type !== 'BLOCK_FOLDED'
  ) {
    work.patches.push({ from: startOf(node), to: endOf(node), text: scalarText(node, to) })
    return true
  }
  return false
}

const isInFlow = (map: YAMLMap, to: Tree) => map.flow === true && Object.keys(to).length === 0

/** In the quotes that stood there, where they still may. */
function scalarText(node: Scalar, to: unknown): string {
  if (typeof to === 'string' && node.type === 'QUOTE_DOUBLE') return JSON.stringify(to)
  if (typeof to === 'string' && node.type === 'QUOTE_SINGLE' && !/[\n\r\t]/.test(to))
    return `'${to.replaceAll("'", "''")}'`
  return flowText(to)
}

/** Puts a value after a colon or a dash. */
function replaceValue(work: Work, place: number, end: number, to: unknown, indent: number, isNothing: boolean): void {
  const { text, patches, newline } = work
  const isBig = typeof to === 'object' && to !== null && Object.keys(to).length > 0
  const isOfLines = text[end - 1] === '\n' && end > place
  const behind = isOfLines ? '' : text.slice(end, lineEnd(text, end))
  if (!isBig || (!isBlank(behind) && !isNothing)) {
    patches.push({ from: place, to: end, text: ` ${flowText(to)}${isOfLines ? newline : ''}` })
    return
  }
  const own = Array.isArray(to) && !work.indentsLists ? indent : indent + 2
  const block = withNewlines(work, `\n${' '.repeat(own)}${valueText(to, own, work.indentsLists, 2)}`)
  // A comment behind an empty value stays behind the key.
  if (isNothing && !isBlank(behind)) {
    const at = end + behind.trimEnd().length
    patches.push({ from: at, to: at, text: block })
  } else patches.push({ from: place, to: end, text: block + (isOfLines ? newline : '') })
}

function changeList(
  work: Work,
  list: YAMLSeq,
  from: readonly unknown[],
  to: readonly unknown[],
  above: number,
): boolean {
  const used = new Set<number>()
  const sources = to.map((value, position) => {
    const exact = from.findIndex((each, at) => !used.has(at) && same(each, value))
    const named = from.findIndex(
      (each, at) => !used.has(at) && nameOf(each) !== undefined && nameOf(each) === nameOf(value),
    )
    // In a list that is as long as before, what has no name is known by its place.
    const placed = to.length === from.length && isNameless(from[position]) && isNameless(value) && !used.has(position)
    const index = exact >= 0 ? exact : named >= 0 ? named : placed ? position : -1
    if (index >= 0) used.add(index)
    return index
  })
  const kept = sources.filter((index) => index >= 0)
  // Where the order changes, no line can stay.
  if (kept.length === 0 || kept.some((index, position) => position > 0 && index < kept[position - 1]!)) return false
  const { text, patches } = work
  for (const [position, index] of sources.entries()) {
    if (index < 0 || same(from[index], to[position])) continue
    const item = list.items[index]
    const indent = list.flow ? 0 : column(text, dashOf(list, index))
    if (!change(work, item, from[index], to[position], indent)) return false
  }
  if (list.flow) {
    const last = sources.findLastIndex((index) => index >= 0)
    if (sources.slice(0, last).some((index) => index < 0)) return false
    changeFlow(
      work,
      list,
      list.items.map((_, index) => used.has(index)),
      to.slice(last + 1).map((value) => flowText(value)),
    )
    return true
  }
  const dashes = list.items.map((_, index) => dashOf(list, index))
  const indent = column(text, dashes[0]!)
  for (const [index, dash] of dashes.entries()) {
    if (used.has(index)) continue
    const begins = lineStart(text, dash)
    if (!isBlank(text.slice(begins, dash))) throw new Unsplittable()
    const end = Math.max(endOf(list.items[index]), dash + 1)
    patches.push({ from: begins, to: text[end - 1] === '\n' ? end : lineEnd(text, end), text: '' })
  }
  let before = -1
  for (const [position, index] of sources.entries()) {
    if (index >= 0) {
      before = index
      continue
    }
    const item = `${' '.repeat(indent)}- ${valueText(to[position], indent + 2, work.indentsLists, stepOfItems(work, list, indent, above))}`
    if (before >= 0) appendLines(work, Math.max(endOf(list.items[before]), dashes[before]! + 1), item)
    else {
      const first = lineStart(text, dashes[kept[0]!]!)
      if (!isBlank(text.slice(first, dashes[kept[0]!]!))) throw new Unsplittable()
      patches.push({ from: first, to: first, text: withNewlines(work, `${item}\n`) })
    }
  }
  return true
}

function stepOfItems(work: Work, list: YAMLSeq, indent: number, above: number): number {
  const example = list.items.find((item) => isMap(item) && !item.flow && item.items.length > 0)
  return example === undefined
    ? 2
    : stepOf(
        work,
        example as YAMLMap,
        column(work.text, startOf(((example as YAMLMap).items[0] as Pair).key)),
        Math.min(indent, above),
      )
}

const isNameless = (value: unknown) => isTree(value) && nameOf(value) === undefined

/** Takes elements out of `[…]` or `{…}` and puts others behind the last. */
function changeFlow(work: Work, node: YAMLMap | YAMLSeq, keeps: readonly boolean[], added: readonly string[]): void {
  const { text, patches } = work
  if (keeps.every((keep) => keep) && added.length === 0) return
  const items = node.items as unknown[]
  const begin = (item: unknown) => startOf(isMap(node) ? (item as Pair).key : item)
  const end = (item: unknown) => (isMap(node) ? endOfFlowPair(item as Pair) : endOf(item))
  const [open, close] = [startOf(node) + 1, endOf(node) - 1]
  const last = keeps.lastIndexOf(true)
  if (last < 0) {
    patches.push({ from: open, to: close, text: added.join(', ') })
    return
  }
  for (let index = 0; index < items.length; index++) {
    if (keeps[index]) continue
    const earlier = keeps.lastIndexOf(true, index)
    // What is first goes with the comma behind it, what is not with the one before.
    if (earlier < 0) patches.push({ from: begin(items[index]), to: begin(items[index + 1]), text: '' })
    else patches.push({ from: end(items[index - 1]), to: end(items[index]), text: '' })
  }
  if (added.length === 0) return
  const start = begin(items[last])
  const ownLine = isBlank(text.slice(lineStart(text, start), start))
    ? text.slice(lineStart(text, start), start)
    : undefined
  const between = ownLine === undefined ? ', ' : `,${work.newline}${ownLine}`
  const place = Math.max(end(items.at(-1)), end(items[last]))
  patches.push({ from: place, to: place, text: added.map((each) => between + each).join('') })
}

function endOfFlowPair(pair: Pair): number {
  if (pair.value === null) return endOf(pair.key)
  return isScalar(pair.value) && isEmpty(pair.value)
    ? Math.max(endOf(pair.key), startOf(pair.value))
    : endOf(pair.value)
}

/** New lines after the one that ends at `offset`. */
function appendLines(work: Work, offset: number, lines: string): void {
  const { text, patches } = work
  // A block of text ends with its line.
  const place = offset > 0 && text[offset - 1] === '\n' ? offset : lineEnd(text, offset)
  const isOpen = place === text.length && text[place - 1] !== '\n'
  patches.push({ from: place, to: place, text: withNewlines(work, isOpen ? `\n${lines}` : `${lines}\n`) })
}

const withNewlines = ({ newline }: Work, text: string) => (newline === '\n' ? text : text.replaceAll('\n', newline))
