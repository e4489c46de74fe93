import { Bean } from '../engine/bean.ts'
import { work } from '../work.ts'
import { classOf } from './class-names.ts'
import {
  ClassReference,
  collectionItems,
  EnumConstant,
  Instance,
  isMap,
  JavaArray,
  JavaCollection,
  MapEntry,
  mapEntries,
  mapGet,
  mapHas,
  numberType,
  Scalar,
} from './values.ts'

const SET_TYPES = /Set$/

/** Object.equals: strict about number types, as the elements of Java's collections are compared. */
export function javaEquals(left: unknown, right: unknown): boolean {
  if (left === right) return true
  work(1)
  if (left === null || right === null || left === undefined || right === undefined) return false
  if (isNumeric(left) || isNumeric(right)) {
    return isNumeric(left) && isNumeric(right) && classOf(left) === classOf(right) && sameNumber(left, right)
  }
  if (left instanceof Scalar) return right instanceof Scalar && left.type === right.type && left.value === right.value
  if (left instanceof ClassReference) return right instanceof ClassReference && left.name === right.name
  if (left instanceof EnumConstant) {
    return right instanceof EnumConstant && left.typeName === right.typeName && left.name === right.name
  }
  if (left instanceof MapEntry) {
    return right instanceof MapEntry && javaEquals(left.key, right.key) && javaEquals(left.value, right.value)
  }
  if (left instanceof Instance) {
    return right instanceof Instance && left.typeName === right.typeName && sameState(left.state, right.state)
  }
  if (left instanceof Bean) return right instanceof Bean && left.identity === right.identity
  if (isMap(left)) {
    if (!isMap(right)) return false
    const entries = mapEntries(left)
    return (
      entries.length === mapEntries(right).length &&
      entries.every(({ key, value }) => mapHas(right, key) && javaEquals(value, mapGet(right, key)))
    )
  }
  const ours = collectionItems(left)
  const theirs = collectionItems(right)
  if (ours === undefined || theirs === undefined || ours.length !== theirs.length) return false
  const sets = [left, right].map((side) => side instanceof JavaCollection && SET_TYPES.test(side.typeName))
  if (sets[0] !== sets[1]) return false
  if (sets[0]) return ours.every((item) => theirs.some((other) => javaEquals(item, other)))
  return ours.every((item, i) => javaEquals(item, theirs[i]))
}

/** Spring's nullSafeEquals: as equals, but arrays are compared by content. */
export function contentEquals(left: unknown, right: unknown): boolean {
  if (left instanceof JavaArray && right instanceof JavaArray) {
    return left.items.length === right.items.length && left.items.every((item, i) => javaEquals(item, right.items[i]))
  }
  return javaEquals(left, right)
}

const isNumeric = (value: unknown): value is number | bigint | Scalar =>
  typeof value === 'number' || typeof value === 'bigint' || (value instanceof Scalar && value.type !== 'Character')

function sameNumber(left: number | bigint | Scalar, right: number | bigint | Scalar): boolean {
  const [a, b] = [left, right].map((side) => (side instanceof Scalar ? side.value : side))
  if (typeof a === 'bigint' || typeof b === 'bigint') return BigInt(a as bigint) === BigInt(b as bigint)
  if (typeof a === 'number' && numberType(a) === 'Double') return Object.is(a, b)
  return Object.is(a, b)
}

function sameState(left: unknown, right: unknown): boolean {
  if (left === right) return true
  return typeof left === 'object' && typeof right === 'object' && left !== null && right !== null
    ? JSON.stringify(left, bigints) === JSON.stringify(right, bigints)
    : false
}

const bigints = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
