import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { asTemplate, createUnderNextName, withOverrides } from './creation.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { requireGroup } from './targets.ts'

const count = z.coerce.number().int().nonnegative().nullish()

export const creationSchema = z.looseObject({
  application: z.string().min(1),
  stack: z.string().nullish(),
  freeFormDetails: z.string().nullish(),
  region: z.string().nullish(),
  imageId: z.string().nullish(),
  capacity: z.looseObject({ min: count, max: count, desired: count }).nullish(),
  /** The group as Spot's API has it; without it the `source` is the template. */
  group: z.looseObject({}).nullish(),
  /** The same as a text, or as `{group: …}`. */
  payload: z.union([z.string(), z.looseObject({})]).nullish(),
  source: z
    .looseObject({
      asgName: z.string().nullish(),
      serverGroupName: z.string().nullish(),
      region: z.string().nullish(),
      useSourceCapacity: z.union([z.boolean(), z.stringbool()]).nullish(),
    })
    .nullish(),
})

export type Creation = z.infer<typeof creationSchema>

/** A group from its document, its image and capacity from the request, under the cluster's next name. */
export const createServerGroup = defineOperation('CREATE', creationSchema, async (description, context) => {
  const { application, stack, freeFormDetails: details } = description
  const document = await documentOf(description, context)
  return createUnderNextName({ application, stack: stack ?? null, details: details ?? null }, document, context)
})

export async function documentOf(description: Creation, context: SpotContext): Promise<Record<string, unknown>> {
  const { source, imageId, region } = description
  const written = description.group ?? (description.payload ? groupIn(description.payload) : undefined)
  const named = source?.serverGroupName ?? source?.asgName
  const live = named
    ? await requireGroup({ ...source, serverGroupName: named, region: source?.region ?? region ?? null }, context)
    : undefined
  const template = written ?? (live && asTemplate(live))
  if (!template)
    throw problem(
      'invalid',
      'The request has no group to create: give `group` (as the API of Spot has it), `payload`, or a `source`',
    )
  const fromSource = source?.useSourceCapacity && live?.capacity
  const capacity = fromSource
    ? {
        min: live.capacity?.minimum ?? null,
        max: live.capacity?.maximum ?? null,
        desired: live.capacity?.target ?? null,
      }
    : description.capacity
  return withOverrides(template, {
    imageId,
    region,
    ...(capacity
      ? { capacity: { min: capacity.min ?? null, max: capacity.max ?? null, desired: capacity.desired ?? null } }
      : {}),
  })
}

/** The group of a payload, which is a text or an object, with or without the API's envelope. */
export function groupIn(payload: string | Record<string, unknown>): Record<string, unknown> {
  const parsed = typeof payload === 'string' ? parse(payload) : payload
  const group = (parsed as { group?: unknown }).group ?? parsed
  if (typeof group === 'object' && group !== null && !Array.isArray(group)) return group as Record<string, unknown>
  throw problem('invalid', 'The payload holds no group: it must be JSON like {"group": {…}}')
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw problem('invalid', `The payload is not valid JSON: ${(error as Error).message}`)
  }
}
