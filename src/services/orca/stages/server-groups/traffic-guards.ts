import type { ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import type { Capabilities } from '../../stage.ts'
import { isTrue, objects, text } from '../values.ts'
import type { Location } from './location.ts'

export interface GuardedChange {
  readonly application: string
  readonly account: string
  readonly location: Location
  /** All groups of the cluster at the location. */
  readonly groups: readonly ServerGroupView[]
  /** Those that will serve nobody afterwards. */
  readonly going: readonly ServerGroupView[]
  /** For people, e.g. `Disabling`. */
  readonly operation: string
}

/**
 * Refuses a change that would leave a guarded cluster without traffic (orca: TrafficGuard). Guards are the application's
 * `trafficGuards`; an application that is not known has none.
 * @throws with the guard's words
 */
export async function requireTraffic(change: GuardedChange, front50: Capabilities['front50']): Promise<void> {
  const { account, location, groups, going, operation } = change
  if (going.length === 0) return
  const application = await front50.findApplication(change.application)
  const moniker = groups[0]?.moniker ?? going[0]?.moniker
  if (!isGuarded(objects(application?.trafficGuards), account, location, moniker?.stack ?? '', moniker?.detail ?? ''))
    return
  const up = (group: ServerGroupView) => group.instances.filter(({ healthState }) => healthState === 'Up').length
  const sum = (list: readonly ServerGroupView[]) => list.reduce((total, group) => total + up(group), 0)
  const current = sum(groups)
  const future = current - sum(going)
  if (current === 0 || future > 0) return
  const names = going.map(({ name }) => name).join(', ')
  const cluster = moniker?.cluster ?? names
  throw new Error(
    `This cluster ('${cluster}' in ${account}/${location.value}) has traffic guards enabled. ${operation} [${names}] would leave the cluster with no instances up.`,
  )
}

/** The first rule that matches decides. */
function isGuarded(
  rules: readonly Json[],
  account: string,
  location: Location,
  stack: string,
  detail: string,
): boolean {
  const fits = (rule: unknown, value: string) => rule === '*' || (text(rule) ?? '') === value
  const rule = rules.find(
    (each) =>
      fits(each.account, account) &&
      fits(each.location, location.value) &&
      fits(each.stack, stack) &&
      fits(each.detail, detail),
  )
  return rule !== undefined && (rule.enabled === undefined || isTrue(rule.enabled))
}
