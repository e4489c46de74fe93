import { z } from 'zod'
import { parseName, requireValidCluster } from '../../../lib/moniker/index.ts'
import { isRetryable, problem } from '../../../platform/errors/index.ts'
import { type Document, type Group, isObject } from '../driver/index.ts'
import { able } from './ability.ts'
import { createUnderName, createUnderNextName, isMember, nextName, resultOf } from './creation.ts'
import { checked } from './documents.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { settingsFields, withSettings } from './settings.ts'
import { credentials, requireGroup, targetSchema } from './targets.ts'

const naming = {
  application: z
    .string()
    .nullish()
    .describe('The application of the new group, which gets the next name of its cluster.'),
  stack: z.string().nullish().describe('The stack in its name.'),
  freeFormDetails: z.string().nullish().describe('The detail in its name.'),
}

const importSchema = z.looseObject({
  credentials,
  ...settingsFields,
  region: z.string().min(1).describe('The region of what is imported.'),
  group: z
    .looseObject({
      name: z.string().nullish().describe('The name of the new group, where no application is given.'),
      product: z.string().nullish().describe('The operating system, e.g. Linux/UNIX.'),
      spotInstanceTypes: z.array(z.string()).nullish().describe('Types that it may use on Spot.'),
      availabilityVsCost: z.string().nullish().describe('balanced, availabilityOriented, costOriented, …'),
    })
    .nullish()
    .describe("What Spot's import is told."),
  ...naming,
})

const given = (object: Document): Document =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined))

/**
 * Makes a group like an auto-scaling group. Spot says how it would be (a dry run makes nothing); it is then created as any
 * other group, so that what was reviewed is what comes, and a repetition finds it.
 */
export const importAutoScalingGroup = defineOperation(
  'IMPORT_AUTO_SCALING_GROUP',
  importSchema.extend({
    autoScalingGroupName: z.string().min(1).describe('The auto-scaling group; it stays as it is.'),
    dryRun: z
      .union([z.boolean(), z.stringbool()])
      .nullish()
      .describe('Whether only to show the group as it would be: in the result, nothing is made.'),
  }),
  async (description, context) => {
    const { region, autoScalingGroupName, application, stack, freeFormDetails } = description
    const imports = able(context, 'imports', 'be made of auto-scaling groups')
    const { driver } = context.account
    const name = description.group?.name ?? autoScalingGroupName
    context.status(`Reading auto-scaling group ${autoScalingGroupName} of ${region}`)
    const group = given({ ...description.group, name })
    const found = await imports.autoScalingGroup({ region, name: autoScalingGroupName, dryRun: true, group })
    const template = driver.template({ ...found, id: '', name })
    const { group: _told, ...asked } = description
    const document = checked(withSettings(template, asked, context), template, context)
    if (description.dryRun === true) {
      context.status('Nothing was made: this was a dry run')
      return { resultObjects: [{ group: { ...document, name }, dryRun: true }] }
    }
    if (application) {
      const named = { application, stack: stack ?? null, details: freeFormDetails ?? null }
      return createUnderNextName(named, document, context)
    }
    const made = await createUnderName(name, document, context)
    if (made) return made
    throw problem(
      'conflict',
      `There already is an Elastigroup named ${name}; give an application, or another group.name`,
    )
  },
)

/** Makes a group of one instance. Spot does it in one call, so the name is chosen and remembered first. */
export const importInstance = defineOperation(
  'IMPORT_INSTANCE',
  importSchema.extend({ instanceId: z.string().min(1).describe('The instance; Spot takes an image of it.') }),
  (description, context) => {
    const { region, instanceId, application, stack, freeFormDetails } = description
    const imports = able(context, 'imports', 'be made of instances')
    const { driver } = context.account
    const named = { application, stack: stack ?? null, details: freeFormDetails ?? null, region }
    const cluster = application ? requireValidCluster(named) : undefined
    return context.alone(`${region} ${cluster ?? instanceId}`, async () => {
      const groups = (await driver.list({}, () => {})).filter((group) => driver.describe(group).region === region)
      const members = groups.filter((group) => cluster && isMember(driver, group, cluster, region))
      const { name, taken } = await context.remember('import', () => {
        const chosen = application ? nextName(named, driver, members) : (description.group?.name ?? instanceId)
        return { name: chosen, taken: groups.filter((group) => group.name === chosen).map(({ id }) => id) }
      })
      if (taken.length > 0) {
        throw problem(
          'conflict',
          `There already is an Elastigroup named ${name}; give an application, or another group.name`,
        )
      }
      const before = groups.find((group) => group.name === name)
      if (before) return resultOf(await settled(before, description, context), context)
      context.status(`Importing instance ${instanceId} of ${region} as ${name}`)
      const group = given({ name, spotInstanceTypes: description.group?.spotInstanceTypes })
      const made = await imports.instance({ region, instanceId, group }).catch(async (error: unknown) => {
        if (!isRetryable(error)) throw error
        const found = (await driver.list({ name })).find((each) => driver.describe(each).region === region)
        if (found === undefined) throw error
        return found
      })
      context.status(`Created Elastigroup ${made.name} (${made.id})`)
      return resultOf(await settled(made, description, context), context)
    })
  },
)

/** Spot's import takes few words; what else the request says is changed in the group that it made. */
async function settled(made: Group, description: z.infer<typeof importSchema>, context: SpotContext): Promise<Group> {
  const { group: _told, strategy, ...asked } = description
  const wanted = withSettings(made, { ...asked, strategy: isObject(strategy) ? strategy : null }, context)
  const changed = Object.entries(wanted).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(made[key]))
  return changed.length === 0 ? made : context.account.driver.update(made.id, Object.fromEntries(changed))
}

/** Takes a group that was made elsewhere into a cluster: it gets the cluster's next name. */
export const adoptElastigroup = defineOperation(
  'ADOPT_ELASTIGROUP',
  targetSchema.extend({
    ...naming,
    application: z.string().min(1).describe('The application that the group shall belong to.'),
  }),
  async (description, context) => {
    const { application, stack, freeFormDetails, ...target } = description
    const { driver } = context.account
    const group = await requireGroup({ ...target, application: null }, context)
    const { region } = driver.describe(group)
    const named = { application, stack: stack ?? null, details: freeFormDetails ?? null, region }
    const cluster = requireValidCluster(named)
    return context.alone(`${region} ${cluster}`, async () => {
      if (isMember(driver, group, cluster, region) && parseName(group.name).sequence !== undefined) {
        context.status(`${group.name} (${group.id}) belongs to cluster ${cluster} already`)
        return resultOf(group, context)
      }
      const members = (await driver.list({}, () => {})).filter((each) => isMember(driver, each, cluster, region))
      const name = nextName(named, driver, members)
      context.status(`Renaming ${group.name} (${group.id}) to ${name}`)
      const renamed = await driver.update(group.id, { name })
      const result = resultOf(renamed, context)
      return { ...result, touched: [...(result.touched ?? []), { region, name: group.name }] }
    })
  },
)
