import { atEnd, type Cursor, expect, invalid, nested, peek, skipBlanks, take, takeMatch } from './cursor.ts'

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** A text in single or double quotes, with the escapes of JSON. */
export function readText(cursor: Cursor): string {
  const quote = peek(cursor)
  const start = cursor.at++
  let text = ''
  while (!atEnd(cursor)) {
    const character = peek(cursor)
    cursor.at++
    if (character === quote) return text
    text += character === '\\' ? readEscape(cursor) : character
  }
  cursor.at = start
  throw invalid(cursor, `the text has no closing ${quote}`)
}

function readEscape(cursor: Cursor): string {
  const letter = peek(cursor)
  cursor.at++
  if (letter !== 'u') return escapes[letter] ?? letter
  const digits = takeMatch(cursor, /[0-9a-fA-F]{4}/y)
  if (digits === undefined) throw invalid(cursor, 'expected four hexadecimal digits')
  return String.fromCharCode(Number.parseInt(digits, 16))
}

/** A value as JSON writes it, where single quotes count as well; undefined when none is here. */
export function readLiteral(cursor: Cursor): { readonly value: unknown } | undefined {
  switch (peek(cursor)) {
    case "'":
    case '"':
      return { value: readText(cursor) }
    case '[':
      return { value: nested(cursor, () => readItems(cursor, '[', ']', () => readValue(cursor))) }
    case '{':
      return {
        value: Object.fromEntries(nested(cursor, () => readItems(cursor, '{', '}', () => readMember(cursor)))),
      }
    default: {
      const word = takeMatch(cursor, /(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y)
      return word === undefined ? undefined : { value: JSON.parse(word.replace(/^(-?)0+(?=\d)/, '$1')) }
    }
  }
}

function readValue(cursor: Cursor): unknown {
  const literal = readLiteral(cursor)
  if (literal === undefined) throw invalid(cursor, 'expected a text, a number, true, false, null, a list or an object')
  return literal.value
}

function readMember(cursor: Cursor): [string, unknown] {
  const key = readValue(cursor)
  skipBlanks(cursor)
  expect(cursor, ':')
  skipBlanks(cursor)
  return [String(key), readValue(cursor)]
}

function readItems<T>(cursor: Cursor, open: string, close: string, readItem: () => T): T[] {
  expect(cursor, open)
  skipBlanks(cursor)
  const items: T[] = []
  if (take(cursor, close)) return items
  do {
    skipBlanks(cursor)
    items.push(readItem())
    skipBlanks(cursor)
  } while (take(cursor, ','))
  expect(cursor, close)
  return items
}
