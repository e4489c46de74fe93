import type { Group } from '../client/index.ts'

interface LoadBalancer {
  readonly name?: string | null
  readonly arn?: string | null
  readonly type?: string | null
}

/** The load balancers and target groups that Spot registers the group's instances with. */
export function loadBalancersOf(group: Group): readonly LoadBalancer[] {
  const specification = group.compute?.launchSpecification as
    | { loadBalancersConfig?: { loadBalancers?: LoadBalancer[] | null } | null }
    | null
    | undefined
  return specification?.loadBalancersConfig?.loadBalancers ?? []
}

/** What is suspended where groups as a whole can't be put into standby: enough that nothing replaces the instances. */
export const fallbackProcesses = ['AUTO_SCALE', 'AUTO_HEALING', 'PREVENTIVE_REPLACEMENT', 'OUT_OF_STRATEGY'] as const

/**
 * Whether a group is out of traffic: in group standby (which suspends LB_REGISTRATION) without scaling; by the fallback
 * of single instances; or, where no load balancer leads to it, simply without scaling.
 */
export function isDisabled(group: Group, suspended: readonly string[]): boolean {
  const has = (name: string) => suspended.includes(name)
  if (!has('AUTO_SCALE')) return false
  return has('LB_REGISTRATION') || fallbackProcesses.every(has) || loadBalancersOf(group).length === 0
}
