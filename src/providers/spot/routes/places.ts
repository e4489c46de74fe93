import { problem } from '../../../platform/errors/index.ts'
import type { RoutesContext, ServerGroup, ServerGroupReader } from '../../../services/clouddriver/provider.ts'
import type { SpotAccount } from '../account.ts'
import type { GroupOf } from '../costs/index.ts'

export type SpotRoutesContext = RoutesContext<SpotAccount>

/** What the routes look for, and that what they find belongs together: to the account, and to the application where one is named. */
export interface Places {
  /** @throws notFound */
  account(name: string): SpotAccount
  /** @throws notFound */
  group(account: string, region: string, name: string): GroupOf
  /** Those of the cluster that belong to the application. @throws notFound where there is none */
  cluster(application: string, account: string, cluster: string): readonly GroupOf[]
  /** @throws notFound where there is none */
  application(name: string): readonly GroupOf[]
}

export function placesOf({ accounts, inventory }: Pick<SpotRoutesContext, 'accounts' | 'inventory'>): Places {
  const byName = new Map(accounts.map((account) => [account.name, account]))
  const ours = (groups: readonly ServerGroup[]): GroupOf[] =>
    groups.flatMap((group) => {
      const account = byName.get(group.account)
      return group.provider === 'spot' && account ? [{ account, group }] : []
    })
  const account = (name: string) => {
    const found = byName.get(name)
    if (found) return found
    const names = [...byName.keys()].join(', ') || 'none'
    throw problem('notFound', `There is no Spot account ${name}; there are ${names}`)
  }
  return {
    account,
    group(accountName, region, name) {
      const [found] = ours(
        [inventory.serverGroup(account(accountName).name, region, name)].flatMap((each) => each ?? []),
      )
      if (found) return found
      throw problem('notFound', `Server group not found (account: ${accountName}, region: ${region}, name: ${name})`)
    },
    cluster(application, accountName, cluster) {
      const known = account(accountName).name
      const found = ours(inventory.serverGroupsOfCluster(known, cluster)).filter(({ group }) =>
        isOf(group, application),
      )
      if (found.length > 0) return found
      const what = `application: ${application}, account: ${accountName}, name: ${cluster}`
      throw problem('notFound', `Cluster not found (${what})`)
    },
    application(name) {
      const found = ours(inventory.serverGroupsOf(name))
      if (found.length > 0) return found
      throw problem('notFound', `Application ${name} has no server groups on Spot`)
    },
  }
}

const isOf = ({ moniker }: ServerGroup, application: string) => moniker.app?.toLowerCase() === application.toLowerCase()

/** The server group of a Spot id, in the account and the application that are named. @throws notFound */
export function groupWithId(
  places: Places,
  inventory: ServerGroupReader,
  asked: { readonly application: string; readonly account: string; readonly id: string },
): GroupOf {
  const account = places.account(asked.account)
  const group = inventory
    .serverGroupsOf(asked.application)
    .find((each) => each.account === account.name && each.provider === 'spot' && each.cloudId === asked.id)
  if (group) return { account, group }
  throw problem(
    'notFound',
    `Elastigroup ${asked.id} does not belong to application ${asked.application} in account ${asked.account}`,
  )
}
