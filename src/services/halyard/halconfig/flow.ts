import { isMap, isScalar, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Work } from './patches.ts'
import { endOf, isBlank, isEmpty, lineStart, startOf } from './places.ts'

/** Takes elements out of `[…]` or `{…}` and puts others behind the last. */
export function changeFlow(
  work: Work,
  node: YAMLMap | YAMLSeq,
  keeps: readonly boolean[],
  added: readonly string[],
): void {
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
