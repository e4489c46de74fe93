import {
  evaluationError,
  illegalArgument,
  illegalState,
  messageText,
  numberFormat,
  parseError,
  SpelError,
} from '../errors.ts'
import { parseDouble, parseFloat32, parseInt32, parseInt64 } from '../java/numbers.ts'
import { javaText } from '../java/text.ts'
import { double, float } from '../java/values.ts'
import { tokenize } from './lexer.ts'
import { kindText, type Token, type TokenKind, tokenText } from './tokens.ts'
import type { BinaryOperator, Node, Relation } from './tree.ts'

/** Deeper nesting than any person writes; keeps hostile input off the stack. */
const MAX_DEPTH = 300

const RELATIONS: Partial<Record<TokenKind, Relation>> = { EQ: '==', NE: '!=', LT: '<', LE: '<=', GT: '>', GE: '>=' }
const SUMS: Partial<Record<TokenKind, BinaryOperator>> = { PLUS: '+', MINUS: '-' }
const PRODUCTS: Partial<Record<TokenKind, BinaryOperator>> = { STAR: '*', DIV: '/', MOD: '%' }
const WORD_OPERATOR = /^(?:div|eq|ge|gt|le|lt|mod|ne|not)$/i
const SELECTIONS = { SELECT: 'all', SELECT_FIRST: 'first', SELECT_LAST: 'last' } as const

/**
 * Parses one expression, the text between `${` and `}` (spring: InternalSpelExpressionParser). Errors have Spring's
 * positions and words, because people look them up.
 * @param maxLength longest text that is accepted, in characters
 * @throws SpelError when the text is no expression
 */
export function parseExpression(expression: string, maxLength = 10_000): Node {
  if (expression.length > maxLength) throw evaluationError('EXPRESSION_TOO_LONG', [maxLength])
  const parser = createParser(expression)
  const tree = parser.expression()
  if (tree === null) throw parseError(expression, 0, 'OUT_OF_DATA')
  const rest = parser.peek()
  if (rest !== undefined) throw parseError(expression, rest.start, 'MORE_INPUT', tokenText(rest))
  return tree
}

/** Where the grammar allows nothing but Spring's node constructors insist on an operand. */
function required(node: Node | null): Node {
  if (node === null) throw illegalArgument('Operand must not be null')
  return node
}

const NULL: Node = { kind: 'literal', value: null, text: 'null' }

function createParser(expression: string) {
  const tokens = tokenize(expression)
  let position = 0
  let depth = 0

  const peek = (): Token | undefined => tokens[position]
  const at = (...kinds: TokenKind[]): boolean => {
    const token = tokens[position]
    return token !== undefined && kinds.includes(token.kind)
  }
  const atWord = (word: string): boolean => {
    const token = tokens[position]
    return token?.kind === 'IDENTIFIER' && token.text.toLowerCase() === word
  }
  const take = (): Token => {
    const token = tokens[position++]
    if (token === undefined) throw parseError(expression, expression.length, 'OUT_OF_DATA')
    return token
  }
  const skip = (kind: TokenKind): boolean => {
    if (!at(kind)) return false
    position++
    return true
  }
  const expect = (kind: TokenKind): Token => {
    const token = tokens[position++]
    if (token === undefined) throw parseError(expression, expression.length, 'OUT_OF_DATA')
    if (token.kind !== kind) {
      throw parseError(expression, token.start, 'UNEXPECTED_TOKEN', kindText(kind), kindText(token.kind))
    }
    return token
  }
  const rightOperand = (operator: Token, node: Node | null): Node => {
    if (node === null) throw parseError(expression, operator.start, 'RIGHT_OPERAND_PROBLEM')
    return node
  }
  const leftOperand = (operator: Token, node: Node | null): Node => {
    if (node === null) throw parseError(expression, operator.start, 'LEFT_OPERAND_PROBLEM')
    return node
  }

  function parseNested(): Node | null {
    if (++depth > MAX_DEPTH) throw illegalState(`the expression is nested deeper than ${MAX_DEPTH} levels`)
    const node = parseAssignment()
    depth--
    return node
  }

  function parseAssignment(): Node | null {
    const left = parseOr()
    if (skip('ASSIGN')) return { kind: 'assign', target: left ?? NULL, value: required(parseOr()) }
    if (skip('ELVIS')) return { kind: 'elvis', value: left ?? NULL, otherwise: parseNested() ?? NULL }
    if (skip('QMARK')) {
      const yes = parseNested()
      expect('COLON')
      const no = parseNested()
      return { kind: 'ternary', condition: left ?? NULL, yes: required(yes), no: required(no) }
    }
    return left
  }

  function parseOr(): Node | null {
    let left = parseAnd()
    while (atWord('or') || at('SYMBOLIC_OR')) {
      const operator = take()
      const right = parseAnd()
      left = { kind: 'or', left: leftOperand(operator, left), right: rightOperand(operator, right) }
    }
    return left
  }

  function parseAnd(): Node | null {
    let left = parseRelation()
    while (atWord('and') || at('SYMBOLIC_AND')) {
      const operator = take()
      const right = parseRelation()
      left = { kind: 'and', left: leftOperand(operator, left), right: rightOperand(operator, right) }
    }
    return left
  }

  function parseRelation(): Node | null {
    const left = parseSum()
    const token = peek()
    if (token === undefined) return left
    const word = token.kind === 'IDENTIFIER' ? token.text.toLowerCase() : ''
    const relation = RELATIONS[token.kind]
    if (relation === undefined && word !== 'instanceof' && word !== 'matches' && word !== 'between') return left
    take()
    const right = parseSum()
    const operands = { left: leftOperand(token, left), right: rightOperand(token, right) }
    if (relation !== undefined) return { kind: 'relation', operator: relation, ...operands }
    return { kind: word as 'instanceof' | 'matches' | 'between', ...operands }
  }

  function parseSum(): Node | null {
    let left = parseProduct()
    while (at('PLUS', 'MINUS', 'INC')) {
      const token = take()
      const right = rightOperand(token, parseProduct())
      const operator = SUMS[token.kind]
      if (operator !== undefined) left = { kind: 'binary', operator, left: required(left), right }
    }
    return left
  }

  function parseProduct(): Node | null {
    let left = parsePower()
    while (at('STAR', 'DIV', 'MOD')) {
      const token = take()
      const right = parsePower()
      left = {
        kind: 'binary',
        operator: PRODUCTS[token.kind] as BinaryOperator,
        left: leftOperand(token, left),
        right: rightOperand(token, right),
      }
    }
    return left
  }

  function parsePower(): Node | null {
    const left = parseUnary()
    if (at('POWER')) {
      const right = rightOperand(take(), parseUnary())
      return { kind: 'binary', operator: '^', left: required(left), right }
    }
    if (left !== null && at('INC', 'DEC')) {
      return { kind: 'step', operator: take().kind === 'INC' ? '++' : '--', prefix: false, operand: left }
    }
    return left
  }

  function parseUnary(): Node | null {
    if (at('NOT', 'PLUS', 'MINUS', 'INC', 'DEC')) {
      if (++depth > MAX_DEPTH) throw illegalState(`the expression is nested deeper than ${MAX_DEPTH} levels`)
      const token = take()
      const operand = parseUnary()
      depth--
      if (token.kind === 'INC' || token.kind === 'DEC') {
        return { kind: 'step', operator: token.kind === 'INC' ? '++' : '--', prefix: true, operand: required(operand) }
      }
      if (operand === null) throw parseError(expression, token.start, 'OUT_OF_DATA')
      if (token.kind === 'NOT') return { kind: 'not', operand }
      return { kind: 'unary', operator: token.kind === 'PLUS' ? '+' : '-', operand }
    }
    return parsePrimary()
  }

  function parsePrimary(): Node | null {
    const start = parseStart()
    const rest: Node[] = []
    for (let step = parseStep(); step !== null; step = parseStep()) rest.push(step)
    return start === null || rest.length === 0 ? start : { kind: 'compound', steps: [start, ...rest] }
  }

  function parseStep(): Node | null {
    if (!at('DOT', 'SAFE_NAVI')) return parseIndex(false)
    const dot = take()
    const nullSafe = dot.kind === 'SAFE_NAVI'
    const step =
      parseMethodOrProperty(nullSafe) ??
      parseFunctionOrVariable() ??
      parseProjection(nullSafe) ??
      parseSelection(nullSafe) ??
      parseIndex(nullSafe)
    if (step !== null) return step
    const next = peek()
    if (next === undefined) throw parseError(expression, dot.start, 'OUT_OF_DATA')
    throw parseError(expression, dot.start, 'UNEXPECTED_AFTER_DOT', tokenText(next))
  }

  function parseStart(): Node | null {
    return (
      parseLiteral() ??
      parseParenthesis() ??
      parseType() ??
      parseConstructor() ??
      parseMethodOrProperty(false) ??
      parseFunctionOrVariable() ??
      parseBean() ??
      parseProjection(false) ??
      parseSelection(false) ??
      parseIndex(false) ??
      parseCollection()
    )
  }

  function parseLiteral(): Node | null {
    const token = peek()
    if (token === undefined) return null
    switch (token.kind) {
      case 'LITERAL_INT':
      case 'LITERAL_HEXINT':
      case 'LITERAL_LONG':
      case 'LITERAL_HEXLONG':
      case 'LITERAL_REAL':
      case 'LITERAL_REAL_FLOAT':
        return numberNode(take())
      case 'LITERAL_STRING': {
        take()
        const quote = token.text[0] as string
        const value = token.text.slice(1, -1).replaceAll(quote + quote, quote)
        return { kind: 'literal', value, text: `'${value.replaceAll("'", "''")}'` }
      }
      case 'IDENTIFIER': {
        const word = token.text.toLowerCase()
        if (word !== 'true' && word !== 'false' && word !== 'null') return null
        take()
        return { kind: 'literal', value: word === 'null' ? null : word === 'true', text: word }
      }
      default:
        return null
    }
  }

  function parseParenthesis(): Node | null {
    const start = peek()?.start
    if (!skip('LPAREN')) return null
    const node = parseNested()
    if (node === null) throw parseError(expression, start as number, 'OUT_OF_DATA')
    expect('RPAREN')
    return node
  }

  function parseType(): Node | null {
    const token = peek()
    if (token?.kind !== 'IDENTIFIER' || token.text !== 'T') return null
    take()
    if (at('RSQUARE')) return { kind: 'property', name: token.text, nullSafe: false }
    expect('LPAREN')
    const name = parseQualifiedName()
    let dimensions = 0
    while (skip('LSQUARE')) {
      expect('RSQUARE')
      dimensions++
    }
    expect('RPAREN')
    return { kind: 'type', name, dimensions }
  }

  function parseQualifiedName(): string {
    const parts: string[] = []
    let token = peek()
    while (token !== undefined && (token.kind === 'DOT' || /^[\p{L}\p{N}_$]+$/u.test(token.text))) {
      take()
      if (token.kind !== 'DOT') parts.push(token.text)
      token = peek()
    }
    if (parts.length > 0) return parts.join('.')
    if (token === undefined) throw parseError(expression, expression.length, 'OUT_OF_DATA')
    throw parseError(expression, token.start, 'UNEXPECTED_TOKEN', 'qualified ID', kindText(token.kind))
  }

  function parseConstructor(): Node | null {
    if (!atWord('new')) return null
    const token = take()
    if (at('RSQUARE')) return { kind: 'property', name: token.text, nullSafe: false }
    const typeName = parseQualifiedName()
    if (!at('LSQUARE')) {
      if (!at('LPAREN')) {
        throw parseError(expression, peek()?.start ?? expression.length, 'MISSING_CONSTRUCTOR_ARGUMENTS')
      }
      return { kind: 'construct', typeName, args: parseArguments() as Node[] }
    }
    const dimensions: (Node | null)[] = []
    while (skip('LSQUARE')) {
      dimensions.push(at('RSQUARE') ? null : parseNested())
      expect('RSQUARE')
    }
    return { kind: 'array', typeName, dimensions, initializer: parseCollection() }
  }

  function parseMethodOrProperty(nullSafe: boolean): Node | null {
    // Where a name may stand, the words of operators are names: `map.mod`, `{lt: 1}`.
    if (!at('IDENTIFIER') && !WORD_OPERATOR.test(peek()?.text ?? '')) return null
    const name = take().text
    const args = parseArguments()
    return args === null ? { kind: 'property', name, nullSafe } : { kind: 'method', name, nullSafe, args }
  }

  function parseFunctionOrVariable(): Node | null {
    if (!skip('HASH')) return null
    const name = expect('IDENTIFIER').text
    const args = parseArguments()
    return args === null ? { kind: 'variable', name } : { kind: 'function', name, args }
  }

  function parseArguments(): Node[] | null {
    if (!at('LPAREN')) return null
    const start = (peek() as Token).start
    const args: Node[] = []
    do {
      take()
      const next = peek()
      if (next === undefined) throw parseError(expression, start, 'OUT_OF_ARGUMENTS')
      if (next.kind !== 'RPAREN') args.push(required(parseNested()))
    } while (at('COMMA'))
    if (peek() === undefined) throw parseError(expression, start, 'OUT_OF_ARGUMENTS')
    expect('RPAREN')
    return args
  }

  function parseBean(): Node | null {
    if (!at('BEAN_REF', 'FACTORY_BEAN_REF')) return null
    const token = take()
    const prefix = token.kind === 'FACTORY_BEAN_REF' ? '&' : ''
    if (at('IDENTIFIER')) return { kind: 'bean', name: prefix + take().text }
    if (at('LITERAL_STRING')) return { kind: 'bean', name: prefix + take().text.slice(1, -1) }
    throw parseError(expression, token.start, 'INVALID_BEAN_REFERENCE')
  }

  function parseProjection(nullSafe: boolean): Node | null {
    const start = peek()?.start
    if (!skip('PROJECT')) return null
    const item = parseNested()
    if (item === null) throw parseError(expression, start as number, 'OUT_OF_DATA')
    expect('RSQUARE')
    return { kind: 'projection', item, nullSafe }
  }

  function parseSelection(nullSafe: boolean): Node | null {
    if (!at('SELECT', 'SELECT_FIRST', 'SELECT_LAST')) return null
    const token = take()
    const criteria = parseNested()
    if (criteria === null) throw parseError(expression, token.start, 'MISSING_SELECTION')
    expect('RSQUARE')
    return { kind: 'selection', pick: SELECTIONS[token.kind as keyof typeof SELECTIONS], criteria, nullSafe }
  }

  function parseIndex(nullSafe: boolean): Node | null {
    const start = peek()?.start
    if (!skip('LSQUARE')) return null
    const index = parseNested()
    if (index === null) throw parseError(expression, start as number, 'MISSING_SELECTION')
    expect('RSQUARE')
    return { kind: 'index', index, nullSafe }
  }

  function parseCollection(): Node | null {
    const start = peek()?.start
    if (!skip('LCURLY')) return null
    if (skip('RCURLY')) return { kind: 'list', items: [] }
    if (skip('COLON')) {
      expect('RCURLY')
      return { kind: 'map', entries: [] }
    }
    const first = parseNested()
    if (skip('RCURLY')) return { kind: 'list', items: [required(first)] }
    if (skip('COMMA')) {
      const items = [first]
      do items.push(parseNested())
      while (skip('COMMA'))
      expect('RCURLY')
      return { kind: 'list', items: items.map(required) }
    }
    if (!skip('COLON')) throw parseError(expression, start as number, 'OUT_OF_DATA')
    const entries: [Node | null, Node | null][] = [[first, parseNested()]]
    while (skip('COMMA')) {
      const key = parseNested()
      expect('COLON')
      entries.push([key, parseNested()])
    }
    expect('RCURLY')
    return { kind: 'map', entries: entries.map(([key, value]) => [required(key), required(value)] as const) }
  }

  return { expression: parseNested, peek }
}

function numberNode(token: Token): Node {
  const value = numberLiteral(token)
  return { kind: 'literal', value, text: javaText(value) }
}

function numberLiteral(token: Token): unknown {
  const problem = (message: 'NOT_AN_INTEGER' | 'NOT_A_LONG' | 'NOT_A_REAL', error: unknown) =>
    new SpelError(
      'org.springframework.expression.spel.SpelParseException',
      messageText(message, token.text),
      error instanceof SpelError ? error : numberFormat(String(error)),
    )
  switch (token.kind) {
    case 'LITERAL_INT':
    case 'LITERAL_HEXINT':
      try {
        return parseInt32(token.text, token.kind === 'LITERAL_INT' ? 10 : 16)
      } catch (error) {
        throw problem('NOT_AN_INTEGER', error)
      }
    case 'LITERAL_LONG':
    case 'LITERAL_HEXLONG':
      try {
        return parseInt64(token.text, token.kind === 'LITERAL_LONG' ? 10 : 16)
      } catch (error) {
        throw problem('NOT_A_LONG', error)
      }
    default:
      try {
        return token.kind === 'LITERAL_REAL_FLOAT' ? float(parseFloat32(token.text)) : double(parseDouble(token.text))
      } catch (error) {
        throw problem('NOT_A_REAL', error)
      }
  }
}
