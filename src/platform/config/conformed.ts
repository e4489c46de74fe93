import type { z } from 'zod'
import { childOf, flat, isMap, type Place, placeOf } from './schema.ts'

/**
 * A value as Spring's binder would hand it to whoever reads it: keys in the schema's spelling; text as the number, truth value or
 * list that is wanted, a number as text where text is wanted; what is empty as if it were not written. What fits no
 * better stays as it is: the schema will say what is wrong with it.
 */
export function conformed(value: unknown, schema: z.ZodType): unknown {
  if (value === null) return undefined
  const place = placeOf(schema)
  switch (place.type) {
    case 'object':
      return isMap(value) ? mapped(value, schema) : value === '' ? undefined : value
    case 'record':
      return isMap(value) ? recorded(value, place) : value === '' ? undefined : value
    case 'array':
      return listed(value, place)
    case 'number':
      return asNumber(value)
    case 'boolean':
      return asTruth(value)
    case 'union':
      return alternative(value, place)
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
    default:
      return value
  }
}

function mapped(value: Record<string, unknown>, schema: z.ZodType): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => {
    const child = childOf(schema, key)
    return child === undefined ? [key, each] : [child.name, conformed(each, child.schema)]
  })
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined))
}

function recorded(value: Record<string, unknown>, { element }: Place): Record<string, unknown> {
  const inside = placeOf(element!)
  // The names of records may have dots, which a file's dotted keys can't be told from.
  const isFlat = ['string', 'number', 'boolean', 'enum'].includes(inside.type)
  const entries = isFlat ? leaves(value) : Object.entries(value)
  return Object.fromEntries(
    entries.map(([key, each]) => [key, conformed(each, element!)]).filter(([, each]) => each !== undefined),
  )
}

function leaves(value: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, each]) =>
    isMap(each) ? leaves(each, `${prefix}${key}.`) : [[`${prefix}${key}`, each] as [string, unknown]],
  )
}

function listed(value: unknown, { element }: Place): unknown {
  if (value === '') return []
  if (typeof value === 'string')
    return listed(
      value.split(',').map((each) => each.trim()),
      { element } as Place,
    )
  // `list[0]: x`, as environment variables and dotted keys have them.
  if (isMap(value) && Object.keys(value).every((key) => /^\d+$/.test(key)))
    return listed(Object.values(value), { element } as Place)
  return Array.isArray(value) ? value.map((each) => conformed(each, element!) ?? each) : value
}

function asNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.trim().replaceAll('_', '')
  if (text === '') return undefined
  return Number.isFinite(Number(text)) ? Number(text) : value
}

const truths = new Map(
  Object.entries({ true: true, yes: true, on: true, 1: true, false: false, no: false, off: false, 0: false }),
)

function asTruth(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return value === '' ? undefined : (truths.get(flat(value.trim())) ?? value)
}

function alternative(value: unknown, { options = [] }: Place): unknown {
  const fits = (type: string) => options.find((option) => placeOf(option).type === type)
  const fitting = isMap(value) ? (fits('object') ?? fits('record')) : Array.isArray(value) ? fits('array') : undefined
  return fitting === undefined ? value : conformed(value, fitting)
}
