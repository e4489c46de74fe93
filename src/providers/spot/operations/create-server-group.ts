import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Document } from '../driver/index.ts'
import { createUnderNextName } from './creation.ts'
import { checked, groupIn, wireOf } from './documents.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { settingsFields, withSettings } from './settings.ts'
import { credentials, requireGroup } from './targets.ts'

const document = z.looseObject({})

export const creationSchema = z.looseObject({
  credentials,
  application: z.string().min(1).describe('The application of the new group.'),
  stack: z.string().nullish().describe('The stack in its name.'),
  freeFormDetails: z.string().nullish().describe('The detail in its name.'),
  group: document
    .nullish()
    .describe(
      "The group as Spot's API has it; unknown fields go through untouched. Without it the source is the template.",
    ),
  payload: z
    .union([z.string(), document])
    .nullish()
    .describe('The same as a text of JSON, with or without the envelope {group: …}.'),
  source: z
    .looseObject({
      serverGroupName: z.string().nullish().describe('A server group that the new one shall be like.'),
      asgName: z.string().nullish().describe('Another name for serverGroupName.'),
      elastigroupId: z.string().nullish().describe("Spot's id of it, sig-…"),
      region: z.string().nullish().describe('Its region.'),
      useSourceCapacity: z
        .union([z.boolean(), z.stringbool()])
        .nullish()
        .describe("Whether the new group begins with the source's capacity."),
    })
    .nullish()
    .describe('What the new group is made like.'),
  ...settingsFields,
})

export type Creation = z.infer<typeof creationSchema>

/** A group from its document, with what the request says itself, under the cluster's next name. */
export const createServerGroup = defineOperation('CREATE', creationSchema, async (description, context) => {
  const { application, stack, freeFormDetails: details } = description
  const wanted = await documentOf(description, context)
  return createUnderNextName({ application, stack: stack ?? null, details: details ?? null }, wanted, context)
})

/** The document of the group that a request describes, without a name. */
export async function documentOf(description: Creation, context: SpotContext): Promise<Document> {
  const { source, region } = description
  const { driver } = context.account
  const given = description.group ?? description.payload
  const written = given == null ? undefined : wireOf(groupIn(given), context)
  const named = source?.serverGroupName ?? source?.asgName ?? source?.elastigroupId
  const live = named
    ? await requireGroup(
        {
          ...source,
          serverGroupName: source?.serverGroupName ?? source?.asgName,
          region: source?.region ?? region ?? null,
        },
        context,
      )
    : undefined
  const template = written ?? (live && driver.template(live))
  if (!template)
    throw problem(
      'invalid',
      'The request has no group to create: give `group` (as the API of Spot has it), `payload`, or a `source`',
    )
  const now = source?.useSourceCapacity ? live?.capacity : undefined
  const capacity = now
    ? { min: now.minimum ?? null, max: now.maximum ?? null, desired: now.target ?? null }
    : description.capacity
  const wanted = withSettings(template, { ...description, capacity }, context)
  const place = driver.regionOf(wanted)
  if (region && place !== region) {
    throw problem(
      'invalid',
      `The group's document is for ${place}, not for ${region}: a group of another region needs its own region, zones or subnets, image and security groups (\`overrides\`)`,
    )
  }
  return checked(wanted, live, context)
}
