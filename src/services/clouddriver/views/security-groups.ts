import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type { Resource } from '../provider.ts'
import { groupedBy } from './clusters.ts'

const summary = ({ name, attributes }: Resource) => ({
  name,
  id: attributes['id'] ?? name,
  vpcId: attributes['vpcId'],
  moniker: attributes['moniker'] ?? deriveMoniker(name),
})

const inNameOrder = (groups: readonly Resource[]) =>
  groups
    .map(summary)
    .toSorted((a, b) => order(a.name.toLowerCase(), b.name.toLowerCase()) || order(String(a.id), String(b.id)))

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const nest = <T>(groups: readonly Resource[], key: (group: Resource) => string, then: (members: Resource[]) => T) =>
  Object.fromEntries([...groupedBy(groups, key)].map(([name, members]) => [name, then(members)]))

export const securityGroupsByRegion = (groups: readonly Resource[]) => nest(groups, ({ region }) => region, inNameOrder)

export const securityGroupsByProvider = (groups: readonly Resource[], region?: string) =>
  nest(
    groups.filter((group) => region === undefined || group.region === region),
    ({ provider }) => provider,
    (members) => (region === undefined ? securityGroupsByRegion(members) : inNameOrder(members)),
  )

/** `{account: {provider: {region: [{name, id, vpcId, moniker}]}}}`. */
export const securityGroupsByAccount = (groups: readonly Resource[]) =>
  nest(
    groups,
    ({ account }) => account,
    (members) => securityGroupsByProvider(members),
  )

export const securityGroupList = inNameOrder

/** A security group in full. */
export function securityGroupView(group: Resource) {
  const { account, region, provider, attributes } = group
  const { name, id, moniker } = summary(group)
  return {
    inboundRules: [],
    outboundRules: [],
    ...attributes,
    type: provider,
    cloudProvider: provider,
    id,
    name,
    account,
    accountName: account,
    region,
    moniker,
  }
}
