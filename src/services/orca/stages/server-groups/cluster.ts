import { parseName } from '../../../../lib/moniker/index.ts'
import type { ClouddriverClient, ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { clusterOf, type Location, providerOf } from './location.ts'

/** Whether the group is in that place. */
export function isAt(group: ServerGroupView, { type, value }: Location): boolean {
  return type === 'ZONE' ? group.zones?.includes(value) === true : group.region === value
}

/** The newest first; of the same age the one with the higher sequence (orca: CreatedTime comparator). */
export function newestFirst(one: ServerGroupView, other: ServerGroupView): number {
  return other.createdTime - one.createdTime || (sequence(other) ?? 0) - (sequence(one) ?? 0)
}

const sequence = (group: ServerGroupView) => group.moniker?.sequence ?? parseName(group.name).sequence

/** The cluster's groups at a place, the newest first. Undefined when there is no such cluster. */
export async function groupsOfCluster(
  clouddriver: ClouddriverClient,
  context: Json,
  account: string,
  location: Location,
): Promise<ServerGroupView[] | undefined> {
  const named = clusterOf(context)
  if (named === undefined) throw new Error('The stage names no cluster: set `cluster` or `moniker`.')
  const [cluster] = await clouddriver.cluster(named.application, account, named.cluster, providerOf(context))
  return cluster?.serverGroups.filter((group) => isAt(group, location)).toSorted(newestFirst)
}

/** Finds a group by its name alone, which tells its application. */
export function findGroup(
  clouddriver: ClouddriverClient,
  application: string,
  account: string,
  region: string,
  name: string,
): Promise<ServerGroupView | undefined> {
  return clouddriver.serverGroup(parseName(name).app ?? application, account, region, name)
}
