import { Bean } from '../engine/bean.ts'
import { work, workOnText } from '../work.ts'
import { doubleBits, floatBits } from './bits.ts'
import { classOf } from './class-names.ts'
import { floorDivBig } from './numbers.ts'
import { dateHash, dayPart, INSTANT, LOCAL_DATE, LOCAL_DATE_TIME, timePart } from './time/points.ts'
import {
  ClassReference,
  collectionItems,
  EnumConstant,
  Instance,
  isMap,
  JavaCollection,
  MapEntry,
  mapEntries,
  Scalar,
} from './values.ts'

/** String.hashCode. */
export function stringHash(text: string): number {
  workOnText(text)
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0
  return hash
}

function longHash(value: bigint): number {
  return Number(BigInt.asIntN(32, value ^ (BigInt.asUintN(64, value) >> 32n)))
}

/** Hashes of the objects whose classes define one. */
function instanceHash(value: Instance): number {
  switch (value.typeName) {
    case 'java.util.Date':
      return longHash(BigInt(value.state as number))
    case LOCAL_DATE:
      return dateHash(value.state as number)
    case LOCAL_DATE_TIME: {
      const nanos = timePart(value.state as bigint)
      return dateHash(dayPart(value.state as bigint)) ^ longHash(nanos)
    }
    case INSTANT: {
      const seconds = floorDivBig(value.state as bigint, 1_000_000_000n)
      const nanos = Number((value.state as bigint) - seconds * 1_000_000_000n)
      return (longHash(seconds) + 51 * nanos) | 0
    }
    case 'java.util.UUID': {
      const bits = BigInt(`0x${(value.state as string).replaceAll('-', '')}`)
      return longHash((bits >> 64n) ^ BigInt.asUintN(64, bits))
    }
    default:
      return stringHash(String(value.state))
  }
}

/** Object.hashCode, Java's own value wherever Java defines one. */
export function hashCode(value: unknown): number {
  if (value === null || value === undefined) return 0
  if (typeof value === 'string') return stringHash(value)
  if (typeof value === 'boolean') return value ? 1231 : 1237
  if (typeof value === 'bigint') return longHash(value)
  if (typeof value === 'number') {
    switch (classOf(value)) {
      case 'java.lang.Integer':
        return value
      case 'java.lang.Long':
        return longHash(BigInt(value))
      default:
        return longHash(doubleBits(value))
    }
  }
  if (value instanceof Scalar) {
    if (value.type === 'Double') return longHash(doubleBits(value.value as number))
    if (value.type === 'Float') return floatBits(value.value as number)
    if (value.type === 'Character') return String(value.value).charCodeAt(0)
    return value.type === 'BigInteger' ? longHash(value.value as bigint) : Number(value.value)
  }
  work(1)
  if (value instanceof MapEntry) return hashCode(value.key) ^ hashCode(value.value)
  const items = collectionItems(value)
  if (items !== undefined) {
    const isSet = value instanceof JavaCollection && value.typeName.endsWith('Set')
    return items.reduce<number>(
      (hash, item) => (isSet ? hash + hashCode(item) : Math.imul(31, hash) + hashCode(item)) | 0,
      isSet ? 0 : 1,
    )
  }
  if (isMap(value)) return mapEntries(value).reduce((hash, entry) => (hash + hashCode(entry)) | 0, 0)
  if (value instanceof EnumConstant) return stringHash(value.typeName + value.name)
  if (value instanceof ClassReference) return stringHash(value.name)
  if (value instanceof Instance) return instanceHash(value)
  if (value instanceof Bean) {
    const id = (value.identity as { id?: unknown } | null)?.id
    // orca: Objects.hash(id) of executions and stages.
    return (31 + stringHash(typeof id === 'string' ? id : value.typeName)) | 0
  }
  return stringHash(classOf(value))
}

/**
 * The order in which a Java HashMap of these keys, filled in this order, iterates: by bucket. The original puts every
 * evaluated map into such a one, and texts made from it show its order.
 */
export function hashOrder(keys: readonly string[]): string[] {
  let capacity = 16
  while (keys.length > capacity * 0.75) capacity *= 2
  const bucket = (key: string) => {
    const hash = stringHash(key)
    return (hash ^ (hash >>> 16)) & (capacity - 1)
  }
  return keys
    .map((key, position) => ({ key, position, bucket: bucket(key) }))
    .sort((a, b) => a.bucket - b.bucket || a.position - b.position)
    .map(({ key }) => key)
}
