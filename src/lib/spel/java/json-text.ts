import { Bean } from '../engine/bean.ts'
import { tooMuch } from '../errors.ts'
import { work } from '../work.ts'
import { unsignedBytes } from './charset.ts'
import { binaryName } from './class-names.ts'
import { decimalText, floorDivBig } from './numbers.ts'
import { javaText, MAX_TEXT } from './text.ts'
import { civilOf, NANOS_PER_DAY } from './time/civil.ts'
import {
  ClassReference,
  collectionItems,
  EnumConstant,
  Instance,
  isMap,
  JavaArray,
  MapEntry,
  mapEntries,
  numberType,
  Scalar,
} from './values.ts'

/** The JSON of a Java value as Orca's mapper writes it: dates as milliseconds, `byte[]` as base64, NaN as a string. */
export function jsonText(value: unknown): string {
  let size = 0
  const write = (item: unknown): string => {
    work(1)
    const text = scalarJson(item)
    if (text !== undefined) {
      size += text.length
      if (size > MAX_TEXT) throw tooMuch(`the JSON is longer than ${MAX_TEXT} characters`)
      return text
    }
    const items = item instanceof JavaArray ? item.items : collectionItems(item)
    if (items !== undefined) return `[${items.map((element) => write(element ?? null)).join(',')}]`
    if (item instanceof Bean) return write(item.toJson() ?? null)
    const entries = isMap(item) ? mapEntries(item) : item instanceof MapEntry ? [item] : []
    return `{${entries.map(({ key, value: held }) => `${write(javaText(key))}:${write(held)}`).join(',')}}`
  }
  return write(value ?? null)
}

function scalarJson(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'number':
      return numberType(value) === 'Double' ? fraction(value, 64) : String(value)
    case 'undefined':
      return 'null'
  }
  if (value === null) return 'null'
  if (value instanceof Scalar) {
    if (value.type === 'Double' || value.type === 'Float') {
      return fraction(value.value as number, value.type === 'Float' ? 32 : 64)
    }
    return value.type === 'Character' ? JSON.stringify(value.value) : String(value.value)
  }
  if (value instanceof EnumConstant) return JSON.stringify(value.name)
  if (value instanceof ClassReference) return JSON.stringify(binaryName(value.name))
  if (value instanceof JavaArray && value.component === 'byte') {
    return JSON.stringify(unsignedBytes(value).toString('base64'))
  }
  if (value instanceof JavaArray && value.component === 'char')
    return JSON.stringify(value.items.map(javaText).join(''))
  return value instanceof Instance ? instanceJson(value) : undefined
}

const fraction = (value: number, width: 64 | 32) => {
  const text = decimalText(value, width)
  return Number.isFinite(value) ? text : JSON.stringify(text)
}

function instanceJson(value: Instance): string {
  switch (value.typeName) {
    case 'java.util.Date':
      return String(value.state)
    case 'java.time.Instant':
      return String(floorDivBig(value.state as bigint, 1_000_000n))
    case 'java.time.LocalDate': {
      const { year, month, day } = civilOf(value.state as number)
      return `[${year},${month},${day}]`
    }
    case 'java.time.LocalDateTime': {
      const nanos = value.state as bigint
      const dayNumber = floorDivBig(nanos, NANOS_PER_DAY)
      const { year, month, day } = civilOf(Number(dayNumber))
      const ofDay = nanos - dayNumber * NANOS_PER_DAY
      const seconds = Number(ofDay / 1_000_000_000n)
      const nano = Number(ofDay % 1_000_000_000n)
      const parts = [year, month, day, Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
      if (seconds % 60 !== 0 || nano !== 0) parts.push(seconds % 60)
      // The mapper writes milliseconds in place of nanoseconds.
      if (nano !== 0) parts.push(Math.floor(nano / 1_000_000))
      return `[${parts.join(',')}]`
    }
    case 'java.util.UUID':
      return JSON.stringify(value.state)
    default:
      return '{}'
  }
}

/**
 * A Java value as plain JSON values, for storing. Plain JSON inside it is handed on as it is; a Long beyond 2^53 loses
 * its last digits.
 */
export function plainValue(value: unknown): unknown {
  let nodes = 0
  const convert = (item: unknown): unknown => {
    work(1)
    if (++nodes > 1_000_000) throw tooMuch('the result has more than a million parts')
    switch (typeof item) {
      case 'string':
      case 'boolean':
        return item
      case 'number':
        return Number.isFinite(item) ? item : decimalText(item)
      case 'bigint':
        return Number(item)
      case 'undefined':
        return null
    }
    if (item === null) return null
    if (item instanceof Scalar) {
      if (item.type === 'Character') return item.value
      if (item.type === 'Float') return Number(decimalText(item.value as number, 32))
      return Number(item.value)
    }
    if (Array.isArray(item)) {
      const converted = item.map(convert)
      return converted.every((element, i) => element === item[i]) ? item : converted
    }
    if (isMap(item)) {
      const entries = mapEntries(item)
      const converted = entries.map(({ key, value: held }) => [javaText(key), convert(held)] as const)
      const same =
        Object.getPrototypeOf(item) === Object.prototype && converted.every(([, held], i) => held === entries[i]?.value)
      return same ? item : Object.fromEntries(converted)
    }
    const items =
      item instanceof JavaArray && !/^(?:byte|char)$/.test(item.component) ? item.items : collectionItems(item)
    if (items !== undefined) return items.map(convert)
    if (item instanceof Bean) return item.toJson()
    return JSON.parse(jsonText(item))
  }
  return convert(value)
}
