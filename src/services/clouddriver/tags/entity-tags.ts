import type { Clock } from '../../../platform/clock.ts'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Accounts } from '../accounts/index.ts'
import type { EntityTagsRow, EntityTagsStore } from '../store/index.ts'
import { globMatcher } from '../views/index.ts'
import {
  completeRef,
  type EntityTags,
  idOf,
  type RequestedRef,
  type RequestedTag,
  upserted,
  without,
} from './documents.ts'

/** What narrows a list of tagged entities. */
export interface TagsQuery {
  readonly cloudProvider?: string
  readonly application?: string
  readonly entityType?: string
  /** Any of these. */
  readonly entityIds?: readonly string[]
  /** A pattern with `*` over the whole id. */
  readonly idPrefix?: string
  readonly account?: string
  readonly region?: string
  readonly namespace?: string
  /** Values by tag name; `*` is any. */
  readonly tags: Readonly<Record<string, string>>
  readonly maxResults: number
}

export interface TagsUpsert {
  readonly id?: string
  readonly entityRef: RequestedRef
  readonly tags: readonly RequestedTag[]
  readonly isPartial: boolean
}

/** Tags that people, pipelines and policies write upon server groups, applications and other entities; no cloud knows them. */
export interface TaggedEntities {
  list(query: TagsQuery): Promise<EntityTags[]>
  /** Throws notFound. */
  get(id: string): Promise<EntityTags>
  /** The id that the tags of this entity have. @throws invalid for an account that is not known */
  idOf(ref: RequestedRef): string
  upsert(upsert: TagsUpsert): Promise<EntityTags>
  /** Removes tags by name, or all of the entity's. What is not there is gone already. */
  remove(id: string, names: readonly string[] | 'all'): Promise<void>
  /** Removes those of a server group that was destroyed, so that a later one of its name does not inherit them. */
  removeOfServerGroup(provider: string, place: { account: string; region: string; name: string }): Promise<void>
  /** Tags of server groups that are in no inventory any more, of accounts that are here. */
  orphans(narrowed: OrphansQuery, isThere: (place: ServerGroupPlace) => boolean): Promise<EntityTags[]>
}

export interface ServerGroupPlace {
  readonly account: string
  readonly region: string
  readonly name: string
}

export interface OrphansQuery {
  readonly cloudProvider?: string
  readonly account?: string
  readonly region?: string
}

const serverGroups = 'servergroup'

export function taggedEntities(store: EntityTagsStore, accounts: Accounts, clock: Clock): TaggedEntities {
  const read = ({ body }: EntityTagsRow) => JSON.parse(body) as EntityTags
  const user = () => currentIdentity().user ?? 'anonymous'

  const remove: TaggedEntities['remove'] = async (id, names) => {
    const now = clock.now()
    const by = user()
    await store.change(id.toLowerCase(), (current) => {
      if (current === undefined || names === 'all') return undefined
      const rest = without(read(current), names, by, now)
      return rest && rowOf(rest)
    })
  }

  return {
    async list({ entityIds, maxResults, ...query }) {
      const rows = await store.list({
        ...(query.application === undefined ? {} : { application: query.application.toLowerCase() }),
        ...(query.entityType === undefined || query.entityType.includes('*')
          ? {}
          : { entityType: query.entityType.toLowerCase() }),
        ...(entityIds === undefined ? {} : { entityIds: entityIds.map((id) => id.toLowerCase()) }),
      })
      return rows.map(read).filter(matcherOf(query)).slice(0, maxResults)
    },
    async get(id) {
      const row = await store.find(id.toLowerCase())
      if (row) return read(row)
      throw problem('notFound', `No EntityTags found w/ id = '${id}'`)
    },
    idOf: (ref) => idOf(completeRef(ref, accounts)),
    async upsert({ id, entityRef: requested, tags, isPartial }) {
      const entityRef = completeRef(requested, accounts)
      const key = (id ?? idOf(entityRef)).toLowerCase()
      const change = { id: key, entityRef, tags, isPartial, user: user(), now: clock.now() }
      const row = await store.change(key, (current) => {
        const before = current && read(current)
        const after = upserted(before, change)
        return current && after === before ? current : rowOf(after)
      })
      return read(row as EntityTagsRow)
    },
    remove,
    async removeOfServerGroup(cloudProvider, { account, region, name }) {
      const rows = await store.list({ entityType: serverGroups, entityIds: [name.toLowerCase()] })
      const own = rows.map(read).filter(matcherOf({ cloudProvider, account, region, tags: {} }))
      for (const { id } of own) await remove(id, 'all')
    },
    async orphans(narrowed, isThere) {
      const tagged = (await store.list({ entityType: serverGroups })).map(read)
      return tagged
        .filter(matcherOf({ ...narrowed, tags: {} }))
        .filter(({ entityRef: { account, region, entityId: name } }) => {
          const place = { account: String(account), region: String(region), name: String(name) }
          return accounts.find(place.account) !== undefined && !isThere(place)
        })
    },
  }
}

function rowOf(document: EntityTags): EntityTagsRow {
  const { id, entityRef, lastModified } = document
  return {
    id,
    application: String(entityRef['application'] ?? '').toLowerCase(),
    entity_type: String(entityRef['entityType']),
    entity_id: String(entityRef['entityId']).toLowerCase(),
    body: JSON.stringify(document),
    last_modified: lastModified,
  }
}

function matcherOf(query: Omit<TagsQuery, 'entityIds' | 'maxResults'>): (document: EntityTags) => boolean {
  const { idPrefix, entityType, namespace } = query
  const isId = globMatcher(idPrefix?.toLowerCase() ?? '*')
  const isType = globMatcher(entityType?.toLowerCase() ?? '*')
  return ({ id, entityRef, tags }) => {
    const isIn = tags.filter((tag) => namespace === undefined || tag.namespace === namespace)
    return (
      (['cloudProvider', 'account', 'region'] as const).every(
        (field) => query[field] === undefined || sameText(entityRef[field], query[field]),
      ) &&
      isId(id) &&
      isType(String(entityRef['entityType'])) &&
      (namespace === undefined || isIn.length > 0) &&
      Object.entries(query.tags).every(([name, value]) =>
        isIn.some((tag) => tag.name === name.toLowerCase() && (value === '*' || sameText(tag.value, value))),
      )
    )
  }
}

const sameText = (a: unknown, b: string | undefined) => String(a).toLowerCase() === b?.toLowerCase()
