import { javaError, type SpelError } from '../../errors.ts'
import { atLineEnd, atWordBoundary, isLineEnd } from './anchors.ts'
import { characterTest, escapeClass, foldOf, not, propertyClass } from './characters.ts'
import type { CharTest, Flags, Greed, Regex, RegexNode } from './syntax.ts'
import { MAX_REPEAT, widestFirst } from './width.ts'

/** A PatternSyntaxException: Java shows the pattern with a mark under the place. */
export function patternError(description: string, pattern: string, index: number): SpelError {
  const place = index >= 0 ? ` near index ${index}` : ''
  const mark = index >= 0 && index < pattern.length ? `\n${' '.repeat(index)}^` : ''
  return javaError('java.util.regex.PatternSyntaxException', `${description}${place}\n${pattern}${mark}`)
}

const NO_FLAGS: Flags = {
  ignoreCase: false,
  unicodeCase: false,
  unicodeClass: false,
  multiline: false,
  dotAll: false,
  comments: false,
  unixLines: false,
}

const FLAG_LETTERS: Readonly<Record<string, keyof Flags>> = {
  i: 'ignoreCase',
  u: 'unicodeCase',
  U: 'unicodeClass',
  m: 'multiline',
  s: 'dotAll',
  x: 'comments',
  d: 'unixLines',
}

const ESCAPES: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 }
const MAX_DEPTH = 200

/**
 * Parses a regular expression of `java.util.regex`: possessive quantifiers, class intersection, `\Q…\E`, inline flags,
 * POSIX classes and the rest of what JavaScript's RegExp does not know.
 * @throws SpelError PatternSyntaxException
 */
export function parseRegex(source: string): Regex {
  // Messages show what was written; their positions are in what was read, as Java has it.
  const pattern = unquote(source)
  const names = new Map<string, number>()
  let position = 0
  let groups = 0
  let flags = NO_FLAGS
  let depth = 0

  const fail = (description: string, index = position - 1) => patternError(description, source, index)
  const more = () => position < pattern.length
  const peek = () => pattern[position]
  const nextCode = (): number => {
    const code = pattern.codePointAt(position)
    if (code === undefined) throw fail('Unexpected internal error', position)
    position += code > 0xffff ? 2 : 1
    return code
  }
  const skipComments = () => {
    while (flags.comments && more()) {
      if (/[ \t\n\v\f\r]/.test(pattern[position] as string)) position++
      else if (peek() === '#') while (more() && !isLineEnd(pattern.charCodeAt(position), flags.unixLines)) position++
      else break
    }
  }

  function parseChoice(): RegexNode {
    if (++depth > MAX_DEPTH) throw javaError('java.lang.StackOverflowError', 'the pattern is nested too deep')
    const options = [parseSequence()]
    while (peek() === '|') {
      position++
      options.push(parseSequence())
    }
    depth--
    return options.length === 1 ? (options[0] as RegexNode) : { kind: 'choice', options }
  }

  function parseSequence(): RegexNode {
    const items: RegexNode[] = []
    while (true) {
      skipComments()
      const ch = peek()
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
        position++
        return { kind: 'char', test: parseClass() }
      case '\\':
        return parseEscape()
      case '^': {
        position++
        const { multiline, unixLines } = flags
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
        position++
        const { multiline, unixLines } = flags
        return { kind: 'assert', test: (text, at) => atLineEnd(text, at, multiline, unixLines) }
      }
      case '.': {
        position++
        const { dotAll, unixLines } = flags
        return { kind: 'char', test: dotAll ? () => true : (code) => !isLineEnd(code, unixLines) }
      }
      case '*':
      case '+':
      case '?':
        throw fail(`Dangling meta character '${ch}'`, position)
      case '{':
        // Repeats nothing, as Java has it.
        return { kind: 'empty' }
      default: {
        const code = nextCode()
        return { kind: 'char', test: characterTest(code, code, flags) }
      }
    }
  }

  function parseQuantifiers(atom: RegexNode): RegexNode {
    skipComments()
    const bounds = parseBounds()
    if (bounds === undefined) return atom
    const [min, max] = bounds
    let greed: Greed = 'greedy'
    if (peek() === '?') greed = 'lazy'
    else if (peek() === '+') greed = 'possessive'
    if (greed !== 'greedy') position++
    skipComments()
    const next = peek()
    if (next === '*' || next === '+' || next === '?') throw fail(`Dangling meta character '${next}'`, position)
    return { kind: 'repeat', item: atom, min, max, greed }
  }

  function parseBounds(): readonly [number, number] | undefined {
    switch (peek()) {
      case '*':
        position++
        return [0, MAX_REPEAT]
      case '+':
        position++
        return [1, MAX_REPEAT]
      case '?':
        position++
        return [0, 1]
      case '{':
        break
      default:
        return undefined
    }
    if (!/\d/.test(pattern[position + 1] ?? '')) throw fail('Illegal repetition', position + 1)
    position++
    const number = (): number => {
      const digits = /^\d+/.exec(pattern.slice(position))?.[0] ?? ''
      position += digits.length
      if (Number(digits) > MAX_REPEAT) throw fail('Illegal repetition range', position)
      return Number(digits)
    }
    const min = number()
    let max = min
    if (peek() === ',') {
      position++
      max = peek() === '}' ? MAX_REPEAT : number()
    }
    if (peek() !== '}') throw fail('Unclosed counted closure', position)
    if (max < min) throw fail('Illegal repetition range', position)
    position++
    return [min, max]
  }

  function parseGroup(): RegexNode | undefined {
    const outer = flags
    position++
    const close = (item: RegexNode): RegexNode => {
      if (peek() !== ')') throw patternError('Unclosed group', source, pattern.length)
      position++
      flags = outer
      return item
    }
    if (peek() !== '?') {
      const index = ++groups
      const item = parseChoice()
      return close({ kind: 'group', index, item })
    }
    position++
    const ch = pattern[position++]
    switch (ch) {
      case ':':
        return close(parseChoice())
      case '=':
      case '!':
        return close({ kind: 'look', ahead: true, negative: ch === '!', item: parseChoice() })
      case '>':
        return close({ kind: 'atomic', item: parseChoice() })
      case '<': {
        const look = pattern[position]
        if (look === '=' || look === '!') {
          position++
          const start = position
          const item = parseChoice()
          if (widestFirst(item) === Number.POSITIVE_INFINITY) {
            throw fail('Look-behind group does not have an obvious maximum length', Math.max(position - 1, start))
          }
          return close({ kind: 'look', ahead: false, negative: look === '!', item })
        }
        const name = parseGroupName()
        if (names.has(name)) throw fail(`Named capturing group <${name}> is already defined`)
        const index = ++groups
        names.set(name, index)
        return close({ kind: 'group', index, item: parseChoice() })
      }
      case undefined:
        throw fail('Unknown inline modifier', position - 1)
      default:
        position--
        return parseInlineFlags(close)
    }
  }

  function parseGroupName(): string {
    const start = position
    if (!/[a-zA-Z]/.test(peek() ?? '')) throw fail('capturing group name does not start with a Latin letter', position)
    while (/[a-zA-Z0-9]/.test(peek() ?? '')) position++
    if (peek() !== '>') throw fail("named capturing group is missing trailing '>'", position)
    return pattern.slice(start, position++)
  }

  /** `(?i)` sets flags for the rest of the group and is nothing that could be repeated; `(?i:…)` for what is inside. */
  function parseInlineFlags(close: (item: RegexNode) => RegexNode): RegexNode | undefined {
    let changed: Flags = flags
    let on = true
    while (true) {
      const ch = peek()
      if (ch === '-' && on) on = false
      else {
        const flag = ch === undefined ? undefined : FLAG_LETTERS[ch]
        if (flag === undefined) break
        changed = { ...changed, [flag]: on, ...(flag === 'unicodeClass' && on ? { unicodeCase: true } : {}) }
      }
      position++
    }
    if (peek() === ')') {
      position++
      flags = changed
      return undefined
    }
    if (peek() !== ':') throw fail('Unknown inline modifier', position)
    position++
    flags = changed
    return close(parseChoice())
  }

  function parseEscape(): RegexNode {
    position++
    const ch = peek()
    if (ch === undefined) throw patternError('Unexpected internal error', source, pattern.length)
    const test = escapeClass(ch, flags)
    if (test !== undefined) {
      position++
      return { kind: 'char', test }
    }
    if (/[1-9]/.test(ch)) return parseBackreference()
    const { unicodeClass, unixLines } = flags
    switch (ch) {
      case 'b':
      case 'B': {
        position++
        if (pattern.startsWith('{g}', position) && ch === 'b') {
          position += 3
          return { kind: 'empty' }
        }
        return { kind: 'assert', test: (text, at) => atWordBoundary(text, at, unicodeClass) === (ch === 'b') }
      }
      case 'A':
        position++
        return { kind: 'assert', test: (_, at) => at === 0 }
      case 'G':
        position++
        return { kind: 'assert', test: (_, at, searchStart) => at === searchStart }
      case 'z':
        position++
        return { kind: 'assert', test: (text, at) => at === text.length }
      case 'Z':
        position++
        return { kind: 'assert', test: (text, at) => atLineEnd(text, at, false, unixLines) }
      case 'R':
        position++
        return { kind: 'linebreak' }
      case 'X':
        position++
        return { kind: 'grapheme' }
      case 'k': {
        position++
        if (peek() !== '<') throw fail("\\k is not followed by '<' for named capturing group", position)
        position++
        const name = parseGroupName()
        const group = names.get(name)
        if (group === undefined) throw fail(`named capturing group <${name}> does not exist`)
        return { kind: 'backreference', group, fold: foldOf(flags) }
      }
      default: {
        const single = parseSingleEscape()
        return { kind: 'char', test: typeof single === 'number' ? characterTest(single, single, flags) : single }
      }
    }
  }

  /** `\11` is group 11 when there are that many groups so far, otherwise group 1 and a `1`. */
  function parseBackreference(): RegexNode {
    let group = Number(pattern[position++])
    while (/\d/.test(peek() ?? '')) {
      const longer = group * 10 + Number(peek())
      if (longer > groups) break
      group = longer
      position++
    }
    return { kind: 'backreference', group, fold: foldOf(flags) }
  }

  /** An escape that stands for one character or, for `\p`, for a class of them. */
  function parseSingleEscape(): number | CharTest {
    const ch = pattern[position] as string
    const start = position
    position++
    switch (ch) {
      case '0': {
        const digits = /^(?:[0-3][0-7]{0,2}|[4-7][0-7]?)/.exec(pattern.slice(position))?.[0]
        if (digits === undefined) throw fail('Illegal octal escape sequence', position)
        position += digits.length
        return Number.parseInt(digits, 8)
      }
      case 'x': {
        const braces = /^\{([0-9a-fA-F]+)\}/.exec(pattern.slice(position))
        const hex = braces?.[1] ?? /^[0-9a-fA-F]{2}/.exec(pattern.slice(position))?.[0]
        if (hex === undefined) throw fail('Illegal hexadecimal escape sequence', position)
        position += braces?.[0].length ?? 2
        const code = Number.parseInt(hex, 16)
        if (code > 0x10ffff) throw fail('Hexadecimal codepoint is too big', position)
        return code
      }
      case 'u': {
        const hex = /^[0-9a-fA-F]{4}/.exec(pattern.slice(position))?.[0]
        if (hex === undefined) throw fail('Illegal Unicode escape sequence', position)
        position += 4
        return Number.parseInt(hex, 16)
      }
      case 'c': {
        if (!more()) throw fail('Illegal control escape sequence', position)
        return (pattern.charCodeAt(position++) as number) ^ 64
      }
      case 'p':
      case 'P':
        return parseProperty(ch === 'P')
      default: {
        const control = ESCAPES[ch]
        if (control !== undefined) return control
        if (/[a-zA-Z]/.test(ch)) throw fail('Illegal/unsupported escape sequence', start)
        position = start
        return nextCode()
      }
    }
  }

  function parseProperty(negative: boolean): CharTest {
    let name: string
    if (peek() === '{') {
      const end = pattern.indexOf('}', position)
      if (end < 0) throw fail('Unclosed character family', pattern.length - 1)
      name = pattern.slice(position + 1, end)
      position = end + 1
      if (name === '') throw fail('Empty character family', position - 1)
    } else {
      if (!more()) throw fail('Unknown character property name {\0}', position)
      name = pattern[position++] as string
    }
    const test = propertyClass(name, flags)
    if (test === undefined) throw fail(`Unknown character property name {${name.replace(/^I[sn]/, '')}}`, position - 1)
    return negative ? not(test) : test
  }

  /** The inside of `[…]`, up to and with the bracket: unions, ranges, nested classes and `&&`. */
  function parseClass(): CharTest {
    if (++depth > MAX_DEPTH) throw javaError('java.lang.StackOverflowError', 'the pattern is nested too deep')
    const unclosed = () => patternError('Unclosed character class', source, pattern.length - 1)
    const negated = peek() === '^'
    if (negated) position++
    let result: CharTest | undefined
    let union: CharTest[] = []
    let first = true
    const flush = (): CharTest | undefined => {
      const tests = union
      union = []
      if (tests.length === 0) return undefined
      return tests.length === 1 ? tests[0] : (code) => tests.some((test) => test(code))
    }
    const intersect = (other: CharTest | undefined) => {
      if (other === undefined) return
      const before = result
      result = before === undefined ? other : (code) => before(code) && other(code)
    }
    while (true) {
      skipComments()
      const ch = peek()
      if (ch === undefined) throw unclosed()
      if (ch === ']' && !(first && union.length === 0 && result === undefined)) {
        position++
        break
      }
      if (ch === '[') {
        position++
        union.push(parseClass())
      } else if (pattern.startsWith('&&', position)) {
        while (peek() === '&') position++
        intersect(flush())
      } else union.push(parseClassItem())
      first = false
    }
    intersect(flush())
    depth--
    const test: CharTest = result ?? (() => false)
    return negated ? not(test) : test
  }

  function parseClassItem(): CharTest {
    const low = parseClassCharacter()
    if (typeof low !== 'number') return low
    if (peek() === '-') {
      const next = pattern[position + 1]
      if (next === undefined) throw patternError('Unclosed character class', source, pattern.length - 1)
      if (next !== ']' && next !== '[') {
        position++
        const high = parseClassCharacter()
        if (typeof high !== 'number' || high < low) throw fail('Illegal character range', position - 1)
        return characterTest(low, high, flags)
      }
    }
    return characterTest(low, low, flags)
  }

  function parseClassCharacter(): number | CharTest {
    if (peek() !== '\\') return nextCode()
    position++
    const ch = peek()
    if (ch === undefined) throw patternError('Unexpected internal error', source, pattern.length)
    const test = escapeClass(ch, flags)
    if (test !== undefined) {
      position++
      return test
    }
    return parseSingleEscape()
  }

  const root = parseChoice()
  if (more()) throw fail("Unmatched closing ')'", position - 1)
  return { root, groupCount: groups, groupNames: names }
}

/** Java turns `\Q…\E` into escaped characters before it parses. */
function unquote(pattern: string): string {
  return pattern.includes('\\Q')
    ? pattern.replace(/((?:^|[^\\])(?:\\\\)*)\\Q([\s\S]*?)(?:\\E|$)/g, (_, before: string, quoted: string) => {
        return before + quoted.replace(/[^a-zA-Z0-9\s]/g, '\\$&')
      })
    : pattern
}
