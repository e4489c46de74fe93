import { z } from 'zod'
import { parseName } from '../../../lib/moniker/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { isGone } from '../client/index.ts'
import type { Group } from '../driver/index.ts'
import { type AskedCapacity, capacitySchema } from './capacity.ts'
import type { SpotContext } from './operation.ts'

const target = z.looseObject({
  serverGroupName: z.string().nullish().describe('The server group, with its region; or give elastigroupId.'),
  elastigroupName: z.string().nullish().describe('Another name for serverGroupName.'),
  asgName: z.string().nullish().describe('Another name for serverGroupName.'),
  region: z.string().nullish().describe('The region of the server group, e.g. us-east-1.'),
  regions: z.array(z.string()).nullish().describe('Several regions that each have a server group of that name.'),
  elastigroupId: z.string().nullish().describe("Spot's id of the group, sig-…; its name need not be known then."),
  capacity: capacitySchema.nullish(),
})

export const credentials = z.string().nullish().describe('The Spot account.')

/** One server group. */
export const targetSchema = target
  .omit({ capacity: true, regions: true })
  .extend({ credentials, application: z.string().nullish().describe('The application that the group must belong to.') })

/** One server group, or several under `elastigroups`, as Deck sends them. */
export const targetsSchema = target.extend({
  credentials,
  application: z.string().nullish().describe('The application that the groups must belong to.'),
  elastigroups: z.array(target).nullish().describe('Several server groups, in place of the fields of one.'),
})

export interface Target {
  readonly serverGroupName?: string | null | undefined
  readonly elastigroupName?: string | null | undefined
  readonly asgName?: string | null | undefined
  readonly region?: string | null | undefined
  readonly elastigroupId?: string | null | undefined
  readonly capacity?: AskedCapacity | null | undefined
  readonly application?: string | null | undefined
}

export function targetsOf(description: z.infer<typeof targetsSchema>): Target[] {
  const { elastigroups, regions, application, ...flat } = description
  if (elastigroups && elastigroups.length > 0) return elastigroups.map((each) => ({ ...each, application }))
  if (!flat.region && regions && regions.length > 0) return regions.map((region) => ({ ...flat, region, application }))
  return [{ ...flat, application }]
}

export function nameOf({ serverGroupName, elastigroupName, asgName, elastigroupId }: Target): string {
  const name = serverGroupName ?? elastigroupName ?? asgName ?? elastigroupId
  if (name) return name
  throw problem('invalid', 'The operation names no server group: give serverGroupName and region, or elastigroupId')
}

/**
 * The live group that is meant: by id, else by name and region; undefined when there is none. The id is remembered, so
 * that a repeated request means the very same group, also when it was renamed, or destroyed and made anew.
 */
export async function findGroup(asked: Target, context: SpotContext): Promise<Group | undefined> {
  const { driver } = context.account
  let found: Group | undefined
  const key = `id of ${nameOf(asked)} ${asked.region ?? ''}`
  const id = await context.remember(key, async () => {
    found = await lookUp(asked, context)
    return found?.id ?? null
  })
  if (found || id === null) return found
  return driver.get(id).catch((error: unknown) => {
    if (isGone(error)) return undefined
    throw error
  })
}

async function lookUp(asked: Target, { account, inventory }: SpotContext): Promise<Group | undefined> {
  const { driver } = account
  const name = nameOf(asked)
  const shown = (group: Group) => account.shows(group.name, driver.describe(group).region)
  const known = asked.region ? inventory.serverGroup(account.name, asked.region, name)?.cloudId : undefined
  for (const id of [asked.elastigroupId, known]) {
    if (!id) continue
    try {
      const group = await driver.get(id)
      // An id that is none may lead anywhere.
      if (group.id !== id) continue
      if (id === asked.elastigroupId) return requireMeant(group, asked, shown(group))
      // The inventory may be behind: the id of a group that was destroyed and made anew under its name.
      if (group.name === name) return group
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
  if (asked.elastigroupId) return undefined
  const groups = (await driver.list({ name })).filter(shown)
  const inRegion = groups.filter((group) => !asked.region || driver.describe(group).region === asked.region)
  if (inRegion.length > 1) {
    throw problem(
      'invalid',
      `${inRegion.length} Elastigroups are named ${name}; say which with elastigroupId (${inRegion.map(({ id }) => id).join(', ')})`,
    )
  }
  return inRegion[0]
}

/** A group named by its id must be the one that is named beside it: who may touch one must not reach another. */
function requireMeant(group: Group, asked: Target, isShown: boolean): Group | undefined {
  if (!isShown) return undefined
  const { id, name } = group
  const named = asked.serverGroupName ?? asked.elastigroupName ?? asked.asgName
  if (named && named !== name && named !== id) {
    throw problem('invalid', `Elastigroup ${id} is named ${name}, not ${named}: name one group only, or both rightly`)
  }
  const { app } = parseName(name)
  if (!named && asked.application && app?.toLowerCase() !== asked.application.toLowerCase()) {
    throw problem('forbidden', `Elastigroup ${id} (${name}) does not belong to application ${asked.application}`)
  }
  return group
}

/** As `findGroup`; none is an error. */
export async function requireGroup(asked: Target, context: SpotContext): Promise<Group> {
  const found = await findGroup(asked, context)
  if (found) return found
  const where = `account ${context.account.name}${asked.region ? `, region ${asked.region}` : ''}`
  throw problem('notFound', `There is no Elastigroup ${nameOf(asked)} (${where})`)
}

export const touchedBy = (groups: readonly Group[], { account }: SpotContext) =>
  groups.map((group) => ({ region: account.driver.describe(group).region, name: group.name, id: group.id }))
