import { illegalState, javaError } from '../../errors.ts'
import { work } from '../../work.ts'
import type { Regex, RegexNode } from './syntax.ts'

/** Steps one match may take. Spring gives a pattern a million reads of the text; so do we. */
const MAX_STEPS = 1_000_000
const MAX_DEPTH = 2_500

/** Where group `i` matched: `spans[2 * i]` to `spans[2 * i + 1]`, −1 where it did not. */
export type Spans = readonly number[]

interface State {
  readonly text: string
  readonly spans: number[]
  readonly searchStart: number
  steps: number
  depth: number
}

/** Continues a match at a position; true when all of the rest matched. */
type Next = (state: State, at: number) => boolean
type Matcher = (state: State, at: number, next: Next) => boolean

/** Finds matches of one pattern in texts, in a bounded number of steps. */
export interface Program {
  /** The spans of the match that starts exactly at `at` (and, when `whole`, ends with the text), or undefined. */
  readonly matchAt: (
    text: string,
    at: number,
    whole: boolean,
    budget: Budget,
    searchStart?: number,
  ) => Spans | undefined
  readonly groupNames: ReadonlyMap<string, number>
  readonly groupCount: number
}

/** Steps spent by all matches of one operation. */
export interface Budget {
  steps: number
}

export function buildProgram(regex: Regex): Program {
  const matcher = build(regex.root)
  return {
    groupNames: regex.groupNames,
    groupCount: regex.groupCount,
    matchAt: (text, at, whole, budget, searchStart = at) => {
      const state: State = {
        text,
        spans: new Array(2 * (regex.groupCount + 1)).fill(-1),
        searchStart,
        steps: budget.steps,
        depth: 0,
      }
      const found = matcher(state, at, (final, end) => {
        if (whole && end !== text.length) return false
        final.spans[0] = at
        final.spans[1] = end
        return true
      })
      // Eight steps of a pattern are one of an expression.
      work((state.steps - budget.steps) >> 3)
      budget.steps = state.steps
      return found ? state.spans : undefined
    },
  }
}

function spend(state: State): void {
  if (++state.steps > MAX_STEPS) throw illegalState('Pattern access threshold exceeded')
}

function deeper(state: State): void {
  if (++state.depth > MAX_DEPTH) throw javaError('java.lang.StackOverflowError', 'the pattern recurses too deep')
}

function build(node: RegexNode): Matcher {
  switch (node.kind) {
    case 'empty':
      return (state, at, next) => next(state, at)
    case 'char': {
      const { test } = node
      return (state, at, next) => {
        spend(state)
        const code = state.text.codePointAt(at)
        return code !== undefined && test(code) && next(state, at + (code > 0xffff ? 2 : 1))
      }
    }
    case 'linebreak':
      return (state, at, next) => {
        spend(state)
        if (state.text.startsWith('\r\n', at) && next(state, at + 2)) return true
        return /[\n\v\f\r\u0085\u2028\u2029]/.test(state.text[at] ?? '') && next(state, at + 1)
      }
    case 'grapheme':
      return (state, at, next) => {
        spend(state)
        const match = /^(?:\r\n|\P{M}\p{M}*|\p{M}+)/u.exec(state.text.slice(at, at + 64))
        return match !== null && next(state, at + match[0].length)
      }
    case 'sequence': {
      const items = node.items.map(build)
      return items.reduceRight<Matcher>(
        (rest, item) => (state, at, next) => item(state, at, (s, middle) => rest(s, middle, next)),
        (state, at, next) => next(state, at),
      )
    }
    case 'choice': {
      const options = node.options.map(build)
      return (state, at, next) => {
        spend(state)
        return options.some((option) => option(state, at, next))
      }
    }
    case 'group':
      return buildGroup(node.index, build(node.item))
    case 'atomic':
      return buildAtomic(build(node.item))
    case 'look':
      return node.ahead
        ? buildLookahead(build(node.item), node.negative)
        : buildLookbehind(build(node.item), node.negative)
    case 'repeat':
      return buildRepeat(node)
    case 'backreference':
      return buildBackreference(node.group, node.fold)
    case 'assert':
      return (state, at, next) => node.test(state.text, at, state.searchStart) && next(state, at)
  }
}

function sameFolded(text: string, at: number, expected: string, fold: (codePoint: number) => number): boolean {
  if (at + expected.length > text.length) return false
  for (let i = 0; i < expected.length; i++) {
    if (fold(text.charCodeAt(at + i)) !== fold(expected.charCodeAt(i))) return false
  }
  return true
}

function buildGroup(index: number, item: Matcher): Matcher {
  return (state, at, next) => {
    const [start, end] = [state.spans[2 * index] as number, state.spans[2 * index + 1] as number]
    const matched = item(state, at, (s, middle) => {
      const [innerStart, innerEnd] = [s.spans[2 * index] as number, s.spans[2 * index + 1] as number]
      s.spans[2 * index] = at
      s.spans[2 * index + 1] = middle
      if (next(s, middle)) return true
      s.spans[2 * index] = innerStart
      s.spans[2 * index + 1] = innerEnd
      return false
    })
    if (!matched) {
      state.spans[2 * index] = start
      state.spans[2 * index + 1] = end
    }
    return matched
  }
}

/** Matches `item` once, without a way back into it. */
function matchOnce(
  state: State,
  at: number,
  item: Matcher,
  accept: (end: number) => boolean = () => true,
): number | undefined {
  let end: number | undefined
  const matched = item(state, at, (_, middle) => {
    if (!accept(middle)) return false
    end = middle
    return true
  })
  return matched ? end : undefined
}

function buildAtomic(item: Matcher): Matcher {
  return (state, at, next) => {
    const saved = [...state.spans]
    const end = matchOnce(state, at, item)
    if (end !== undefined && next(state, end)) return true
    restore(state, saved)
    return false
  }
}

function restore(state: State, saved: readonly number[]): void {
  for (let i = 0; i < saved.length; i++) state.spans[i] = saved[i] as number
}

function buildLookahead(item: Matcher, negative: boolean): Matcher {
  return (state, at, next) => {
    const saved = [...state.spans]
    const found = matchOnce(state, at, item) !== undefined
    if (found === negative) {
      restore(state, saved)
      return false
    }
    if (negative) restore(state, saved)
    if (next(state, at)) return true
    restore(state, saved)
    return false
  }
}

function buildLookbehind(item: Matcher, negative: boolean): Matcher {
  return (state, at, next) => {
    const saved = [...state.spans]
    let found = false
    for (let start = at; start >= 0 && !found; start--) {
      spend(state)
      found = matchOnce(state, start, item, (end) => end === at) !== undefined
    }
    if (found === negative) {
      restore(state, saved)
      return false
    }
    if (negative) restore(state, saved)
    if (next(state, at)) return true
    restore(state, saved)
    return false
  }
}

function buildBackreference(group: number, fold: ((codePoint: number) => number) | undefined): Matcher {
  return (state, at, next) => {
    spend(state)
    const [start, end] = [state.spans[2 * group] ?? -1, state.spans[2 * group + 1] ?? -1]
    if (start < 0) return false
    const expected = state.text.slice(start, end)
    const same = fold === undefined ? state.text.startsWith(expected, at) : sameFolded(state.text, at, expected, fold)
    return same && next(state, at + expected.length)
  }
}

function buildRepeat(node: Extract<RegexNode, { kind: 'repeat' }>): Matcher {
  const { min, max, greed } = node
  if (node.item.kind === 'char') return buildCharRepeat(node.item.test, min, max, greed)
  const item = build(node.item)
  if (greed === 'possessive') return buildAtomic(buildGroupRepeat(item, min, max, false))
  return buildGroupRepeat(item, min, max, greed === 'lazy')
}

/** Repeats one character test without recursion, so that `.*` works on long texts. */
function buildCharRepeat(
  test: (codePoint: number) => boolean,
  min: number,
  max: number,
  greed: 'greedy' | 'lazy' | 'possessive',
): Matcher {
  const advance = (state: State, at: number): number => {
    spend(state)
    const code = state.text.codePointAt(at)
    return code !== undefined && test(code) ? at + (code > 0xffff ? 2 : 1) : -1
  }
  if (greed === 'lazy') {
    return (state, start, next) => {
      let at = start
      for (let count = 0; ; count++) {
        if (count >= min && next(state, at)) return true
        if (count >= max) return false
        at = advance(state, at)
        if (at < 0) return false
      }
    }
  }
  return (state, start, next) => {
    const ends = [start]
    let at = start
    while (ends.length <= max) {
      at = advance(state, at)
      if (at < 0) break
      ends.push(at)
    }
    if (greed === 'possessive') return ends.length > min && next(state, ends.at(-1) as number)
    for (let count = ends.length - 1; count >= min; count--) {
      spend(state)
      if (next(state, ends[count] as number)) return true
    }
    return false
  }
}

function buildGroupRepeat(item: Matcher, min: number, max: number, lazy: boolean): Matcher {
  const attempt = (state: State, at: number, count: number, next: Next): boolean => {
    spend(state)
    deeper(state)
    const more = () =>
      count < max &&
      item(state, at, (s, middle) => {
        // An empty turn would repeat for ever: it counts, and then the loop is left.
        if (middle === at && count >= min) return false
        return attempt(s, middle, count + 1, next)
      })
    const result = count < min ? more() : lazy ? next(state, at) || more() : more() || next(state, at)
    state.depth--
    return result
  }
  return (state, at, next) => attempt(state, at, 0, next)
}
