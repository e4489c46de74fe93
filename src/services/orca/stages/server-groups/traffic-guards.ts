import type { ServerGroupView } from '../../../clouddriver/client.ts'
import { cloudSettings } from '../../cloud-settings.ts'
import type { Json } from '../../model.ts'
import type { Capabilities } from '../../stage.ts'
import { isTrue, objects, text, texts } from '../../values.ts'
import { clusterGroups, isAt, requireGroup } from './cluster.ts'
import type { Location } from './location.ts'
import { type Moniker, monikerOf } from './moniker.ts'

type Services = Pick<Capabilities, 'clouddriver' | 'front50' | 'settings'>

/** Where a guarded cluster would lose instances. */
export interface GuardedPlace {
  readonly account: string
  readonly provider: string
  readonly location: Location
  /** For people, the beginning of the refusal, e.g. `Disabling`. */
  readonly operation: string
}

/**
 * Refuses to take a server group out of traffic when its cluster is guarded and would be left with too little
 * (orca: TrafficGuard.verifyTrafficRemoval). Guards are the application's `trafficGuards`.
 * @throws with the guard's words
 */
export async function requireTrafficWithout(
  serverGroupName: string,
  moniker: Moniker,
  place: GuardedPlace,
  services: Services,
): Promise<void> {
  const { account, location, provider } = place
  if (!(await isGuarded(moniker, place, services))) return
  const { app = '', cluster = '' } = moniker
  const all = await clusterGroups(services.clouddriver, { application: app, account, cluster, provider })
  if (all === undefined) throw new Error(`Could not find cluster '${cluster}' in ${account}/${location.value}`)
  const groups = all.filter((group) => isAt(group, location))
  const going = groups.filter(({ name }) => name === serverGroupName)
  if (going.length === 0) {
    const found = groups.map(({ name }) => name).join(', ')
    throw new Error(
      `Could not find server group '${serverGroupName}' in ${account}/${location.value}, found [${found}]`,
    )
  }
  requireEnough(groups, going, place, cloudSettings(services.settings).leastCapacityRatio)
}

/** The same for several groups of one cluster at one place at once; `groups` are all that there are. */
export async function requireTrafficWithoutAll(
  going: readonly ServerGroupView[],
  groups: readonly ServerGroupView[],
  place: GuardedPlace,
  services: Services,
): Promise<void> {
  const [some] = going
  if (some === undefined || !(await isGuarded(monikerOf(some), place, services))) return
  requireEnough(groups, going, place, cloudSettings(services.settings).leastCapacityRatio)
}

/**
 * The same for instances: they are only in the way of a guard when no other instance of their group is up
 * (orca: TrafficGuard.verifyInstanceTermination).
 */
export async function requireTrafficWithoutInstances(
  target: { serverGroupName: string | undefined; moniker: Moniker | undefined; instanceIds: readonly string[] },
  place: GuardedPlace,
  services: Services,
): Promise<void> {
  const { account, location, provider } = place
  const byGroup = new Map<string, string[]>()
  for (const id of target.instanceIds) {
    const name = target.serverGroupName ?? (await groupOfInstance(id, place, services))
    if (name !== undefined) byGroup.set(name, [...(byGroup.get(name) ?? []), id])
  }
  for (const [name, ids] of byGroup) {
    const moniker = target.moniker?.app === undefined ? monikerOf({ name }) : target.moniker
    if (!(await isGuarded(moniker, place, services))) continue
    const group = await requireGroup(services.clouddriver, { account, region: location.value, name })
    const up = group.instances.filter(({ healthState }) => healthState === 'Up')
    if (up.length === 0 || up.some((instance) => !ids.includes(instance.name))) continue
    await requireTrafficWithout(name, moniker, { ...place, provider }, services)
  }
}

async function groupOfInstance(id: string, { account, location, provider }: GuardedPlace, { clouddriver }: Services) {
  const [page] = await clouddriver.search({ q: id, type: 'instances', platform: provider })
  const found = objects(page?.results).find((hit) => hit.account === account && hit.region === location.value)
  return text(found?.serverGroup)
}

async function isGuarded(moniker: Moniker, place: GuardedPlace, { front50 }: Services): Promise<boolean> {
  if (moniker.app === undefined) return false
  const application = await front50.findApplication(moniker.app).catch((error: { status?: number }) => {
    if (error.status === 403) return undefined
    throw error
  })
  return objects(application?.trafficGuards).some((rule) => fits(rule, moniker, place))
}

function fits(rule: Json, moniker: Moniker, { account, location }: GuardedPlace): boolean {
  const matches = (wanted: unknown, value = '') => wanted === '*' || (text(wanted) ?? '') === value
  return (
    (rule.enabled === undefined || isTrue(rule.enabled)) &&
    matches(rule.account, account) &&
    matches(rule.location, location.value) &&
    matches(rule.stack, moniker.stack) &&
    matches(rule.detail, moniker.detail)
  )
}

function requireEnough(
  groups: readonly ServerGroupView[],
  going: readonly ServerGroupView[],
  { account, location, operation }: GuardedPlace,
  least: number,
): void {
  const up = (list: readonly ServerGroupView[]) =>
    list.reduce((sum, { instances }) => sum + instances.filter(({ healthState }) => healthState === 'Up').length, 0)
  const names = new Set(going.map(({ name }) => name))
  const current = up(groups)
  const future = up(groups.filter(({ name }) => !names.has(name)))
  if (current === 0) return
  const sizes = new Set(going.flatMap(({ capacity: { min, max, desired } }) => [min, max, desired]))
  // Groups of one fixed size, e.g. those of a test, may go together as long as something stays.
  if (future > 0 && going.length > 1 && sizes.size === 1) return
  const ratio = future / current
  if (ratio > least) return
  const [first] = going
  const cluster = (first && monikerOf(first).cluster) ?? texts([...names]).join(',')
  const left =
    future === 0
      ? 'with no instances up.'
      : `with ${future} ${future === 1 ? 'instance' : 'instances'} up (${percent(ratio)} of ${current} instances currently up). The configured minimum is ${percent(least)}.`
  throw new Error(
    `This cluster ('${cluster}' in ${account}/${location.value}) has traffic guards enabled. ${operation} [${[...names].join(',')}] would leave the cluster ${left}`,
  )
}

const percent = (ratio: number) => `${(ratio * 100).toFixed(1)}%`
