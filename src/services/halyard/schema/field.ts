/**
 * The halconfig is described once, as data: from it come the types, the defaults, the flags of `hal` and their help, the offline
 * validation, the JSON Schema for editors and the documentation. To add a key is to add a line.
 */

/** What every value may say about itself. */
export interface FieldOptions {
  /** The flag's name without dashes; by default the key in kebab case. `false`: no flag sets it. */
  readonly flag?: string | false
  /** Further names of the flag. */
  readonly flagAliases?: readonly string[]
  /** What `add` writes when its flag is absent, where that is not the field's default. */
  readonly onAdd?: unknown
  /** `add` refuses without it. */
  readonly required?: boolean
  /** May hold a reference `encrypted:…`; never shown, and asked for when its flag has no value. */
  readonly secret?: boolean
  /** The path of a local file, absolute or relative to the folder of the halconfig. With `secret`, `encryptedFile:…` too. */
  readonly file?: boolean
  /** Other spellings that people's files have. */
  readonly spellings?: readonly string[]
  /** Of a list: the noun of `--add-…` and `--remove-…`. Without it, `edit` only sets the whole list. */
  readonly singular?: string
  /** Of a list: each element is stored as a map with this one key. */
  readonly storedAs?: string
  /** A regular expression that a value must match whole, and what to say when it does not. */
  readonly pattern?: { readonly of: RegExp; readonly says: string }
  /** Of a free structure without a default: whether it is a list or a map. */
  readonly holds?: 'list' | 'map'
  /** Spinnaker's versions that know it: a `version` outside is a warning. */
  readonly versions?: { readonly from?: string; readonly to?: string }
  /** It names an account of this provider. */
  readonly accountOf?: string
  /** It is only set by `edit`, not by `add`. */
  readonly onlyOnEdit?: boolean
}

export type Kind = 'text' | 'boolean' | 'integer' | 'choice' | 'texts' | 'permissions' | 'free'

/** One value. `T` is its type in a completed halconfig. */
export interface Field<T = unknown> extends FieldOptions {
  readonly kind: Kind
  readonly describe: string
  readonly default?: T
  readonly options?: readonly string[]
}

/** A flag that is more than the value of one key. `apply` changes the node in place. */
export interface Edit {
  readonly flag: string
  readonly describe: string
  readonly kind: 'text' | 'boolean' | 'integer' | 'texts'
  readonly secret?: boolean
  readonly file?: boolean
  readonly required?: boolean
  readonly aliases?: readonly string[]
  /** What holds without it; help shows it. */
  readonly otherwise?: unknown
  readonly on: 'add' | 'edit' | 'both'
  apply(node: Record<string, unknown>, value: never, others: Readonly<Record<string, unknown>>): void
}

export interface Section<F extends Fields = Fields> {
  readonly kind: 'section'
  readonly describe: string
  readonly fields: F
  /** Keys of older releases that are read without a word and mean nothing. */
  readonly legacy?: readonly string[]
  /** Flags beyond those of the fields. */
  readonly edits?: readonly Edit[]
}

/** A list of sections, each known by its `key`. */
export interface Collection<F extends Fields = Fields> {
  readonly kind: 'collection'
  readonly describe: string
  readonly of: Section<F>
  readonly key: string
  readonly default?: readonly unknown[]
}

/** A map from a free name to a section. */
export interface Keyed<F extends Fields = Fields> {
  readonly kind: 'keyed'
  readonly describe: string
  readonly of: Section<F>
}

export type Node = Field | Section | Collection | Keyed
export type Fields = { readonly [key: string]: Node }

/** The type of a node's value in a completed halconfig. */
export type ValueOf<N> =
  N extends Section<infer F>
    ? { readonly [K in keyof F]: ValueOf<F[K]> }
    : N extends Collection<infer F>
      ? readonly ValueOf<Section<F>>[]
      : N extends Keyed<infer F>
        ? { readonly [name: string]: ValueOf<Section<F>> }
        : N extends Field<infer T>
          ? T
          : never

type With<T> = FieldOptions & { readonly default: T }

export function text(describe: string, options: With<string>): Field<string>
export function text(describe: string, options: FieldOptions & { readonly required: true }): Field<string>
export function text(describe: string, options?: FieldOptions): Field<string | undefined>
export function text(describe: string, options: FieldOptions = {}): Field<string | undefined> {
  return { kind: 'text', describe, ...options }
}

export function boolean(describe: string, options: With<boolean>): Field<boolean>
export function boolean(describe: string, options?: FieldOptions): Field<boolean | undefined>
export function boolean(describe: string, options: FieldOptions = {}): Field<boolean | undefined> {
  return { kind: 'boolean', describe, ...options }
}

export function integer(describe: string, options: With<number>): Field<number>
export function integer(describe: string, options?: FieldOptions): Field<number | undefined>
export function integer(describe: string, options: FieldOptions = {}): Field<number | undefined> {
  return { kind: 'integer', describe, ...options }
}

export function choice<O extends string>(
  describe: string,
  among: readonly O[],
  options: FieldOptions & { readonly default: NoInfer<O> },
): Field<O>
export function choice<O extends string>(
  describe: string,
  among: readonly O[],
  options?: FieldOptions,
): Field<O | undefined>
export function choice<O extends string>(describe: string, among: readonly O[], options: FieldOptions = {}): Field<O> {
  return { kind: 'choice', describe, options: among, ...options }
}

/** A list of texts; empty unless it has another default. `null` where it says so: an absent list that means something else than an empty one. */
export function texts(describe: string, options: FieldOptions & { readonly default?: readonly string[] } = {}) {
  return { kind: 'texts', describe, default: [], ...options } as Field<readonly string[]>
}

/** Any structure, kept as it is; flags reach it only through the section's `edits`. */
export function free<T>(describe: string, options: FieldOptions & { readonly default: T }): Field<T>
export function free<T = unknown>(describe: string, options?: FieldOptions): Field<T | undefined>
export function free<T>(describe: string, options: FieldOptions = {}): Field<T | undefined> {
  return { kind: 'free', describe, flag: false, ...options }
}

/** A local file whose content is no secret. */
export const file = (describe: string, options: FieldOptions = {}) => text(describe, { file: true, ...options })
/** A value that nobody may see. */
export const secret = (describe: string, options: FieldOptions = {}) => text(describe, { secret: true, ...options })
/** A local file that nobody may read. */
export const secretFile = (describe: string, options: FieldOptions = {}) =>
  text(describe, { secret: true, file: true, ...options })

/** Who may read, write and execute: role names by permission. */
export const permissions = (): Field<Readonly<Record<string, readonly string[]>>> => ({
  kind: 'permissions',
  describe: 'The roles that may read from, write to and execute on it; without any, everybody may.',
  default: {},
})

export function section<F extends Fields>(
  describe: string,
  fields: F,
  more: Pick<Section, 'legacy' | 'edits'> = {},
): Section<F> {
  return { kind: 'section', describe, fields, ...more }
}

export function collection<F extends Fields>(describe: string, key: string, of: Section<F>): Collection<F> {
  return { kind: 'collection', describe, key, of }
}

export function keyed<F extends Fields>(describe: string, of: Section<F>): Keyed<F> {
  return { kind: 'keyed', describe, of }
}

/** An `enabled` that people set with `enable` and `disable`, not with a flag. */
export const enabled = (preset = false) =>
  boolean('Whether it is used.', { default: preset, flag: false }) as Field<boolean>
