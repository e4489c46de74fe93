import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Group } from '../driver/index.ts'
import type { SpotContext } from './operation.ts'
import { requireGroup, targetSchema } from './targets.ts'

/** Instances; their group need not be named when the inventory knows it. */
export const instancesSchema = targetSchema.extend({
  instanceIds: z.array(z.string()).nullish().describe('The instances, e.g. i-0123456789abcdef0.'),
  instance: z.string().nullish().describe('One instance, in place of instanceIds.'),
  elastiGroup: z.string().nullish().describe('Another name for elastigroupId: the one by which Deck sends it.'),
})

export type InstancesDescription = z.infer<typeof instancesSchema>

export function instanceIdsOf({ instanceIds, instance }: InstancesDescription): readonly string[] {
  const asked = [...new Set(instanceIds ?? (instance ? [instance] : []))]
  if (asked.length > 0) return asked
  throw problem('invalid', 'The operation names no instance: give instanceIds')
}

/**
 * Who may touch a group must not reach another's instances, which Spot would find by their ids alone: throws `notFound`
 * unless all of them are the group's.
 */
export async function requireMembers({ group, instanceIds }: GroupsInstances, { account }: SpotContext): Promise<void> {
  const { driver } = account
  const members = new Set(await (driver.members ?? driver.running)(group.id))
  const strangers = instanceIds.filter((id) => !members.has(id))
  if (strangers.length > 0) throw problem('notFound', `${strangers.join(', ')} is not in ${group.name} (any more)`)
}

export interface GroupsInstances {
  readonly group: Group
  readonly instanceIds: readonly string[]
}

/** The instances by their groups: the one that is named, else those in which the inventory has seen them. */
export async function groupsOf(description: InstancesDescription, context: SpotContext): Promise<GroupsInstances[]> {
  const instanceIds = instanceIdsOf(description)
  const elastigroupId = description.elastigroupId ?? description.elastiGroup ?? null
  const { serverGroupName, elastigroupName, asgName } = description
  if (elastigroupId ?? serverGroupName ?? elastigroupName ?? asgName) {
    return [{ group: await requireGroup({ ...description, elastigroupId }, context), instanceIds }]
  }
  const byGroup = await context.remember('groups of instances', () => seenIn(instanceIds, description, context))
  return Promise.all(
    byGroup.map(async ([id, ids]) => {
      const target = { elastigroupId: id, application: description.application }
      return { group: await requireGroup(target, context), instanceIds: ids }
    }),
  )
}

function seenIn(
  instanceIds: readonly string[],
  { region }: InstancesDescription,
  { account, inventory }: SpotContext,
): [string, string[]][] {
  const byGroup = new Map<string, string[]>()
  for (const instanceId of instanceIds) {
    const id = inventory.instance(account.name, region ?? undefined, instanceId)?.serverGroup.cloudId
    if (id === undefined) {
      throw problem(
        'notFound',
        `No server group of account ${account.name} is known to have instance ${instanceId}; name it with serverGroupName and region, or with elastigroupId`,
      )
    }
    byGroup.set(id, [...(byGroup.get(id) ?? []), instanceId])
  }
  return [...byGroup]
}
