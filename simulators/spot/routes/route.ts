import { z } from 'zod'
import type { Answer } from '../envelope.ts'
import { refuse } from '../failure.ts'
import { advanceGroup } from '../model/advance.ts'
import { validationFailure } from '../model/group-rules.ts'
import { findInstance } from '../model/instance.ts'
import { CLOUDS, type Cloud, type Group, type Instance } from '../model/state.ts'
import { findGroup, type World } from '../model/world.ts'

/** One authorised call on its way through a route. */
export type Call = {
  world: World
  accountId: string
  organizationId: string
  /** Of the account. */
  cloud: Cloud
  now: number
  params: { [name: string]: string }
  query: { [name: string]: string | undefined }
  body: unknown
}

/** A route of Spot's API: its template is also the name under which calls are limited and counted. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  handle: (call: Call) => Answer
}

export const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
  method,
  path,
  handle,
})

/** The cloud whose accounts a path is for; undefined where it is for all. */
export const cloudOf = (path: string): Cloud | undefined => CLOUDS.find((cloud) => path.startsWith(`/${cloud}/`))

/** The group that the path names, brought up to the present. */
export function groupOf(call: Call): Group {
  const group = findGroup(call.world, call.accountId, call.params.groupId ?? '')
  advanceGroup(call.world, group)
  return group
}

/** The instance with that id and its group, whichever of the account's groups it is in. */
export function instanceOf(call: Call, instanceId: string): { group: Group; instance: Instance } {
  const group = call.world.groups.get(call.world.instanceGroups.get(instanceId) ?? '')
  const asked = call.params.groupId ?? group?.id
  if (group && group.accountId === call.accountId && group.id === asked) {
    advanceGroup(call.world, group)
    const instance = findInstance(group, instanceId)
    if (instance) return { group, instance }
  }
  throw refuse('INSTANCE_DOESNT_EXIST', `Instance ${instanceId} does not exist`)
}

/** Reads the body by a schema; a missing body reads as an empty object. */
export function bodyOf<T>(call: Call, schema: z.ZodType<T>, root = ''): T {
  const parsed = schema.safeParse(call.body ?? {})
  if (!parsed.success) throw validationFailure(parsed.error.issues, root)
  return parsed.data
}

export function queryOf<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(call.query)
  if (!parsed.success) throw validationFailure(parsed.error.issues, '')
  return parsed.data
}

export const ttlInMinutes = z.coerce.number().int().min(1).max(10_080).nullish()

/** Spot takes dates as ISO 8601 and as epoch seconds or milliseconds; the result is milliseconds. */
export const dateParameter = z.string().transform((text, context) => {
  const number = Number(text)
  if (/^\d+$/.test(text)) return number < 100_000_000_000 ? number * 1000 : number
  const time = Date.parse(text.replace(/^(\d{4}-\d\d-\d\d) (\d)/, '$1T$2'))
  if (!Number.isNaN(time)) return time
  context.addIssue({ code: 'custom', message: `${text} is neither an ISO 8601 date nor a Unix time` })
  return z.NEVER
})
