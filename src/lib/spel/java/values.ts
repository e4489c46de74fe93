import { work } from '../work.ts'

/**
 * How Java values live in JavaScript:
 * - `String`, `Boolean` and null are themselves; an array of JSON is an ArrayList, an object of JSON a LinkedHashMap;
 * - a JavaScript number is an Integer when it is a whole number of 32 bits, a Long when it is a larger whole number,
 *   otherwise a Double; a bigint is a Long;
 * - everything else is one of the classes below.
 */
export type ScalarType = 'Double' | 'Float' | 'Byte' | 'Short' | 'Character' | 'BigInteger'

/** A number or character whose Java type JavaScript cannot tell, such as the Double 1.0. */
export class Scalar {
  readonly type: ScalarType
  readonly value: number | string | bigint
  constructor(type: ScalarType, value: number | string | bigint) {
    this.type = type
    this.value = value
  }
}

/** A collection that is no plain JSON list; `typeName` is its Java class. */
export class JavaCollection {
  readonly typeName: string
  readonly items: readonly unknown[]
  constructor(typeName: string, items: readonly unknown[]) {
    this.typeName = typeName
    this.items = items
  }
}

/** A Java array; `component` is `int`, `java.lang.String`, `int[]`, … */
export class JavaArray {
  readonly component: string
  readonly items: readonly unknown[]
  constructor(component: string, items: readonly unknown[]) {
    this.component = component
    this.items = items
  }
}

/** A map that an expression made: keys may be of any type. */
export class JavaMap {
  readonly typeName: string
  readonly content: ReadonlyMap<unknown, MapEntry>
  constructor(typeName: string, entries: Iterable<readonly [unknown, unknown]>) {
    const content = new Map<unknown, MapEntry>()
    for (const [key, value] of entries) content.set(mapKey(key), new MapEntry(key, value))
    this.typeName = typeName
    this.content = content
  }
}

export class MapEntry {
  readonly key: unknown
  readonly value: unknown
  constructor(key: unknown, value: unknown) {
    this.key = key
    this.value = value
  }
}

/**
 * A map that is computed when it is read. `keys` are its own keys; `get` may find more, as a stage's context finds the
 * outputs of earlier stages.
 */
export class MapView {
  readonly typeName: string
  readonly get: (key: string) => unknown
  readonly keys: () => Iterable<string>
  readonly has: (key: string) => boolean
  constructor(
    typeName: string,
    get: (key: string) => unknown,
    keys: () => Iterable<string>,
    has: (key: string) => boolean,
  ) {
    this.typeName = typeName
    this.get = get
    this.keys = keys
    this.has = has
  }
}

/** A constant of a Java enum. `text` is its toString. */
export class EnumConstant {
  readonly typeName: string
  readonly name: string
  readonly ordinal: number
  readonly text: string
  constructor(typeName: string, name: string, ordinal: number, text = name) {
    this.typeName = typeName
    this.name = name
    this.ordinal = ordinal
    this.text = text
  }
}

/** An object of a registered Java type; what `state` is, that type's file says. `toText` is its own toString. */
export class Instance<T = unknown> {
  readonly typeName: string
  readonly state: T
  readonly toText: (() => string) | undefined
  constructor(typeName: string, state: T, toText?: (state: T) => string) {
    this.typeName = typeName
    this.state = state
    this.toText = toText && (() => toText(state))
  }
}

/** `T(java.lang.Math)`: a class itself. */
export class ClassReference {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

const DOUBLE_ZERO = new Scalar('Double', 0)

/** A Double. Only whole numbers need a box: any other number is a Double already. */
export function double(value: number): number | Scalar {
  if (!Number.isInteger(value)) return value
  return Object.is(value, 0) ? DOUBLE_ZERO : new Scalar('Double', value)
}

export const float = (value: number) => new Scalar('Float', Math.fround(value))
export const char = (value: string) => new Scalar('Character', value)
export const bigInteger = (value: bigint) => new Scalar('BigInteger', value)

const MAX_LONG = 2 ** 63

/** The Java class of a JavaScript number. */
export function numberType(value: number): 'Integer' | 'Long' | 'Double' {
  if ((value | 0) === value && !Object.is(value, -0)) return 'Integer'
  return Number.isInteger(value) && Math.abs(value) < MAX_LONG && !Object.is(value, -0) ? 'Long' : 'Double'
}

/** Whether a value is a map of any kind. */
export function isMap(value: unknown): value is JavaMap | MapView | Record<string, unknown> {
  return value instanceof JavaMap || value instanceof MapView || isPlainObject(value)
}

/** A JSON object: no class of ours and no other. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The elements of a list, set or other collection (not of an array); undefined for anything else. */
export function collectionItems(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  return value instanceof JavaCollection ? value.items : undefined
}

/** Equal keys of Java's hash maps get the same JavaScript key. */
function mapKey(key: unknown): unknown {
  if (typeof key === 'string' || typeof key === 'boolean' || key === null || typeof key === 'bigint') return key
  if (typeof key === 'number') return numberType(key) === 'Long' ? BigInt(key) : key
  if (key instanceof Scalar) return `\0${key.type}:${key.value}`
  if (key instanceof EnumConstant) return `\0${key.typeName}:${key.name}`
  if (key instanceof ClassReference) return `\0class:${key.name}`
  return key
}

export function mapGet(map: JavaMap | MapView | Record<string, unknown>, key: unknown): unknown {
  if (map instanceof JavaMap) return map.content.get(mapKey(key))?.value ?? null
  if (typeof key !== 'string') return null
  if (map instanceof MapView) return map.get(key) ?? null
  return Object.hasOwn(map, key) ? (map[key] ?? null) : null
}

export function mapHas(map: JavaMap | MapView | Record<string, unknown>, key: unknown): boolean {
  if (map instanceof JavaMap) return map.content.has(mapKey(key))
  if (typeof key !== 'string') return false
  return map instanceof MapView ? map.has(key) : Object.hasOwn(map, key)
}

export function mapEntries(map: JavaMap | MapView | Record<string, unknown>): MapEntry[] {
  const entries = entriesOf(map)
  work(entries.length >> 3)
  return entries
}

function entriesOf(map: JavaMap | MapView | Record<string, unknown>): MapEntry[] {
  if (map instanceof JavaMap) return [...map.content.values()]
  if (map instanceof MapView) return Array.from(map.keys(), (key) => new MapEntry(key, map.get(key) ?? null))
  return Object.keys(map).map((key) => new MapEntry(key, map[key] ?? null))
}
