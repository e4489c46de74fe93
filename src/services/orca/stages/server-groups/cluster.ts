import { parseName } from '../../../../lib/moniker/index.ts'
import type { ClouddriverClient, ClusterReference, ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { present, text } from '../../values.ts'
import { clusterOf, type Location, locationField, providerOf } from './location.ts'

/** Whether the group is in that place. */
export function isAt(group: ServerGroupView, { type, value }: Location): boolean {
  if (type === 'ZONE') return group.zones?.includes(value) === true
  return type === 'NAMESPACE' ? (group.namespace ?? group.region) === value : group.region === value
}

/** The newest first; of the same age the one with the higher sequence (orca: CreatedTime comparator). */
export function newestFirst(one: ServerGroupView, other: ServerGroupView): number {
  return other.createdTime - one.createdTime || (sequence(other) ?? 0) - (sequence(one) ?? 0)
}

const sequence = (group: ServerGroupView) => group.moniker?.sequence ?? parseName(group.name).sequence

/** All groups of a cluster, the newest first. Undefined when there is no such cluster. */
export async function clusterGroups(
  clouddriver: ClouddriverClient,
  { application, account, cluster, provider }: ClusterReference,
): Promise<ServerGroupView[] | undefined> {
  const [found] = await clouddriver.cluster(application, account, cluster, provider)
  return found?.serverGroups.toSorted(newestFirst)
}

/** A group by its name alone. @throws when the inventory does not have it */
export async function requireGroup(
  clouddriver: ClouddriverClient,
  { account, region, name }: { readonly account: string; readonly region: string; readonly name: string },
): Promise<ServerGroupView> {
  const group = await clouddriver.serverGroupNamed(account, region, name)
  if (group === undefined) throw new Error(`There is no server group ${name} in ${account}/${region}`)
  return group
}

/** The groups at a place of the cluster that the context names, the newest first. Undefined when there is no such cluster. */
export async function groupsOfCluster(
  clouddriver: ClouddriverClient,
  context: Json,
  account: string,
  location: Location,
): Promise<ServerGroupView[] | undefined> {
  const named = clusterOf(context)
  if (named === undefined) throw new Error('The stage names no cluster: set `cluster` or `moniker`.')
  const groups = await clusterGroups(clouddriver, { ...named, account, provider: providerOf(context) })
  return groups?.filter((group) => isAt(group, location))
}

/** A group as operations name it (orca: TargetServerGroup.toClouddriverOperationPayload). */
export function payload(group: ServerGroupView, account: string, location: Location): Json {
  const { name, cloudProvider } = group
  const namespace = text(group.namespace)
  const where =
    namespace !== undefined ? { namespace } : group.region ? { region: group.region } : locationField(location)
  const named = { credentials: account, accountName: account, serverGroupName: name, asgName: name }
  return { ...named, ...present({ cloudProvider }), ...where }
}
