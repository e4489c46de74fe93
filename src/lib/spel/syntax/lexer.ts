import { javaError, parseError } from '../errors.ts'
import type { Token, TokenKind } from './tokens.ts'

const WORD_OPERATORS: Readonly<Record<string, TokenKind>> = {
  DIV: 'DIV',
  EQ: 'EQ',
  GE: 'GE',
  GT: 'GT',
  LE: 'LE',
  LT: 'LT',
  MOD: 'MOD',
  NE: 'NE',
  NOT: 'NOT',
}

const TWO_CHARACTERS: Readonly<Record<string, TokenKind>> = {
  '++': 'INC',
  '--': 'DEC',
  '^[': 'SELECT_FIRST',
  '$[': 'SELECT_LAST',
  '![': 'PROJECT',
  '!=': 'NE',
  '==': 'EQ',
  '&&': 'SYMBOLIC_AND',
  '||': 'SYMBOLIC_OR',
  '?[': 'SELECT',
  '?:': 'ELVIS',
  '?.': 'SAFE_NAVI',
  '>=': 'GE',
  '<=': 'LE',
}

const ONE_CHARACTER: Readonly<Record<string, TokenKind>> = {
  '+': 'PLUS',
  '-': 'MINUS',
  ':': 'COLON',
  '.': 'DOT',
  ',': 'COMMA',
  '*': 'STAR',
  '/': 'DIV',
  '%': 'MOD',
  '(': 'LPAREN',
  ')': 'RPAREN',
  '[': 'LSQUARE',
  ']': 'RSQUARE',
  '{': 'LCURLY',
  '}': 'RCURLY',
  '#': 'HASH',
  '@': 'BEAN_REF',
  '^': 'POWER',
  '!': 'NOT',
  '=': 'ASSIGN',
  '&': 'FACTORY_BEAN_REF',
  '?': 'QMARK',
  '>': 'GT',
  '<': 'LT',
}

const LETTER = /\p{L}/u
const isDigit = (ch: string | undefined) => ch !== undefined && ch >= '0' && ch <= '9'
const isIdentifierPart = (ch: string | undefined) => ch !== undefined && (/[\w$]/.test(ch) || LETTER.test(ch))

/**
 * Splits an expression into tokens (spring: Tokenizer). `div`, `eq`, `not`, … are the operators they name.
 * @throws SpelError for characters that no expression has
 */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  const push = (kind: TokenKind, end: number) => {
    tokens.push({ kind, text: expression.slice(position, end), start: position, end })
    position = end
  }
  while (position < expression.length) {
    const ch = expression[position] as string
    if (ch === ' ' || ch === '\t' || ch === '\r' || ch === '\n') position++
    else if (isDigit(ch)) {
      const [kind, end, next] = readNumber(expression, position)
      const start = kind === 'LITERAL_HEXINT' || kind === 'LITERAL_HEXLONG' ? position + 2 : position
      tokens.push({ kind, text: expression.slice(start, end), start: position, end: next })
      position = next
    } else if (ch === "'" || ch === '"') push('LITERAL_STRING', endOfString(expression, position, ch))
    else {
      const two = TWO_CHARACTERS[expression.slice(position, position + 2)]
      const one = ONE_CHARACTER[ch]
      if (two !== undefined) push(two, position + 2)
      else if (one !== undefined) push(one, position + 1)
      else if (ch === '|') throw parseError(expression, position, 'MISSING_CHARACTER', '|')
      else if (ch === '\\') throw parseError(expression, position, 'UNEXPECTED_ESCAPE')
      else if (isIdentifierPart(ch)) {
        let end = position + 1
        while (isIdentifierPart(expression[end])) end++
        const word = expression.slice(position, end)
        push((word.length <= 3 && WORD_OPERATORS[word.toUpperCase()]) || 'IDENTIFIER', end)
      } else throw parseError(expression, position + 1, 'UNSUPPORTED_CHARACTER', ch, ch.charCodeAt(0))
    }
  }
  return tokens
}

function endOfString(expression: string, start: number, quote: string): number {
  let end = start + 1
  while (true) {
    end = expression.indexOf(quote, end)
    if (end < 0) {
      throw parseError(expression, start, quote === "'" ? 'UNTERMINATED_QUOTE' : 'UNTERMINATED_DOUBLE_QUOTE')
    }
    if (expression[end + 1] !== quote) return end + 1
    end += 2
  }
}

/** The kind of a number, the end of its digits, and the end of the number with its suffix. */
function readNumber(expression: string, start: number): [TokenKind, number, number] {
  let end = start + 1
  const digits = () => {
    while (isDigit(expression[end])) end++
  }
  if (expression[start] === '0' && /[xX]/.test(expression[end] ?? '')) {
    end++
    while (/[0-9a-fA-F]/.test(expression[end] ?? '')) end++
    const long = /[lL]/.test(expression[end] ?? '')
    if (end === start + 2) {
      throw parseError(
        expression,
        start,
        long ? 'NOT_A_LONG' : 'NOT_AN_INTEGER',
        expression.slice(start, long ? end + 1 : end),
      )
    }
    return long ? ['LITERAL_HEXLONG', end, end + 1] : ['LITERAL_HEXINT', end, end]
  }
  digits()
  let real = false
  if (expression[end] === '.' && isDigit(expression[end + 1])) {
    real = true
    end++
    digits()
  }
  if (/[lL]/.test(expression[end] ?? '')) {
    if (real) throw parseError(expression, start, 'REAL_CANNOT_BE_LONG')
    return ['LITERAL_LONG', end, end + 1]
  }
  if (/[eE]/.test(expression[end] ?? '') && expression[end] !== undefined) {
    real = true
    end++
    if (/[+-]/.test(expression[end] ?? '')) end++
    // Spring takes one character without a look, and so may go past the end.
    if (end >= expression.length) {
      const length = expression.length + 1
      throw javaError('java.lang.ArrayIndexOutOfBoundsException', `Index ${length} out of bounds for length ${length}`)
    }
    end++
    digits()
  }
  const suffix = expression[end] ?? ''
  if (/[fF]/.test(suffix)) return ['LITERAL_REAL_FLOAT', end + 1, end + 1]
  if (/[dD]/.test(suffix)) return ['LITERAL_REAL', end + 1, end + 1]
  return [real ? 'LITERAL_REAL' : 'LITERAL_INT', end, end]
}
