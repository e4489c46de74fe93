import { z } from 'zod'
import type { Operation } from '../provider.ts'
import { entityRefSchema, tagSchema } from './documents.ts'
import type { TaggedEntities } from './entity-tags.ts'

const phase = 'ENTITY_TAGS'
const entity = z.looseObject({
  id: z.string().min(1).optional(),
  entityRef: entityRefSchema,
  tags: z.array(tagSchema),
})
const upsertSchema = entity.extend({ isPartial: z.boolean().default(true) })
const bulkSchema = z.looseObject({ entityTags: z.array(entity).default([]), isPartial: z.boolean().default(true) })
const deleteSchema = z.looseObject({
  id: z.string().min(1),
  tags: z.array(z.string()).default([]),
  deleteAll: z.boolean().default(false),
})

/** The operations on entity tags: Clouddriver's own, asked for on any cloud or none. */
export function entityTagOperations(entities: TaggedEntities): Readonly<Record<string, Operation<never>>> {
  const upsertEntityTags: Operation<never> = {
    phase,
    schema: upsertSchema,
    async run(description: z.infer<typeof upsertSchema>, { status }) {
      const { id, isPartial, tags, entityRef } = description
      const names = tags.map(({ name }) => name).join(', ')
      status(`Updating entity tags for ${id ?? entities.idOf(entityRef)} (isPartial: ${isPartial}, tags: ${names})`)
      await entities.upsert({ ...(id === undefined ? {} : { id }), entityRef, tags, isPartial })
      return {}
    },
  }
  const bulkUpsertEntityTags: Operation<never> = {
    phase,
    schema: bulkSchema,
    async run({ entityTags, isPartial }: z.infer<typeof bulkSchema>, { status }) {
      const done: unknown[] = []
      const failures: unknown[] = []
      for (const { id, entityRef, tags } of entityTags) {
        try {
          done.push(await entities.upsert({ ...(id === undefined ? {} : { id }), entityRef, tags, isPartial }))
        } catch (error) {
          const { message } = error as Error
          status(`Failed to update the tags of ${entityRef.entityId}, reason: ${message}`)
          failures.push({ tag: { entityRef, tags }, message })
        }
      }
      status(`Updated the tags of ${done.length} entities, ${failures.length} failed`)
      return { resultObjects: [{ upserted: done, failures }] }
    },
  }
  const deleteEntityTags: Operation<never> = {
    phase,
    schema: deleteSchema,
    async run({ id, tags, deleteAll }: z.infer<typeof deleteSchema>, { status }) {
      status(deleteAll ? `Deleting all tags of ${id}` : `Removing tags from ${id} (tags: ${tags.join(', ')})`)
      await entities.remove(id, deleteAll ? 'all' : tags)
      return {}
    },
  }
  return { upsertEntityTags, bulkUpsertEntityTags, deleteEntityTags }
}
