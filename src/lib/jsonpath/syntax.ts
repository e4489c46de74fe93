/** A compiled path. */
export interface Path {
  readonly tokens: readonly Token[]
  /** Whether it names one place; an indefinite path always gives a list. */
  readonly definite: boolean
}

export type Token =
  | { readonly kind: 'properties'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'wildcard' }
  /** `..`: the next token is applied to the node and to everything below it. */
  | { readonly kind: 'scan' }
  | { readonly kind: 'filter'; readonly filter: Filter }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Operand[] }

export type Filter =
  | { readonly kind: 'or' | 'and'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'exists'; readonly path: FilterPath }
  | { readonly kind: 'compare'; readonly left: Operand; readonly operator: string; readonly right: Operand }

/** A path inside a filter or an argument, from the document (`$`) or from the node at hand (`@`). */
export interface FilterPath {
  readonly from: '$' | '@'
  readonly path: Path
}

export type Operand =
  | { readonly kind: 'path'; readonly path: FilterPath }
  | { readonly kind: 'value'; readonly value: unknown }
  /** A Java pattern that the whole text must match. */
  | { readonly kind: 'pattern'; readonly pattern: string }

/** Whether a token leads from one place to one. */
export function leadsToOne(token: Token): boolean {
  if (token.kind === 'properties') return token.names.length === 1
  return token.kind === 'function' || (token.kind === 'indexes' && token.indexes.length === 1)
}

/** Whether the tokens lead to one place only. Several names at the end make one object of them. */
function isDefinite(tokens: readonly Token[]): boolean {
  return tokens.every((token, at) => leadsToOne(token) || (token.kind === 'properties' && at === tokens.length - 1))
}

export function makePath(tokens: readonly Token[]): Path {
  const turned = functionOfScan(tokens)
  return { tokens: turned, definite: isDefinite(turned) }
}

/** `$..a.max()` is asked of all that `$..a` finds, not of each (jayway: invertScannerFunctionRelationship). */
function functionOfScan(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ kind }) => kind === 'function')
  const called = tokens[at]
  if (tokens[0]?.kind !== 'scan' || called?.kind !== 'function') return tokens
  const found: Operand = { kind: 'path', path: { from: '$', path: makePath(tokens.slice(0, at)) } }
  return [{ ...called, args: [found] }, ...tokens.slice(at + 1)]
}
