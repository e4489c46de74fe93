import { isCollection, isMap, isScalar, type Pair, type Scalar, type YAMLSeq } from 'yaml'

/** This file can't be changed in places. */
export class Unsplittable extends Error {}

export const lineStart = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1
export const lineEnd = (text: string, offset: number) => {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}
export const column = (text: string, offset: number) => offset - lineStart(text, offset)
export const isBlank = (text: string) => /^\s*$/.test(text)

type Ranged = { readonly range?: readonly [number, number, number] | null }

export const startOf = (node: unknown) => {
  const range = (node as Ranged | null)?.range
  if (range == null) throw new Unsplittable()
  return range[0]
}

/** Where a node ends, without the comments and empty lines after it. */
export function endOf(node: unknown): number {
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
export function endOfPair(pair: Pair): number {
  const { value } = pair
  if (value === null || (isScalar(value) && isEmpty(value))) return colonOf(pair) + 1
  return endOf(value)
}

export const isEmpty = (scalar: Scalar) =>
  scalar.value === null && (scalar.source === undefined || scalar.source === '')

type SourceItem = { readonly start?: Token[]; readonly sep?: Token[] }
type Token = { readonly type: string; readonly offset: number }

const tokenIn = (tokens: readonly Token[] | undefined, type: string): number => {
  const found = tokens?.find((token) => token.type === type)
  if (found === undefined) throw new Unsplittable()
  return found.offset
}

export const colonOf = (pair: Pair) => tokenIn((pair.srcToken as SourceItem | undefined)?.sep, 'map-value-ind')

export const dashOf = (list: YAMLSeq, index: number): number => {
  const { items } = (list.srcToken ?? {}) as { items?: readonly SourceItem[] }
  return tokenIn(items?.[index]?.start, 'seq-item-ind')
}

export const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key)
