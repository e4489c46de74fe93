import { characterTest, escapeClass, not, propertyClass } from './characters.ts'
import type { PatternReader } from './reader.ts'
import type { CharTest } from './syntax.ts'

const ESCAPES: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 }

/** An escape that stands for one character or, for `\p`, for a class of them. */
export function parseSingleEscape(reader: PatternReader): number | CharTest {
  const ch = reader.pattern[reader.position] as string
  const start = reader.position
  reader.position++
  switch (ch) {
    case '0': {
      const digits = /^(?:[0-3][0-7]{0,2}|[4-7][0-7]?)/.exec(reader.pattern.slice(reader.position))?.[0]
      if (digits === undefined) throw reader.fail('Illegal octal escape sequence', reader.position)
      reader.position += digits.length
      return Number.parseInt(digits, 8)
    }
    case 'x': {
      const braces = /^\{([0-9a-fA-F]+)\}/.exec(reader.pattern.slice(reader.position))
      const hex = braces?.[1] ?? /^[0-9a-fA-F]{2}/.exec(reader.pattern.slice(reader.position))?.[0]
      if (hex === undefined) throw reader.fail('Illegal hexadecimal escape sequence', reader.position)
      reader.position += braces?.[0].length ?? 2
      const code = Number.parseInt(hex, 16)
      if (code > 0x10ffff) throw reader.fail('Hexadecimal codepoint is too big', reader.position)
      return code
    }
    case 'u': {
      const hex = /^[0-9a-fA-F]{4}/.exec(reader.pattern.slice(reader.position))?.[0]
      if (hex === undefined) throw reader.fail('Illegal Unicode escape sequence', reader.position)
      reader.position += 4
      return Number.parseInt(hex, 16)
    }
    case 'c': {
      if (!reader.more()) throw reader.fail('Illegal control escape sequence', reader.position)
      return (reader.pattern.charCodeAt(reader.position++) as number) ^ 64
    }
    case 'p':
    case 'P':
      return parseProperty(reader, ch === 'P')
    default: {
      const control = ESCAPES[ch]
      if (control !== undefined) return control
      if (/[a-zA-Z]/.test(ch)) throw reader.fail('Illegal/unsupported escape sequence', start)
      reader.position = start
      return reader.nextCode()
    }
  }
}

function parseProperty(reader: PatternReader, negative: boolean): CharTest {
  let name: string
  if (reader.peek() === '{') {
    const end = reader.pattern.indexOf('}', reader.position)
    if (end < 0) throw reader.fail('Unclosed character family', reader.pattern.length - 1)
    name = reader.pattern.slice(reader.position + 1, end)
    reader.position = end + 1
    if (name === '') throw reader.fail('Empty character family', reader.position - 1)
  } else {
    if (!reader.more()) throw reader.fail('Unknown character property name {\0}', reader.position)
    name = reader.pattern[reader.position++] as string
  }
  const test = propertyClass(name, reader.flags)
  if (test === undefined)
    throw reader.fail(`Unknown character property name {${name.replace(/^I[sn]/, '')}}`, reader.position - 1)
  return negative ? not(test) : test
}

/** The inside of `[…]`, up to and with the bracket: unions, ranges, nested classes and `&&`. */
export const parseClass = (reader: PatternReader): CharTest => reader.nested(() => readClass(reader))

function readClass(reader: PatternReader): CharTest {
  const unclosed = () => reader.fail('Unclosed character class', reader.pattern.length - 1)
  const negated = reader.peek() === '^'
  if (negated) reader.position++
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
    reader.skipComments()
    const ch = reader.peek()
    if (ch === undefined) throw unclosed()
    if (ch === ']' && !(first && union.length === 0 && result === undefined)) {
      reader.position++
      break
    }
    if (ch === '[') {
      reader.position++
      union.push(parseClass(reader))
    } else if (reader.pattern.startsWith('&&', reader.position)) {
      while (reader.peek() === '&') reader.position++
      intersect(flush())
    } else union.push(parseClassItem(reader))
    first = false
  }
  intersect(flush())
  const test: CharTest = result ?? (() => false)
  return negated ? not(test) : test
}

function parseClassItem(reader: PatternReader): CharTest {
  const low = parseClassCharacter(reader)
  if (typeof low !== 'number') return low
  if (reader.peek() === '-') {
    const next = reader.pattern[reader.position + 1]
    if (next === undefined) throw reader.fail('Unclosed character class', reader.pattern.length - 1)
    if (next !== ']' && next !== '[') {
      reader.position++
      const high = parseClassCharacter(reader)
      if (typeof high !== 'number' || high < low) throw reader.fail('Illegal character range', reader.position - 1)
      return characterTest(low, high, reader.flags)
    }
  }
  return characterTest(low, low, reader.flags)
}

function parseClassCharacter(reader: PatternReader): number | CharTest {
  if (reader.peek() !== '\\') return reader.nextCode()
  reader.position++
  const ch = reader.peek()
  if (ch === undefined) throw reader.fail('Unexpected internal error', reader.pattern.length)
  const test = escapeClass(ch, reader.flags)
  if (test !== undefined) {
    reader.position++
    return test
  }
  return parseSingleEscape(reader)
}
