import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { type Document, type Group, isObject, merged } from '../driver/index.ts'
import { explainingRolls } from './blocking-roll.ts'
import { checked, groupIn, wireOf } from './documents.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { patiently } from './patience.ts'
import { requireGroup, targetSchema, touchedBy } from './targets.ts'

const document = z.looseObject({})

const schema = targetSchema.extend({
  groupToUpdate: z
    .union([z.string(), document])
    .nullish()
    .describe("The change as Spot's API has it: {group: {…}}. Absent fields stay, null clears, arrays are replaced."),
  group: document.nullish().describe('The change, without the envelope.'),
  payload: z
    .union([z.string(), document])
    .nullish()
    .describe('The change as a text of JSON, with or without the envelope.'),
  autoApplyTags: z
    .union([z.boolean(), z.stringbool()])
    .nullish()
    .describe('Whether changed tags are put onto running instances too.'),
})

/** Changes any field of a group; what is not mentioned stays. */
export const updateElastigroup = defineOperation('UPDATE', schema, async (description, context) => {
  const given = description.groupToUpdate ?? description.group ?? description.payload
  if (given == null) {
    throw problem('invalid', 'The request names no change: give groupToUpdate, group or payload, like {"group": {…}}')
  }
  const group = await requireGroup(description, context)
  const patch = withoutUntouched(group, wireOf(groupIn(given), context))
  return change(group, patch, context, { applyTags: description.autoApplyTags === true })
})

/**
 * Some integrations are taken on creation only, and their secrets come back masked: who sends a whole group back must not
 * send those that did not change.
 */
function withoutUntouched(group: Group, patch: Document): Document {
  const { thirdPartiesIntegration: asked, ...rest } = patch
  const { thirdPartiesIntegration: now } = group
  if (!isObject(asked) || !isObject(now)) return patch
  const changed = Object.entries(asked).filter(([key, value]) => !isDeepStrictEqual(value, now[key]))
  return changed.length === 0 ? rest : { ...rest, thirdPartiesIntegration: Object.fromEntries(changed) }
}

/** Changes a live group by a patch in the wire's terms, after a look at what would become of it. */
export async function change(
  group: Group,
  patch: Document,
  context: SpotContext,
  options: { readonly applyTags?: boolean } = {},
) {
  const paths = pathsOf(patch)
  const resultObjects = [{ serverGroupName: group.name, elastigroupId: group.id, changed: paths }]
  if (paths.length === 0) {
    context.status(`The change of ${group.name} names nothing; nothing to do`)
    return { resultObjects, touched: touchedBy([group], context) }
  }
  const { driver } = context.account
  const wanted = checked(merged(group, patch), group, context)
  context.status(`Changing ${paths.join(', ')} of ${group.name}`)
  const now = await explainingRolls(context, group, () =>
    patiently(context, { what: group.id, image: driver.imageOf(wanted) }, () =>
      driver.update(group.id, patch, options),
    ),
  )
  context.status(`Changed Elastigroup ${now.name} (${now.id})`)
  const renamed = now.name === group.name ? [] : [now]
  return { resultObjects, touched: touchedBy([group, ...renamed], context) }
}

/** What a patch changes, e.g. `capacity.target`, `scaling.up`. */
function pathsOf(patch: Document, depth = 3): string[] {
  return Object.entries(patch).flatMap(([key, value]) => {
    if (!isObject(value) || depth === 1) return key
    return pathsOf(value, depth - 1).map((path) => `${key}.${path}`)
  })
}
