import { z } from 'zod'
import { parseName } from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { createUnderName, createUnderNextName } from './creation.ts'
import { checked, groupIn, wireOf } from './documents.ts'
import { defineOperation } from './operation.ts'
import { settingsFields, withSettings } from './settings.ts'
import { credentials } from './targets.ts'

const schema = z.looseObject({
  credentials,
  payload: z
    .union([z.string(), z.looseObject({})])
    .describe(
      'The group as Spot\'s API has it: a text of JSON like {"group": {…}}, or the object. Its name may end in -v000, or leave that to the cluster.',
    ),
  ...settingsFields,
  imageId: z.string().nullish().describe('The image, where the payload names none.'),
})

/** Creates the group of a payload: under its own name when that has a free version, else under the next of its cluster. */
export const deployElastigroup = defineOperation('CREATE', schema, async (description, context) => {
  const { payload, imageId, ...settings } = description
  const { name, ...group } = wireOf(groupIn(payload), context)
  if (typeof name !== 'string' || name === '') throw problem('invalid', "The payload's group has no name")
  const image = context.account.driver.imageOf(group) ? null : imageId
  const document = checked(withSettings(group, { ...settings, imageId: image }, context), undefined, context)
  const { app, stack, detail, sequence } = parseName(name)
  const naming = app === undefined ? undefined : { application: app, stack: stack ?? null, details: detail ?? null }
  if (naming && sequence === undefined) return createUnderNextName(naming, document, context)
  const made = await createUnderName(name, document, context)
  if (made) return made
  if (naming) {
    context.status(`There already is an Elastigroup named ${name}; the next name of its cluster is taken`)
    return createUnderNextName(naming, document, context)
  }
  throw problem(
    'conflict',
    `There already is an Elastigroup named ${name} in account ${context.account.name}; choose another name`,
  )
})
