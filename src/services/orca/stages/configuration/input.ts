import { createHash } from 'node:crypto'
import type { Json } from '../../model.ts'
import type { StageView } from '../../stage.ts'
import { isJson } from '../../values.ts'
import { exception } from '../results.ts'

/** What was given to the stage can't be used. */
export const illegalArgument = (message: string) => exception('IllegalArgumentException', message)

/** The value under the key, which came as JSON in base64: so no expression in it was evaluated on the way. */
export function decoded({ context }: StageView, key: string): unknown {
  const value = context[key]
  // Base64 leaves nothing else of a text than these.
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/\s]*=*\s*$/.test(value))
    throw illegalArgument(`Value in stage context at pointer /${key} is not base 64 encoded`)
  try {
    return JSON.parse(Buffer.from(value, 'base64').toString('utf8'))
  } catch {
    throw illegalArgument(`The value of '${key}' is base64 of something that is not JSON`)
  }
}

/** An object that came in base64, or as it is. */
export function objectOf(stage: StageView, key: string): Json {
  const value = stage.context[key]
  const object = typeof value === 'string' ? decoded(stage, key) : value
  if (isJson(object)) return object
  throw illegalArgument(`The value of '${key}' is no JSON object`)
}

/** An id of its own for what a task creates; the same when the task runs again after a crash. */
export function stableId(requestId: string): string {
  const hex = createHash('sha256').update(requestId).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

/** What is not there (any more) needs no deletion; every other refusal stays one. */
export function ifThere(error: unknown): undefined {
  if ((error as { status?: unknown }).status === 404) return undefined
  throw error
}

/** Refuses a stage that lacks a key, in the original's words. */
export function required(context: Readonly<Json>, ...keys: string[]): void {
  const missing = keys.filter((key) => context[key] === undefined || context[key] === null)
  if (missing.length > 0) throw illegalArgument(`Missing required task parameter (${missing.join(',')})`)
}
