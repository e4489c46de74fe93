import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Resource, ResourceKind } from '../provider.ts'
import { groupedBy } from './clusters.ts'
import { kept } from './kept.ts'
import { byText } from './order.ts'
import { monikerOf } from './server-group.ts'

type View = (resource: Resource) => Record<string, unknown>

const idOf = ({ id, name }: Resource) => id ?? name

/** What the core says of the small kinds, beside their attributes. */
const views: Readonly<Partial<Record<ResourceKind, View>>> = {
  network: (each) => ({
    deprecated: false,
    ...each.attributes,
    cloudProvider: each.provider,
    id: idOf(each),
    name: each.name,
    account: each.account,
    region: each.region,
  }),
  subnet: (each) => ({
    deprecated: false,
    ...each.attributes,
    type: each.provider,
    id: idOf(each),
    account: each.account,
    region: each.region,
  }),
  keyPair: (each) => ({ ...each.attributes, account: each.account, region: each.region, keyName: each.name }),
  instanceType: (each) => ({ ...each.attributes, account: each.account, region: each.region, name: each.name }),
  certificate: (each) => ({ serverCertificateName: each.name, ...each.attributes }),
  elasticIp: (each) => ({
    address: each.name,
    ...each.attributes,
    type: each.provider,
    accountName: each.account,
    region: each.region,
  }),
  role: (each) => ({ ...each.attributes, id: idOf(each), name: each.name, accountName: each.account }),
  function: (each) => ({
    ...each.attributes,
    functionName: each.attributes['functionName'] ?? each.name,
    account: each.account,
    region: each.region,
    cloudProvider: each.provider,
  }),
}

const other: View = (each) => ({
  moniker: deriveMoniker(each.name),
  ...each.attributes,
  id: idOf(each),
  name: each.name,
  account: each.account,
  region: each.region,
  cloudProvider: each.provider,
})

// Kept with each resource: every form that opens asks for lists of thousands.
const keptViews = new Map(Object.entries(views).map(([kind, view]) => [kind, kept(view as View)]))
const keptOther = kept(other)

/** A resource of any kind as its lists show it. */
export const resourceView = (kind: ResourceKind): View => keptViews.get(kind) ?? keptOther

/** `{provider: [network, …]}`, each list sorted by name. */
export const networksByProvider = (networks: readonly Resource[], view: View) =>
  Object.fromEntries(
    [...groupedBy(networks, ({ provider }) => provider)].map(([provider, members]) => [
      provider,
      networkList(members, view),
    ]),
  )

export const networkList = (networks: readonly Resource[], view: View) =>
  byText(networks, ({ name }) => name, idOf).map(view)

/** What makes and replaces server groups, e.g. a Deployment, with those that it has now. */
export function serverGroupManagerView(inventory: Inventory, of: Resource) {
  const { account, region, relationships, attributes } = of
  const groups = (relationships?.['serverGroup'] ?? []).flatMap(
    (name) => inventory.serverGroup(account, region, name) ?? [],
  )
  return {
    labels: {},
    ...other(of),
    serverGroups:
      groups.length > 0
        ? groups.map((group) => ({
            name: group.name,
            account: group.account,
            region: group.region,
            moniker: monikerOf(group),
          }))
        : (attributes['serverGroups'] ?? []),
  }
}
