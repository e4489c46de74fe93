import { z } from 'zod'
import { isGone } from '../client/index.ts'
import { defineOperation } from './operation.ts'
import { findGroup, nameOf, targetsOf, targetsSchema } from './targets.ts'

const flag = z.boolean().nullish()

const schema = targetsSchema.extend({
  statefulDeallocation: z
    .looseObject({
      shouldDeleteImages: flag.describe('Whether images that were taken of its instances go.'),
      shouldDeleteNetworkInterfaces: flag.describe('Whether its network interfaces go.'),
      shouldDeleteVolumes: flag.describe('Whether its volumes go, with all that is on them.'),
      shouldDeleteSnapshots: flag.describe('Whether its snapshots go.'),
    })
    .nullish()
    .describe("What becomes of a stateful group's resources; without it they stay and cost."),
  amiBackup: z
    .looseObject({ shouldDeleteImages: flag.describe('Whether images of the backup go.') })
    .nullish()
    .describe('What becomes of images that were made as a backup.'),
  beanstalk: z.looseObject({}).nullish().describe('What becomes of a Beanstalk environment, as Spot has it.'),
})

/** Deletes groups; one that is gone already is done. */
export const destroyServerGroup = defineOperation('DESTROY_ELASTIGROUP', schema, async (description, context) => {
  const { driver } = context.account
  const touched: { region: string; name: string; id?: string }[] = []
  const options = Object.fromEntries(
    (['statefulDeallocation', 'amiBackup', 'beanstalk'] as const).flatMap((key) =>
      description[key] ? [[key, description[key]]] : [],
    ),
  )
  for (const target of targetsOf(description)) {
    const group = await findGroup(target, context)
    const name = group?.name ?? nameOf(target)
    if (!group) {
      context.status(`${name} does not exist (any more); nothing to do`)
    } else {
      if (driver.describe(group).stateful && !description.statefulDeallocation) {
        context.status(
          `${name} is stateful: its volumes, interfaces and images stay (statefulDeallocation would delete them)`,
        )
      }
      context.status(`Deleting Elastigroup ${name} (${group.id})`)
      await driver.remove(group.id, options).catch((error: unknown) => {
        if (!isGone(error)) throw error
      })
    }
    const region = group ? driver.describe(group).region : target.region
    if (region) touched.push({ region, name, ...(group ? { id: group.id } : {}) })
  }
  return { touched }
})
