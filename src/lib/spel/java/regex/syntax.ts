/** Tests one code point of the text. */
export type CharTest = (codePoint: number) => boolean

export type Greed = 'greedy' | 'lazy' | 'possessive'

/** A parsed regular expression of Java's dialect. */
export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'char'; readonly test: CharTest }
  | { readonly kind: 'linebreak' }
  | { readonly kind: 'grapheme' }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly item: RegexNode }
  | { readonly kind: 'atomic'; readonly item: RegexNode }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negative: boolean; readonly item: RegexNode }
  | {
      readonly kind: 'repeat'
      readonly item: RegexNode
      readonly min: number
      readonly max: number
      readonly greed: Greed
    }
  | {
      readonly kind: 'backreference'
      readonly group: number
      readonly fold: ((codePoint: number) => number) | undefined
    }
  | { readonly kind: 'assert'; readonly test: (text: string, at: number, searchStart: number) => boolean }

export interface Regex {
  readonly root: RegexNode
  readonly groupCount: number
  readonly groupNames: ReadonlyMap<string, number>
}

export interface Flags {
  readonly ignoreCase: boolean
  readonly unicodeCase: boolean
  readonly unicodeClass: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly comments: boolean
  readonly unixLines: boolean
}
