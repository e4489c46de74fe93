import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { type Group, isGone } from '../client/index.ts'
import { regionOf } from '../model/index.ts'
import type { SpotContext } from './operation.ts'

const capacity = z.looseObject({
  min: z.coerce.number().int().nonnegative().nullish(),
  max: z.coerce.number().int().nonnegative().nullish(),
  desired: z.coerce.number().int().nonnegative().nullish(),
})

const target = z.looseObject({
  serverGroupName: z.string().nullish(),
  elastigroupName: z.string().nullish(),
  asgName: z.string().nullish(),
  region: z.string().nullish(),
  elastigroupId: z.string().nullish(),
  capacity: capacity.nullish(),
})

/** One server group, or several under `elastigroups`, as Deck sends them. */
export const targetsSchema = target.extend({ elastigroups: z.array(target).nullish() })
export type Target = z.infer<typeof target>

export function targetsOf(description: z.infer<typeof targetsSchema>): Target[] {
  return description.elastigroups && description.elastigroups.length > 0 ? description.elastigroups : [description]
}

export function nameOf({ serverGroupName, elastigroupName, asgName, elastigroupId }: Target): string {
  const name = serverGroupName ?? elastigroupName ?? asgName ?? elastigroupId
  if (name) return name
  throw problem('invalid', 'The operation names no server group: give serverGroupName and region, or elastigroupId')
}

/** The live group that is meant: by id, else by name and region; undefined when there is none. */
export async function findGroup(asked: Target, { account, inventory }: SpotContext): Promise<Group | undefined> {
  const name = nameOf(asked)
  const known = asked.region ? inventory.serverGroup(account.name, asked.region, name)?.cloudId : undefined
  for (const id of [asked.elastigroupId, known]) {
    if (!id) continue
    try {
      const group = await account.client.group(id)
      // The inventory may be behind: the id of a group that was destroyed and made anew under its name.
      if (id === asked.elastigroupId || group.name === name) return group
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }
  if (asked.elastigroupId) return undefined
  const groups = await account.client.listGroups({ name })
  const inRegion = groups.filter((group) => !asked.region || regionOf(group) === asked.region)
  if (inRegion.length > 1) {
    throw problem(
      'invalid',
      `${inRegion.length} Elastigroups are named ${name}; say which with elastigroupId (${inRegion.map(({ id }) => id).join(', ')})`,
    )
  }
  return inRegion[0]
}

/** As `findGroup`; none is an error. */
export async function requireGroup(asked: Target, context: SpotContext): Promise<Group> {
  const found = await findGroup(asked, context)
  if (found) return found
  const where = `account ${context.account.name}${asked.region ? `, region ${asked.region}` : ''}`
  throw problem('notFound', `There is no Elastigroup ${nameOf(asked)} (${where})`)
}

export const touchedBy = (groups: readonly Group[]) =>
  groups.map((group) => ({ region: regionOf(group), name: group.name }))
