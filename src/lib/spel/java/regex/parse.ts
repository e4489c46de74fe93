import { atLineEnd, atWordBoundary, isLineEnd } from './anchors.ts'
import { parseClass, parseSingleEscape } from './character-class.ts'
import { characterTest, escapeClass, foldOf } from './characters.ts'
import { createReader } from './reader.ts'
import type { Flags, Greed, Regex, RegexNode } from './syntax.ts'
import { MAX_REPEAT, widestFirst } from './width.ts'

const FLAG_LETTERS: Readonly<Record<string, keyof Flags>> = {
  i: 'ignoreCase',
  u: 'unicodeCase',
  U: 'unicodeClass',
  m: 'multiline',
  s: 'dotAll',
  x: 'comments',
  d: 'unixLines',
}

/**
 * Parses a regular expression of `java.util.regex`: possessive quantifiers, class intersection, `\Q…\E`, inline flags,
 * POSIX classes and the rest of what JavaScript's RegExp does not know.
 * @throws SpelError PatternSyntaxException
 */
export function parseRegex(source: string): Regex {
  const reader = createReader(source)
  const names = new Map<string, number>()
  let groups = 0

  function parseChoice(): RegexNode {
    return reader.nested(() => {
      const options = [parseSequence()]
      while (reader.peek() === '|') {
        reader.position++
        options.push(parseSequence())
      }
      return options.length === 1 ? (options[0] as RegexNode) : { kind: 'choice', options }
    })
  }

  function parseSequence(): RegexNode {
    const items: RegexNode[] = []
    while (true) {
      reader.skipComments()
      const ch = reader.peek()
      if (ch === undefined || ch === '|' || ch === ')') break
      const atom = parseAtom(ch)
      if (atom !== undefined) items.push(parseQuantifiers(atom))
    }
    return items.length === 1
      ? (items[0] as RegexNode)
      : items.length === 0
        ? { kind: 'empty' }
        : { kind: 'sequence', items }
  }

  function parseAtom(ch: string): RegexNode | undefined {
    switch (ch) {
      case '(':
        return parseGroup()
      case '[':
        reader.position++
        return { kind: 'char', test: parseClass(reader) }
      case '\\':
        return parseEscape()
      case '^': {
        reader.position++
        const { multiline, unixLines } = reader.flags
        return {
          kind: 'assert',
          test: (text, at) =>
            at === 0 ||
            (multiline &&
              at < text.length &&
              isLineEnd(text.charCodeAt(at - 1), unixLines) &&
              !(text[at - 1] === '\r' && text[at] === '\n')),
        }
      }
      case '$': {
        reader.position++
        const { multiline, unixLines } = reader.flags
        return { kind: 'assert', test: (text, at) => atLineEnd(text, at, multiline, unixLines) }
      }
      case '.': {
        reader.position++
        const { dotAll, unixLines } = reader.flags
        return { kind: 'char', test: dotAll ? () => true : (code) => !isLineEnd(code, unixLines) }
      }
      case '*':
      case '+':
      case '?':
        throw reader.fail(`Dangling meta character '${ch}'`, reader.position)
      case '{':
        // Repeats nothing, as Java has it.
        return { kind: 'empty' }
      default: {
        const code = reader.nextCode()
        return { kind: 'char', test: characterTest(code, code, reader.flags) }
      }
    }
  }

  function parseQuantifiers(atom: RegexNode): RegexNode {
    reader.skipComments()
    const bounds = parseBounds()
    if (bounds === undefined) return atom
    const [min, max] = bounds
    let greed: Greed = 'greedy'
    if (reader.peek() === '?') greed = 'lazy'
    else if (reader.peek() === '+') greed = 'possessive'
    if (greed !== 'greedy') reader.position++
    reader.skipComments()
    const next = reader.peek()
    if (next === '*' || next === '+' || next === '?')
      throw reader.fail(`Dangling meta character '${next}'`, reader.position)
    return { kind: 'repeat', item: atom, min, max, greed }
  }

  function parseBounds(): readonly [number, number] | undefined {
    switch (reader.peek()) {
      case '*':
        reader.position++
        return [0, MAX_REPEAT]
      case '+':
        reader.position++
        return [1, MAX_REPEAT]
      case '?':
        reader.position++
        return [0, 1]
      case '{':
        break
      default:
        return undefined
    }
    if (!/\d/.test(reader.pattern[reader.position + 1] ?? ''))
      throw reader.fail('Illegal repetition', reader.position + 1)
    reader.position++
    const number = (): number => {
      const digits = /^\d+/.exec(reader.pattern.slice(reader.position))?.[0] ?? ''
      reader.position += digits.length
      if (Number(digits) > MAX_REPEAT) throw reader.fail('Illegal repetition range', reader.position)
      return Number(digits)
    }
    const min = number()
    let max = min
    if (reader.peek() === ',') {
      reader.position++
      max = reader.peek() === '}' ? MAX_REPEAT : number()
    }
    if (reader.peek() !== '}') throw reader.fail('Unclosed counted closure', reader.position)
    if (max < min) throw reader.fail('Illegal repetition range', reader.position)
    reader.position++
    return [min, max]
  }

  function parseGroup(): RegexNode | undefined {
    const outer = reader.flags
    reader.position++
    const close = (item: RegexNode): RegexNode => {
      if (reader.peek() !== ')') throw reader.fail('Unclosed group', reader.pattern.length)
      reader.position++
      reader.flags = outer
      return item
    }
    if (reader.peek() !== '?') {
      const index = ++groups
      const item = parseChoice()
      return close({ kind: 'group', index, item })
    }
    reader.position++
    const ch = reader.pattern[reader.position++]
    switch (ch) {
      case ':':
        return close(parseChoice())
      case '=':
      case '!':
        return close({ kind: 'look', ahead: true, negative: ch === '!', item: parseChoice() })
      case '>':
        return close({ kind: 'atomic', item: parseChoice() })
      case '<': {
        const look = reader.pattern[reader.position]
        if (look === '=' || look === '!') {
          reader.position++
          const start = reader.position
          const item = parseChoice()
          if (widestFirst(item) === Number.POSITIVE_INFINITY) {
            throw reader.fail(
              'Look-behind group does not have an obvious maximum length',
              Math.max(reader.position - 1, start),
            )
          }
          return close({ kind: 'look', ahead: false, negative: look === '!', item })
        }
        const name = parseGroupName()
        if (names.has(name)) throw reader.fail(`Named capturing group <${name}> is already defined`)
        const index = ++groups
        names.set(name, index)
        return close({ kind: 'group', index, item: parseChoice() })
      }
      case undefined:
        throw reader.fail('Unknown inline modifier', reader.position - 1)
      default:
        reader.position--
        return parseInlineFlags(close)
    }
  }

  function parseGroupName(): string {
    const start = reader.position
    if (!/[a-zA-Z]/.test(reader.peek() ?? ''))
      throw reader.fail('capturing group name does not start with a Latin letter', reader.position)
    while (/[a-zA-Z0-9]/.test(reader.peek() ?? '')) reader.position++
    if (reader.peek() !== '>') throw reader.fail("named capturing group is missing trailing '>'", reader.position)
    return reader.pattern.slice(start, reader.position++)
  }

  /** `(?i)` sets flags for the rest of the group and is nothing that could be repeated; `(?i:…)` for what is inside. */
  function parseInlineFlags(close: (item: RegexNode) => RegexNode): RegexNode | undefined {
    let changed: Flags = reader.flags
    let on = true
    while (true) {
      const ch = reader.peek()
      if (ch === '-' && on) on = false
      else {
        const flag = ch === undefined ? undefined : FLAG_LETTERS[ch]
        if (flag === undefined) break
        changed = { ...changed, [flag]: on, ...(flag === 'unicodeClass' && on ? { unicodeCase: true } : {}) }
      }
      reader.position++
    }
    if (reader.peek() === ')') {
      reader.position++
      reader.flags = changed
      return undefined
    }
    if (reader.peek() !== ':') throw reader.fail('Unknown inline modifier', reader.position)
    reader.position++
    reader.flags = changed
    return close(parseChoice())
  }

  function parseEscape(): RegexNode {
    reader.position++
    const ch = reader.peek()
    if (ch === undefined) throw reader.fail('Unexpected internal error', reader.pattern.length)
    const test = escapeClass(ch, reader.flags)
    if (test !== undefined) {
      reader.position++
      return { kind: 'char', test }
    }
    if (/[1-9]/.test(ch)) return parseBackreference()
    const { unicodeClass, unixLines } = reader.flags
    switch (ch) {
      case 'b':
      case 'B': {
        reader.position++
        if (reader.pattern.startsWith('{g}', reader.position) && ch === 'b') {
          reader.position += 3
          return { kind: 'empty' }
        }
        return { kind: 'assert', test: (text, at) => atWordBoundary(text, at, unicodeClass) === (ch === 'b') }
      }
      case 'A':
        reader.position++
        return { kind: 'assert', test: (_, at) => at === 0 }
      case 'G':
        reader.position++
        return { kind: 'assert', test: (_, at, searchStart) => at === searchStart }
      case 'z':
        reader.position++
        return { kind: 'assert', test: (text, at) => at === text.length }
      case 'Z':
        reader.position++
        return { kind: 'assert', test: (text, at) => atLineEnd(text, at, false, unixLines) }
      case 'R':
        reader.position++
        return { kind: 'linebreak' }
      case 'X':
        reader.position++
        return { kind: 'grapheme' }
      case 'k': {
        reader.position++
        if (reader.peek() !== '<')
          throw reader.fail("\\k is not followed by '<' for named capturing group", reader.position)
        reader.position++
        const name = parseGroupName()
        const group = names.get(name)
        if (group === undefined) throw reader.fail(`named capturing group <${name}> does not exist`)
        return { kind: 'backreference', group, fold: foldOf(reader.flags) }
      }
      default: {
        const single = parseSingleEscape(reader)
        return { kind: 'char', test: typeof single === 'number' ? characterTest(single, single, reader.flags) : single }
      }
    }
  }

  /** `\11` is group 11 when there are that many groups so far, otherwise group 1 and a `1`. */
  function parseBackreference(): RegexNode {
    let group = Number(reader.pattern[reader.position++])
    while (/\d/.test(reader.peek() ?? '')) {
      const longer = group * 10 + Number(reader.peek())
      if (longer > groups) break
      group = longer
      reader.position++
    }
    return { kind: 'backreference', group, fold: foldOf(reader.flags) }
  }

  const root = parseChoice()
  if (reader.more()) throw reader.fail("Unmatched closing ')'", reader.position - 1)
  return { root, groupCount: groups, groupNames: names }
}
