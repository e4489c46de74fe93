import { clusterKey, useClusters } from '../data/infrastructure.ts'
import { useApplication } from '../data/queries.ts'
import type { ServerGroup } from '../data/shapes.ts'

export const isDisabled = ({ disabled, isDisabled }: ServerGroup): boolean => disabled ?? isDisabled ?? false

/** Of what only the name is known, the name without its version. */
export const clusterOf = ({ moniker, cluster, name }: ServerGroup): string =>
  moniker?.cluster ?? cluster ?? name.replace(/-v\d{3,}$/, '')

export const providerOf = ({ cloudProvider, type }: ServerGroup): string => cloudProvider ?? type ?? 'unknown'

export const sizeOf = ({ instances, instanceCounts }: ServerGroup): number =>
  instances?.length ?? instanceCounts?.total ?? 0

/** `1 instance`, `3 instances`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** A job about one server group, as the stock deck submits it; groups of Spot are named by their id as well. */
export const groupJob = (type: string, group: ServerGroup, more: Record<string, unknown> = {}) => ({
  type,
  cloudProvider: providerOf(group),
  credentials: group.account,
  region: group.region,
  serverGroupName: group.name,
  asgName: group.name,
  ...(group.moniker ? { moniker: group.moniker } : {}),
  ...(providerOf(group) === 'spot' && typeof group.cloudId === 'string' ? { elastigroupId: group.cloudId } : {}),
  ...more,
})

/** What surrounds a server group, as far as it decides what an action does. */
export interface Surroundings {
  readonly app: string
  readonly group: ServerGroup
  /** Those of the same cluster, account and region, without itself. */
  readonly siblings: readonly ServerGroup[]
  /** The enabled ones among them. */
  readonly others: readonly ServerGroup[]
  /** What jobs carry where the application goes by the cloud's own health only. */
  readonly health: { readonly interestingHealthProviderNames?: readonly string[] }
}

const PLATFORM_HEALTH: Readonly<Record<string, string>> = { spot: 'Spot', aws: 'Amazon', gce: 'Google', azure: 'Azure' }

export const placeOf = ({ account, region, name }: ServerGroup): string => `${account}/${region}/${name}`

/** Whether both are of one cluster in one place, so that one takes the other's traffic. */
export const isBeside = (one: ServerGroup, other: ServerGroup): boolean =>
  clusterOf(one) === clusterOf(other) && one.account === other.account && one.region === other.region

/** What jobs carry where the application goes by the cloud's own health only. */
export const useHealthProviders = (app: string) => {
  const { platformHealthOnly } = useApplication(app).data?.attributes ?? {}
  return (group: ServerGroup): Surroundings['health'] => {
    const health = PLATFORM_HEALTH[providerOf(group)]
    return platformHealthOnly === true && health ? { interestingHealthProviderNames: [health] } : {}
  }
}

export const useSurroundings = (app: string, group: ServerGroup): Surroundings => {
  const all = useClusters(app, [clusterKey(group.account, clusterOf(group))]).data ?? []
  const healthOf = useHealthProviders(app)
  const siblings = all.filter((other) => isBeside(group, other) && other.name !== group.name)
  return { app, group, siblings, others: siblings.filter((other) => !isDisabled(other)), health: healthOf(group) }
}
