import { deriveMoniker, parseName } from '../../../lib/moniker/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Resource } from '../provider.ts'
import { groupedBy } from './clusters.ts'
import { kept } from './kept.ts'
import { byText } from './order.ts'

const summary = ({ name, id, attributes }: Resource) => ({
  name,
  id: attributes['id'] ?? id ?? name,
  vpcId: attributes['vpcId'],
  moniker: attributes['moniker'] ?? deriveMoniker(name),
})

/** `[{name, id, vpcId, moniker}]`, sorted by name without regard to case, then by id. */
export const securityGroupList = (groups: readonly Resource[]) =>
  byText(
    groups.map(summary),
    ({ name }) => name,
    ({ id }) => String(id),
  )

const nest = <T>(groups: readonly Resource[], key: (group: Resource) => string, then: (members: Resource[]) => T) =>
  Object.fromEntries([...groupedBy(groups, key)].map(([name, members]) => [name, then(members)]))

export const securityGroupsByRegion = (groups: readonly Resource[]) =>
  nest(groups, ({ region }) => region, securityGroupList)

/** `{provider: {region: […]}}`; of one region `{provider: […]}`. */
export const securityGroupsByProvider = (groups: readonly Resource[], region?: string) =>
  nest(
    groups.filter((group) => region === undefined || group.region === region),
    ({ provider }) => provider,
    (members) => (region === undefined ? securityGroupsByRegion(members) : securityGroupList(members)),
  )

/** `{account: {provider: {region: [{name, id, vpcId, moniker}]}}}`: what every open Deck asks for again and again. */
export const securityGroupsByAccount = kept((groups: readonly Resource[]) =>
  nest(
    groups,
    ({ account }) => account,
    (members) => securityGroupsByProvider(members),
  ),
)

/** A security group in full. */
export function securityGroupView(group: Resource) {
  const { account, region, provider, attributes } = group
  const { name, id, moniker } = summary(group)
  return {
    application: group.application ?? parseName(name).app,
    inboundRules: [],
    outboundRules: [],
    labels: {},
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

/** An application's: those named after it and those that its server groups use, each with what uses it. */
export function firewallsOf(inventory: Inventory, application: string) {
  const groups = inventory.serverGroupsOf(application)
  const used = groups.flatMap(({ account, region, securityGroups }) =>
    securityGroups.flatMap(
      (id) =>
        inventory.resource('securityGroup', account, region, id) ??
        inventory.resourcesNamed('securityGroup', account, region, id),
    ),
  )
  const all = [...new Set([...inventory.resourcesOf(application, 'securityGroup'), ...used])]
  return byText(all, ({ name }) => name).map((firewall) => {
    const { account, region, provider } = firewall
    const { id, ...rest } = summary(firewall)
    const names = new Set([id, firewall.name])
    const uses = (ids: unknown) => Array.isArray(ids) && ids.some((each) => names.has(each as string))
    return {
      ...rest,
      id,
      account,
      region,
      cloudProvider: provider,
      serverGroups: groups
        .filter((group) => group.account === account && group.region === region && uses(group.securityGroups))
        .map(({ name, disabled, instances }) => ({
          name,
          account,
          region,
          isDisabled: disabled,
          total: instances.length,
        })),
      loadBalancers: inventory
        .resourcesOf(application, 'loadBalancer')
        .filter((each) => each.account === account && each.region === region && uses(each.attributes['securityGroups']))
        .map(({ name }) => name),
    }
  })
}
