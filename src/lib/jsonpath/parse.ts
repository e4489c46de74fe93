import { atEnd, type Cursor, cursorOn, expect, invalid, nested, peek, skipBlanks, take, takeMatch } from './cursor.ts'
import { InvalidPathError } from './errors.ts'
import { readLiteral, readText } from './literal.ts'
import { type Filter, type FilterPath, makePath, type Operand, type Path, type Token } from './syntax.ts'

/** Where a path stands, which says where its plain names end. */
type Place = 'alone' | 'inside'

const names: Readonly<Record<Place, RegExp>> = { alone: /[^.[(]+/y, inside: /[^.[() =<>!&|,~]+/y }
const operators =
  /===|!==|==|!=|<=|>=|=~|<|>|(?:in|nin|contains|subsetof|anyof|noneof|size|empty)(?=[\s'"[@$\d-])|(?:empty)(?= )/iy

/**
 * Reads a path as Jayway's JsonPath 2.9 does: `$.a['b'][0]`, `[-1]`, `[0,1]`, `[1:3]`, `*`, `..`, `[?(@.a == 'b')]`
 * and functions such as `length()`. `$.` may be left out. Throws `InvalidPathError`.
 */
export function compilePath(text: string): Path {
  const trimmed = text.trim()
  if (trimmed === '') throw new InvalidPathError('The path is empty')
  const cursor = cursorOn(/^[$@]/.test(trimmed) ? trimmed : `$.${trimmed}`)
  cursor.at = 1
  const tokens = readTokens(cursor, 'alone')
  if (!atEnd(cursor)) throw invalid(cursor, "expected '.' or '['")
  return makePath(tokens)
}

function readTokens(cursor: Cursor, place: Place): Token[] {
  const tokens: Token[] = []
  for (;;) {
    if (take(cursor, '..')) {
      tokens.push({ kind: 'scan' }, peek(cursor) === '[' ? readBrackets(cursor) : readName(cursor, place))
    } else if (take(cursor, '.')) {
      tokens.push(peek(cursor) === '[' ? readBrackets(cursor) : readName(cursor, place))
    } else if (peek(cursor) === '[') {
      tokens.push(readBrackets(cursor))
    } else return tokens
  }
}

function readName(cursor: Cursor, place: Place): Token {
  if (take(cursor, '*')) return { kind: 'wildcard' }
  const name = takeMatch(cursor, names[place])
  if (name === undefined) throw invalid(cursor, "a path must not end with '.' or '..'")
  if (/\s/.test(name)) throw invalid(cursor, `write a name with blanks as ['${name}']`)
  if (!take(cursor, '(')) return { kind: 'properties', names: [name] }
  return { kind: 'function', name, args: nested(cursor, () => readArguments(cursor)) }
}

function readArguments(cursor: Cursor): Operand[] {
  skipBlanks(cursor)
  const args: Operand[] = []
  if (take(cursor, ')')) return args
  do {
    skipBlanks(cursor)
    args.push(readOperand(cursor))
    skipBlanks(cursor)
  } while (take(cursor, ','))
  expect(cursor, ')')
  return args
}

function readBrackets(cursor: Cursor): Token {
  expect(cursor, '[')
  skipBlanks(cursor)
  const token = readInBrackets(cursor)
  skipBlanks(cursor)
  expect(cursor, ']')
  return token
}

function readInBrackets(cursor: Cursor): Token {
  if (take(cursor, '*')) return { kind: 'wildcard' }
  if (take(cursor, '?')) return { kind: 'filter', filter: readParenthesised(cursor) }
  if (peek(cursor) === "'" || peek(cursor) === '"') {
    const found = [readText(cursor)]
    for (skipBlanks(cursor); take(cursor, ','); skipBlanks(cursor)) {
      skipBlanks(cursor)
      if (peek(cursor) !== "'" && peek(cursor) !== '"') throw invalid(cursor, 'expected a name in quotes')
      found.push(readText(cursor))
    }
    return { kind: 'properties', names: found }
  }
  const slice = takeMatch(cursor, /(?:-?\d{1,9}:(?:-?\d{1,9})?|:-?\d{1,9})(?::-?\d{0,9})?/y)
  if (slice !== undefined) {
    // A third number, the step, is read and ignored by Jayway.
    const [from, to] = slice.split(':')
    return {
      kind: 'slice',
      ...(from === '' ? {} : { from: Number(from) }),
      ...(to === '' || to === undefined ? {} : { to: Number(to) }),
    }
  }
  const indexes = takeMatch(cursor, /-?\d{1,9}(?: *, *-?\d{1,9})*/y)
  if (indexes === undefined) throw invalid(cursor, "expected a name in quotes, an index, a slice, '*' or '?('")
  return { kind: 'indexes', indexes: indexes.split(',').map(Number) }
}

function readParenthesised(cursor: Cursor): Filter {
  expect(cursor, '(')
  const filter = nested(cursor, () => readOr(cursor))
  skipBlanks(cursor)
  expect(cursor, ')')
  return filter
}

const readOr = (cursor: Cursor): Filter => readChain(cursor, '||', 'or', () => readAnd(cursor))
const readAnd = (cursor: Cursor): Filter => readChain(cursor, '&&', 'and', () => readUnary(cursor))

function readChain(cursor: Cursor, sign: string, kind: 'or' | 'and', readPart: () => Filter): Filter {
  const first = readPart()
  const of = [first]
  for (skipBlanks(cursor); take(cursor, sign); skipBlanks(cursor)) of.push(readPart())
  return of.length === 1 ? first : { kind, of }
}

function readUnary(cursor: Cursor): Filter {
  skipBlanks(cursor)
  if (take(cursor, '!')) return { kind: 'not', of: nested(cursor, () => readUnary(cursor)) }
  if (peek(cursor) === '(') return readParenthesised(cursor)
  const left = readOperand(cursor)
  skipBlanks(cursor)
  const operator = takeMatch(cursor, operators)?.toLowerCase()
  if (operator !== undefined) {
    skipBlanks(cursor)
    return { kind: 'compare', left, operator, right: readOperand(cursor) }
  }
  if (left.kind !== 'path') throw invalid(cursor, 'a value alone is no condition, expected a path')
  return { kind: 'exists', path: left.path }
}

function readOperand(cursor: Cursor): Operand {
  const start = peek(cursor)
  if (start === '$' || start === '@') {
    cursor.at++
    const path: FilterPath = { from: start, path: makePath(nested(cursor, () => readTokens(cursor, 'inside'))) }
    return { kind: 'path', path }
  }
  if (start === '/') return { kind: 'pattern', pattern: readPattern(cursor) }
  const literal = readLiteral(cursor)
  if (literal === undefined) throw invalid(cursor, 'expected a path or a value')
  return { kind: 'value', value: literal.value }
}

function readPattern(cursor: Cursor): string {
  const written = takeMatch(cursor, /\/(?:[^/\\]|\\.)*\/[dixmsuU]*/y)
  if (written === undefined) throw invalid(cursor, 'the pattern has no closing /')
  const end = written.lastIndexOf('/')
  const flags = written.slice(end + 1)
  const pattern = written.slice(1, end).replaceAll('\\/', '/')
  return flags === '' ? pattern : `(?${flags})${pattern}`
}
