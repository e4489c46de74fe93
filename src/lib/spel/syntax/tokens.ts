/** Kinds of tokens with the characters that stand for them; '' for kinds whose text varies. */
const TOKEN_CHARACTERS = {
  LITERAL_INT: '',
  LITERAL_LONG: '',
  LITERAL_HEXINT: '',
  LITERAL_HEXLONG: '',
  LITERAL_STRING: '',
  LITERAL_REAL: '',
  LITERAL_REAL_FLOAT: '',
  LPAREN: '(',
  RPAREN: ')',
  COMMA: ',',
  IDENTIFIER: '',
  COLON: ':',
  HASH: '#',
  RSQUARE: ']',
  LSQUARE: '[',
  LCURLY: '{',
  RCURLY: '}',
  DOT: '.',
  PLUS: '+',
  STAR: '*',
  MINUS: '-',
  SELECT_FIRST: '^[',
  SELECT_LAST: '$[',
  QMARK: '?',
  PROJECT: '![',
  DIV: '/',
  GE: '>=',
  GT: '>',
  LE: '<=',
  LT: '<',
  EQ: '==',
  NE: '!=',
  MOD: '%',
  NOT: '!',
  ASSIGN: '=',
  SELECT: '?[',
  POWER: '^',
  ELVIS: '?:',
  SAFE_NAVI: '?.',
  BEAN_REF: '@',
  FACTORY_BEAN_REF: '&',
  SYMBOLIC_OR: '||',
  SYMBOLIC_AND: '&&',
  INC: '++',
  DEC: '--',
} as const

export type TokenKind = keyof typeof TOKEN_CHARACTERS

/** A piece of an expression: `text` as written (quotes included), `start` and `end` in characters. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A kind as Spring's messages name it: `rcurly(})`, `identifier`. */
export function kindText(kind: TokenKind): string {
  const characters = TOKEN_CHARACTERS[kind]
  return kind.toLowerCase() + (characters === '' ? '' : `(${characters})`)
}

/** A token as Spring's messages quote it. */
export function tokenText(token: Token): string {
  return TOKEN_CHARACTERS[token.kind] === '' ? token.text : kindText(token.kind)
}
