import { z } from 'zod'

/** What a schema says of one place of a configuration, without the wrappers that presets and options are. */
export interface Place {
  readonly type: string
  readonly description?: string
  /** The value when nobody writes one. */
  readonly preset?: unknown
  /** The keys of a map that has names for them. */
  readonly shape?: Readonly<Record<string, z.ZodType>>
  /** The same by the name that all spellings share. */
  readonly named?: ReadonlyMap<string, NamedSchema>
  /** What is in a list, or under the free names of a record. */
  readonly element?: z.ZodType
  /** The other forms that a value may have. */
  readonly options?: readonly z.ZodType[]
  /** The words of which a value is one. */
  readonly words?: readonly string[]
  readonly holdsExpressions: boolean
  readonly anyKeys: boolean
}

interface NamedSchema {
  readonly name: string
  readonly schema: z.ZodType
}

/** What the schemas say of their places beyond Zod's own vocabulary. */
interface Marks {
  readonly holdsExpressions?: boolean
  readonly anyKeys?: boolean
}

const marked = <Schema extends z.ZodType>(schema: Schema, marks: Marks): Schema =>
  schema.meta({ ...schema.meta(), ...marks }) as Schema

/** Below it, `${…}` that no key or variable fills is somebody else's expression, and stays as it is. */
export const holdsExpressions = <Schema extends z.ZodType>(schema: Schema): Schema =>
  marked(schema, { holdsExpressions: true })

/** Below it, people write keys that nobody here knows, and that is no mistake. */
export const anyKeys = <Schema extends z.ZodType>(schema: Schema): Schema => marked(schema, { anyKeys: true })

/** Spring's spellings of one name are one: `base-url`, `baseUrl`, `BASE_URL`. */
export const flat = (name: string): string => name.replaceAll(/[-_]/g, '').toLowerCase()

interface Definition {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly out?: z.ZodType
  readonly getter?: () => z.ZodType
  readonly shape?: Record<string, z.ZodType>
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly entries?: Record<string, string | number>
  readonly defaultValue?: unknown
}

const definition = (schema: z.ZodType) => schema.def as unknown as Definition

/** Schemas do not change, and are asked for the same again for each variable of the environment. */
const places = new WeakMap<z.ZodType, Place>()

/** Looks through what wraps a schema. */
export function placeOf(schema: z.ZodType): Place {
  const known = places.get(schema) ?? unwrapped(schema)
  places.set(schema, known)
  return known
}

function unwrapped(schema: z.ZodType): Place {
  let [current, description, preset]: [z.ZodType, string | undefined, unknown] = [schema, undefined, undefined]
  const marks = { holdsExpressions: false, anyKeys: false }
  for (;;) {
    const meta = current.meta() as (Marks & { description?: string }) | undefined
    description ??= meta?.description
    marks.holdsExpressions ||= meta?.holdsExpressions === true
    marks.anyKeys ||= meta?.anyKeys === true
    const known = definition(current)
    preset ??= known.defaultValue
    const inner = known.innerType ?? insideOf(known)
    if (inner === undefined) break
    current = inner
  }
  const { type, shape, element, valueType, options, entries } = definition(current)
  const inside = element ?? valueType
  return {
    type,
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { preset }),
    ...(shape === undefined ? {} : { shape, named: byFlatName(shape) }),
    ...(inside === undefined ? {} : { element: inside }),
    ...(options === undefined ? {} : { options }),
    ...(entries === undefined ? {} : { words: Object.values(entries).map(String) }),
    ...marks,
  }
}

const byFlatName = (shape: Record<string, z.ZodType>) =>
  new Map(Object.entries(shape).map(([name, schema]) => [flat(name), { name, schema }]))

function insideOf({ type, in: taken, out, getter }: Definition): z.ZodType | undefined {
  if (type === 'lazy') return getter?.()
  if (type !== 'pipe' || taken === undefined || out === undefined) return undefined
  return definition(taken).type === 'transform' ? out : taken
}

/** The schema of a key or list item; undefined where the schema names no such. The key may be spelt in any of Spring's ways. */
export function childOf(schema: z.ZodType, key: string | number): NamedSchema | undefined {
  const { named, element, options } = placeOf(schema)
  if (named !== undefined) return named.get(flat(String(key)))
  if (element !== undefined) return { name: String(key), schema: element }
  for (const option of options ?? []) {
    const found = childOf(option, key)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether somebody reads what is at this path. */
export function reads(schema: z.ZodType, [first, ...rest]: readonly (string | number)[]): boolean {
  if (first === undefined) return true
  const { anyKeys: isFree, holdsExpressions: isForeign, shape, element, options } = placeOf(schema)
  if (isFree || isForeign) return true
  if (shape === undefined && element === undefined && options === undefined) return true
  const child = childOf(schema, first)
  return child !== undefined && reads(child.schema, rest)
}

/** A key that a schema names. Items of lists are `[]`, free names `<name>`. */
export interface KnownKey {
  readonly path: readonly string[]
  readonly place: Place
}

/** Every key that has no named keys below it, in the order in which the schema has them; where anything may be written, the key above. */
export function knownKeys(schema: z.ZodType, path: readonly string[] = []): KnownKey[] {
  const place = placeOf(schema)
  if (place.holdsExpressions || place.anyKeys) return [{ path, place }]
  if (place.shape !== undefined && Object.keys(place.shape).length > 0)
    return Object.entries(place.shape).flatMap(([name, each]) => knownKeys(each, [...path, name]))
  if (place.element !== undefined && leadsToNames(place.element)) {
    const step = place.type === 'array' ? '[]' : '<name>'
    const own = place.description === undefined ? [] : [{ path, place }]
    return [...own, ...knownKeys(place.element, [...path, step])]
  }
  return [{ path, place }]
}

function leadsToNames(schema: z.ZodType): boolean {
  const { shape, element } = placeOf(schema)
  return shape !== undefined || (element !== undefined && leadsToNames(element))
}

export const isMap = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One schema to look keys up in, of several that describe parts of one configuration; where two name a key, the later counts. */
export function joined(...schemas: readonly z.ZodType[]): z.ZodType {
  return schemas.reduce((under, over) => {
    const [below, above] = [placeOf(under), placeOf(over)]
    if (below.shape === undefined || above.shape === undefined) return over
    const shape: Record<string, z.ZodType> = { ...below.shape }
    for (const [name, schema] of Object.entries(above.shape)) {
      const known = Object.keys(shape).find((each) => flat(each) === flat(name))
      shape[name] = known === undefined ? schema : joined(shape[known]!, schema)
      if (known !== undefined && known !== name) delete shape[known]
    }
    return marked(z.object(shape), {
      anyKeys: below.anyKeys || above.anyKeys,
      holdsExpressions: below.holdsExpressions || above.holdsExpressions,
    })
  })
}
