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
import { changeFlow } from './flow.ts'
import { appendLines, habits, type Patch, patched, type Work, withNewlines } from './patches.ts'
import {
  colonOf,
  column,
  dashOf,
  endOf,
  endOfPair,
  isBlank,
  isEmpty,
  keyOf,
  lineEnd,
  lineStart,
  startOf,
  Unsplittable,
} from './places.ts'
import { isTree, nameOf, same, type Tree } from './tree.ts'
import { flowText, valueText } from './yaml-text.ts'

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
  return patched(text, patches)
}

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
