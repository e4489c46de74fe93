export type Values = Readonly<Record<string, unknown>>

/** The part of JSON Schema that forms are built from, with some words of the deck's own behind it. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  /** Words for the values of `enum`, in its order. */
  readonly labels?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  /** What the number counts, e.g. `seconds`. */
  readonly unit?: string
  /** Whether it takes a line of the form by itself. */
  readonly wide?: boolean
  /** Whether the field is asked for, given the others. */
  readonly shown?: (values: Values) => boolean
  /** Words that are offered; others may be written. */
  readonly suggests?: readonly string[]
  /** What there is to choose from is known elsewhere, e.g. `account`; other words than those may be written. */
  readonly picker?: string
  /** Text of several lines. */
  readonly long?: boolean
  /** An object of any names, each with a text. */
  readonly map?: boolean
  /** Of elements of a list: one's heading, given its values and its place. */
  readonly heading?: (values: Values, position: number) => string
  /** Of elements of a list: what a new one begins with. A form then asks for each by its fields, and not for JSON. */
  readonly begin?: Values
  /** Further fields, by the value of one. */
  readonly variants?: { readonly by: string; readonly of: Readonly<Record<string, JsonSchema>> }
}

/** JSON as it was typed: while it is being typed it need not be JSON, and its spaces must not jump. */
export class JsonText {
  readonly text: string
  readonly value: unknown
  /** Why it is not JSON. */
  readonly why: string | undefined
  constructor(text: string) {
    this.text = text
    try {
      this.value = text.trim() === '' ? undefined : JSON.parse(text)
    } catch (cause) {
      this.why = `Not JSON: ${(cause as Error).message}`
    }
  }
}

export type Kind = 'flag' | 'number' | 'choice' | 'choices' | 'text' | 'texts' | 'items' | 'object' | 'json'

/** A schema without the possibility that the value is null: forms leave such a field out. */
export const plain = (schema: JsonSchema): JsonSchema => {
  const { anyOf, oneOf, ...rest } = schema
  const members = (anyOf ?? oneOf ?? []).filter(({ type }) => type !== 'null')
  if (members.length === 1) return { ...plain(members[0]!), ...rest }
  const constants = members.map((member) => member.const)
  if (members.length > 1 && constants.every((each) => each !== undefined)) return { ...rest, enum: constants }
  return Array.isArray(schema.type)
    ? { ...schema, type: schema.type.find((type) => type !== 'null') ?? 'string' }
    : schema
}

/** How a value of this schema is asked for; what no field is made for is written as JSON. */
export const kindOf = (schema: JsonSchema): Kind => {
  const { type, enum: values, items, properties } = plain(schema)
  if (values) return 'choice'
  if (type === 'boolean') return 'flag'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'string') return 'text'
  if (type === 'array' && items && kindOf(items) === 'choice') return 'choices'
  if (type === 'array' && items && plain(items).type === 'string') return 'texts'
  if (type === 'array' && items?.begin) return 'items'
  if (type === 'object' && properties && Object.keys(properties).length > 0) return 'object'
  return 'json'
}

/** `batchSizePercentage` → `Batch size percentage`. */
export const labelOf = (name: string, { title }: JsonSchema = {}): string => {
  if (title) return title
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The fields of an object that are asked for, given its values. */
export const fieldsOf = ({ properties = {} }: JsonSchema, values: Values): [name: string, schema: JsonSchema][] =>
  Object.entries(properties).filter(([, { shown }]) => shown?.(values) ?? true)

/** What a form begins with: what is given, and the schema's defaults where nothing is. */
export const beginning = (schema: JsonSchema, given: Values = {}): Values => {
  const values: Record<string, unknown> = { ...given }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const own = plain(property)
    if (values[name] === undefined && own.default !== undefined) values[name] = own.default
    if (kindOf(own) === 'object') {
      const inner = beginning(own, (values[name] ?? {}) as Values)
      if (Object.keys(inner).length > 0) values[name] = inner
    }
  }
  return values
}

/**
 * What a form's values mean: without fields that are not asked for, and without empty ones. Values that the schema
 * does not know stay, so that what came in whole goes out whole.
 */
export const meaning = (schema: JsonSchema, values: Values): Record<string, unknown> => {
  const known = new Set(Object.keys(schema.properties ?? {}))
  const shown = new Map(fieldsOf(schema, values))
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const property = shown.get(name)
      if (property === undefined) return known.has(name) ? [] : [[name, value]]
      const meant = meaningOf(property, value)
      return meant === undefined ? [] : [[name, meant]]
    }),
  )
}

const meaningOf = (schema: JsonSchema, value: unknown): unknown => {
  if (value === '' || value === null) return undefined
  if (value instanceof JsonText) return value.value
  if (value === undefined) return undefined
  const kind = kindOf(schema)
  if (kind === 'number') return Number(value)
  if (kind === 'texts') return (value as string[]).map((text) => text.trim()).filter(Boolean)
  if (kind === 'items') return (value as Values[]).map((item) => meaning(plain(schema.items ?? {}), item))
  if (kind !== 'object') return value
  const inner = meaning(plain(schema), value as Values)
  return Object.keys(inner).length > 0 ? inner : undefined
}
