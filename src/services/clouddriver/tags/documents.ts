import { z } from 'zod'
import { parseName } from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { Accounts } from '../accounts/index.ts'

/** A tag as clients send it. */
export const tagSchema = z.looseObject({
  name: z.string('a tag needs a name').min(1, 'a tag needs a name'),
  namespace: z.string().nullish(),
  category: z.string().nullish(),
  value: z.unknown(),
  valueType: z.enum(['literal', 'object']).nullish(),
  /** When it was written, if not now; epoch milliseconds. */
  timestamp: z.number().nullish(),
})

/** The entity that tags are on. */
export const entityRefSchema = z.looseObject({
  entityType: z.string().min(1),
  entityId: z.string().min(1),
  cloudProvider: z.string().nullish(),
  application: z.string().nullish(),
  account: z.string().nullish(),
  accountId: z.string().nullish(),
  region: z.string().nullish(),
})

export type RequestedTag = z.infer<typeof tagSchema>
export type RequestedRef = z.infer<typeof entityRefSchema>

export interface EntityTag {
  readonly name: string
  readonly namespace: string
  readonly category?: string
  readonly value: unknown
  readonly valueType: 'literal' | 'object'
}

export interface TagMetadata {
  readonly name: string
  readonly created: number
  readonly createdBy: string
  readonly lastModified: number
  readonly lastModifiedBy: string
}

/** The tags of one entity, as `GET /tags` shows them (clouddriver: EntityTags). */
export interface EntityTags {
  readonly id: string
  readonly idPattern: string
  readonly lastModified: number
  readonly lastModifiedBy: string
  readonly entityRef: Readonly<Record<string, unknown>>
  readonly tags: readonly EntityTag[]
  readonly tagsMetadata: readonly TagMetadata[]
}

export const idPattern = '{{cloudProvider}}:{{entityType}}:{{entityId}}:{{account}}:{{region}}'

/** The entity with what can be known of it: its type in lower case, its account by name and by id, its application. */
export function completeRef(ref: RequestedRef, accounts: Accounts): Readonly<Record<string, unknown>> {
  const present = Object.fromEntries(Object.entries(ref).filter(([, value]) => value !== null && value !== undefined))
  const known =
    ref.account === '*' ? undefined : findAccount(accounts, ref.account ?? undefined, ref.accountId ?? undefined)
  const application = ref.application ?? parseName(ref.entityId).app
  return {
    ...present,
    cloudProvider: ref.cloudProvider ?? '*',
    entityType: ref.entityType.toLowerCase(),
    ...(known === undefined ? {} : { account: known.name, accountId: ref.accountId ?? known.accountId }),
    ...(application === undefined ? {} : { application }),
  }
}

/** Where the account is known by neither, that is an error: what is tagged could not be found again. */
function findAccount(accounts: Accounts, name: string | undefined, id: string | undefined) {
  const wanted = name ?? id
  if (wanted === undefined) return undefined
  const found = accounts
    .all()
    .find(({ account }) => account.name === wanted || account.description.accountId === wanted)
  if (found) return { name: found.account.name, accountId: found.account.description.accountId }
  throw problem(
    'invalid',
    `No credentials found for ${name === undefined ? 'accountId' : 'accountName'}: ${wanted}; name an account of clouddriver.yml in entityRef`,
  )
}

/** The id of the tags of an entity (clouddriver: EntityRefIdBuilder); what is not known is `*`. */
export function idOf(ref: Readonly<Record<string, unknown>>): string {
  const parts = [
    ref['cloudProvider'],
    ref['entityType'],
    ref['entityId'],
    ref['accountId'] ?? ref['account'],
    ref['region'],
  ]
  return parts
    .map((part) => (part === undefined || part === null ? '*' : String(part)))
    .join(':')
    .toLowerCase()
}

/** A tag as it is kept: its name in lower case, in a namespace, with the type of its value. */
export function normalised({ name, namespace, category, value, valueType }: RequestedTag): EntityTag {
  return {
    name: name.toLowerCase(),
    namespace: namespace ?? 'default',
    ...(category ? { category } : {}),
    value: value ?? null,
    valueType: valueType ?? (typeof value === 'object' && value !== null ? 'object' : 'literal'),
  }
}

export interface Upsert {
  readonly id: string
  readonly entityRef: Readonly<Record<string, unknown>>
  readonly tags: readonly RequestedTag[]
  /** False: tags that are not named are removed. */
  readonly isPartial: boolean
  readonly user: string
  readonly now: number
}

/** What the upsert makes of what is there; the very same document when it changes nothing. */
export function upserted(
  current: EntityTags | undefined,
  { id, entityRef, tags, isPartial, user, now }: Upsert,
): EntityTags {
  const wanted = new Map(tags.map((tag) => [tag.name.toLowerCase(), normalised(tag)]))
  const before = new Map((current?.tags ?? []).map((tag) => [tag.name, tag]))
  const same = (a: EntityTag | undefined, b: EntityTag) =>
    a !== undefined && a.namespace === b.namespace && JSON.stringify(a.value) === JSON.stringify(b.value)
  const changed = [...wanted.values()].some((tag) => !same(before.get(tag.name), tag))
  const removed = !isPartial && [...before.keys()].some((name) => !wanted.has(name))
  if (current && !changed && !removed) return current

  const kept = isPartial ? [...before.values()].filter(({ name }) => !wanted.has(name)) : []
  const metadata = new Map((current?.tagsMetadata ?? []).map((each) => [each.name, each]))
  const times = new Map(tags.map(({ name, timestamp }) => [name.toLowerCase(), timestamp ?? now]))
  const all = [...wanted.values(), ...kept]
  return {
    id,
    idPattern,
    lastModified: now,
    lastModifiedBy: user,
    entityRef,
    tags: all,
    tagsMetadata: all.map(({ name }) => {
      const old = metadata.get(name)
      const at = times.get(name)
      if (old && at === undefined) return old
      const time = at ?? now
      return {
        name,
        created: old?.created ?? time,
        createdBy: old?.createdBy ?? user,
        lastModified: time,
        lastModifiedBy: user,
      }
    }),
  }
}

/** Without the tags of these names; undefined when none is left. */
export function without(
  current: EntityTags,
  names: readonly string[],
  user: string,
  now: number,
): EntityTags | undefined {
  const gone = new Set(names.map((name) => name.toLowerCase()))
  const tags = current.tags.filter(({ name }) => !gone.has(name))
  if (tags.length === 0) return undefined
  return {
    ...current,
    tags,
    tagsMetadata: current.tagsMetadata.filter(({ name }) => !gone.has(name)),
    lastModified: now,
    lastModifiedBy: user,
  }
}
