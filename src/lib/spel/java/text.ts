import { Bean } from '../engine/bean.ts'
import { tooMuch } from '../errors.ts'
import { work } from '../work.ts'
import { binaryName, classOf, classText } from './class-names.ts'
import { hashCode } from './hash.ts'
import { decimalText } from './numbers.ts'
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

/** The longest text that an expression may build, in characters. */
export const MAX_TEXT = 10_000_000

/** String.valueOf: the text of any value, `{a=1}` and `[1, 2]` for maps and collections. */
export function javaText(value: unknown): string {
  const parts: string[] = []
  let length = 0
  write(value, (part) => {
    length += part.length
    if (length > MAX_TEXT) throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
    parts.push(part)
  })
  return parts.join('')
}

function write(value: unknown, emit: (part: string) => void): void {
  work(1)
  const scalar = scalarText(value)
  const items = collectionItems(value)
  if (scalar !== undefined) emit(scalar)
  else if (items !== undefined) writeAll('[', items, ']', emit)
  else if (isMap(value)) writeAll('{', mapEntries(value), '}', emit)
  else if (value instanceof MapEntry) {
    write(value.key, emit)
    emit('=')
    write(value.value, emit)
  } else if (value instanceof Instance && value.toText !== undefined) emit(value.toText())
  else if (value instanceof Bean && value.describe !== undefined) emit(value.describe(value.data))
  else {
    const name = value instanceof JavaArray ? binaryName(classOf(value)) : classOf(value)
    emit(`${name}@${(hashCode(value) >>> 0).toString(16)}`)
  }
}

function writeAll(open: string, items: readonly unknown[], close: string, emit: (part: string) => void): void {
  emit(open)
  items.forEach((item, i) => {
    if (i > 0) emit(', ')
    write(item, emit)
  })
  emit(close)
}

function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'number':
      return numberType(value) === 'Double' ? decimalText(value) : String(value)
    case 'undefined':
      return 'null'
  }
  if (value === null) return 'null'
  if (value instanceof Scalar) {
    if (value.type === 'Double') return decimalText(value.value as number)
    return value.type === 'Float' ? decimalText(value.value as number, 32) : String(value.value)
  }
  if (value instanceof EnumConstant) return value.text
  if (value instanceof ClassReference) return classText(value.name)
  return undefined
}
