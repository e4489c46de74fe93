import { isObject } from './merge.ts'

type Json = Record<string, unknown>

/** Documents are as they come: what is not of the kind that is looked for counts as absent. */

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), value)
}

/** The object at the end of a path; empty where there is none. */
export function objectAt(value: unknown, ...path: string[]): Json {
  const found = at(value, path)
  return isObject(found) ? (found as Json) : {}
}

/** The objects of the list at the end of a path. */
export function objectsAt(value: unknown, ...path: string[]): Json[] {
  const found = at(value, path)
  return Array.isArray(found) ? found.filter(isObject) : []
}

/** The texts of the list at the end of a path. */
export function textsAt(value: unknown, ...path: string[]): string[] {
  const found = at(value, path)
  return Array.isArray(found) ? found.filter((each): each is string => typeof each === 'string') : []
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Names and values of a list of pairs, by the two fields that hold them. */
export function pairs(list: readonly Json[], key: string, value: string): Record<string, string> {
  return Object.fromEntries(
    list.flatMap((each) => (each[key] == null ? [] : [[String(each[key]), String(each[value] ?? '')]])),
  )
}
