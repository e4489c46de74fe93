import { javaError, type SpelError } from '../errors.ts'
import { bigInteger, double } from './values.ts'

const MAX_DEPTH = 1000
const MAX_DIGITS = 1000

const failure = (message: string): SpelError => javaError('com.fasterxml.jackson.core.JsonParseException', message)
const endOfInput = (text: string) =>
  javaError('com.fasterxml.jackson.core.io.JsonEOFException', `Unexpected end-of-input at column ${text.length + 1}`)

/**
 * Reads the first JSON value of a text and ignores what follows, as Jackson does. Whole numbers become Integer, Long
 * or BigInteger, others Double.
 */
export function parseJson(text: string): unknown {
  let at = 0
  let depth = 0

  const unexpected = (): SpelError =>
    at >= text.length
      ? endOfInput(text)
      : failure(`Unexpected character ('${text[at]}' (code ${text.charCodeAt(at)})) at column ${at + 1}`)
  const space = () => {
    while (/[ \t\n\r]/.test(text[at] ?? '')) at++
  }

  function value(): unknown {
    space()
    const ch = text[at]
    if (ch === '{') return object()
    if (ch === '[') return array()
    if (ch === '"') return string()
    if (ch === 't') return word('true', true)
    if (ch === 'f') return word('false', false)
    if (ch === 'n') return word('null', null)
    return number()
  }

  function word(expected: string, result: unknown): unknown {
    if (!text.startsWith(expected, at) || /[A-Za-z0-9_]/.test(text[at + expected.length] ?? '')) throw unexpected()
    at += expected.length
    return result
  }

  function number(): unknown {
    const found = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(at, at + 5000))
    if (found === null || /[\w.]/.test(text[at + found[0].length] ?? '')) throw unexpected()
    at += found[0].length
    if (found[0].length > MAX_DIGITS) {
      throw failure(`Number value length (${found[0].length}) exceeds the maximum allowed (${MAX_DIGITS})`)
    }
    if (found[1] !== undefined || found[2] !== undefined) return double(Number(found[0]))
    const whole = BigInt(found[0])
    if (BigInt.asIntN(64, whole) !== whole) return bigInteger(whole)
    return BigInt.asIntN(32, whole) === whole ? Number(whole) : whole
  }

  function string(): string {
    const start = at++
    while (at < text.length && text[at] !== '"') {
      if (text.charCodeAt(at) < 0x20)
        throw failure(`Illegal unquoted character (code ${text.charCodeAt(at)}) in a string`)
      at += text[at] === '\\' ? 2 : 1
    }
    if (at >= text.length) throw endOfInput(text)
    at++
    try {
      return JSON.parse(text.slice(start, at)) as string
    } catch {
      throw failure(`Unrecognized character escape in ${text.slice(start, at)}`)
    }
  }

  function nested<T>(read: () => T): T {
    if (++depth > MAX_DEPTH) throw failure(`Document nesting depth exceeds the maximum allowed (${MAX_DEPTH})`)
    at++
    const result = read()
    at++
    depth--
    return result
  }

  const array = () =>
    nested(() => {
      const items: unknown[] = []
      space()
      if (text[at] === ']') return items
      while (true) {
        items.push(value())
        space()
        if (text[at] === ']') return items
        if (text[at] !== ',') throw unexpected()
        at++
      }
    })

  const object = () =>
    nested(() => {
      const entries: [string, unknown][] = []
      space()
      if (text[at] === '}') return {}
      while (true) {
        space()
        if (text[at] !== '"') throw unexpected()
        const key = string()
        space()
        if (text[at] !== ':') throw unexpected()
        at++
        entries.push([key, value()])
        space()
        if (text[at] === '}') return Object.fromEntries(entries)
        if (text[at] !== ',') throw unexpected()
        at++
      }
    })

  return value()
}
