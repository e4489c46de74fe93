import { evaluate } from './expression.ts'
import { setCapacity } from './group.ts'
import type { PolicyAction, SimplePolicy, TargetPolicy } from './group-schema.ts'
import { log } from './journal.ts'
import { activeRoll, unresolvedRoll } from './roll.ts'
import { specificationOf } from './specification.ts'
import type { Group, PolicyState } from './state.ts'
import { isSuspended } from './suspension.ts'
import type { World } from './world.ts'

/** The policies of a group in one list: `up` and `down` are simple or stepped, `target` keeps a metric at a value. */
type Policy =
  | { direction: 'up' | 'down'; name: string; simple: SimplePolicy }
  | { direction: 'target'; name: string; tracked: TargetPolicy }

function policiesOf(group: Group): Policy[] {
  const { up, down, target } = specificationOf(group).scaling ?? {}
  const simple = (direction: 'up' | 'down', policies: SimplePolicy[]): Policy[] =>
    policies.map((policy, index) => ({ direction, name: policy.policyName ?? `${direction}-${index}`, simple: policy }))
  return [
    ...simple('up', up ?? []),
    ...simple('down', down ?? []),
    ...(target ?? []).map((policy): Policy => ({ direction: 'target', name: policy.policyName, tracked: policy })),
  ]
}

export const policyNames = (group: Group): string[] => policiesOf(group).map((policy) => policy.name)

const metricKey = (policy: { namespace?: string | null; metricName?: string | null }): string =>
  `${policy.namespace ?? 'AWS/EC2'}/${policy.metricName ?? 'CPUUtilization'}`

/** A test says what CloudWatch would: from now on the policies on that metric see this value once a period. */
export function setMetric(
  group: Group,
  namespace: string,
  metricName: string,
  value: number | null,
  now: number,
): void {
  const key = `${namespace}/${metricName}`
  if (value === null) delete group.metrics[key]
  else group.metrics[key] = value
  for (const policy of policiesOf(group)) {
    const body = policy.direction === 'target' ? policy.tracked : policy.simple
    if (metricKey(body) !== key) continue
    if (value === null) delete group.policies[policy.name]
    else group.policies[policy.name] ??= { breaches: 0, checkAt: now, cooldownUntil: 0 }
  }
  group.wakeAt = 0
}

export function nextPolicyCheck(group: Group): number {
  let next = Number.POSITIVE_INFINITY
  for (const state of Object.values(group.policies)) next = Math.min(next, state.checkAt)
  return next
}

/** Looks at every policy whose period has passed, and lets it act when its threshold was crossed often enough. */
export function runPolicies(world: World, group: Group, at: number): void {
  const policies = new Map(policiesOf(group).map((policy) => [policy.name, policy]))
  for (const [name, state] of Object.entries(group.policies)) {
    if (state.checkAt > at) continue
    const policy = policies.get(name)
    const body = policy && (policy.direction === 'target' ? policy.tracked : policy.simple)
    const value = body && group.metrics[metricKey(body)]
    if (!policy || !body || value === undefined) {
      delete group.policies[name]
      continue
    }
    state.checkAt = at + world.clock.span(Math.max(60, body.period ?? 300))
    const mayAct = !isSuspended(group, 'AUTO_SCALE') && !activeRoll(group) && !isPaused(group, name)
    if (!mayAct) state.breaches = 0
    else if (policy.direction === 'target') track(world, group, policy.tracked, state, value, at)
    else if (policy.simple.isEnabled !== false) {
      watch(world, group, policy.direction, policy.simple, name, state, value, at)
    }
  }
}

const isPaused = (group: Group, name: string): boolean =>
  group.policySuspensions.some((suspension) => suspension.policyName === name)

const OPERATORS: { [operator: string]: (value: number, threshold: number) => boolean } = {
  gt: (value, threshold) => value > threshold,
  gte: (value, threshold) => value >= threshold,
  lt: (value, threshold) => value < threshold,
  lte: (value, threshold) => value <= threshold,
}

function watch(
  world: World,
  group: Group,
  direction: 'up' | 'down',
  policy: SimplePolicy,
  name: string,
  state: PolicyState,
  value: number,
  at: number,
): void {
  const crosses = OPERATORS[policy.operator ?? (direction === 'up' ? 'gte' : 'lte')] ?? (() => false)
  const step = [...(policy.stepAdjustments ?? [])]
    .sort((a, b) => (direction === 'up' ? b.threshold - a.threshold : a.threshold - b.threshold))
    .find((candidate) => crosses(value, candidate.threshold))
  const crossed = policy.stepAdjustments?.length
    ? step !== undefined
    : policy.threshold !== undefined && policy.threshold !== null && crosses(value, policy.threshold)
  state.breaches = crossed ? state.breaches + 1 : 0
  if (state.breaches < (policy.evaluationPeriods ?? 1) || at < state.cooldownUntil) return
  const action = step?.action ?? policy.action ?? legacyAction(policy)
  try {
    act(group, direction, action, value, name, at)
  } catch (cause) {
    log(group, at, 'ERROR', `Scaling policy ${name} can't act: ${(cause as Error).message}`)
  }
  state.breaches = 0
  state.cooldownUntil = at + world.clock.span(policy.cooldown ?? 300)
}

/** Old groups carry the amount on the policy itself. */
function legacyAction(policy: SimplePolicy): PolicyAction {
  if (policy.minTargetCapacity != null) return { type: 'setMinTarget', minTargetCapacity: policy.minTargetCapacity }
  if (policy.maxTargetCapacity != null) return { type: 'setMaxTarget', maxTargetCapacity: policy.maxTargetCapacity }
  return { type: 'adjustment', adjustment: policy.adjustment ?? 1 }
}

function act(group: Group, direction: 'up' | 'down', action: PolicyAction, value: number, name: string, at: number) {
  const { target, minimum, maximum } = group.document.capacity
  const amount = (of: number | string | null | undefined, otherwise: number): number =>
    of === undefined || of === null ? otherwise : Math.round(evaluate(of, { currCapacity: target, value }))
  const sign = direction === 'up' ? 1 : -1
  if (action.type === 'updateCapacity') {
    const next = {
      minimum: amount(action.minimum, minimum),
      target: amount(action.target, target),
      maximum: amount(action.maximum, maximum),
    }
    if (next.minimum <= next.target && next.target <= next.maximum) {
      log(group, at, 'INFO', `Scaling policy ${name}: capacity becomes ${next.minimum}/${next.target}/${next.maximum}`)
      setCapacity(group, next, at)
    }
    return
  }
  const step = amount(action.adjustment, 1)
  const wanted = {
    adjustment: target + sign * step,
    percentageAdjustment: target + sign * Math.ceil((target * step) / 100),
    setMinTarget: Math.max(target, amount(action.minTargetCapacity, target)),
    setMaxTarget: Math.min(target, amount(action.maxTargetCapacity, target)),
  }[action.type]
  moveTarget(group, wanted, name, at)
}

/** Target tracking: as many instances as bring the metric to its target, never fewer while it is merely a little low. */
function track(world: World, group: Group, policy: TargetPolicy, state: PolicyState, value: number, at: number): void {
  if (policy.predictive?.mode === 'FORECAST_ONLY' || at < state.cooldownUntil) return
  const { target } = group.document.capacity
  const wanted = Math.ceil((target * value) / policy.target)
  state.breaches = wanted === target ? 0 : state.breaches + 1
  if (state.breaches < (policy.evaluationPeriods ?? 1)) return
  moveTarget(group, wanted, policy.policyName, at)
  state.breaches = 0
  state.cooldownUntil = at + world.clock.span(policy.cooldown ?? 300)
}

function moveTarget(group: Group, wanted: number, name: string, at: number): void {
  const { target, minimum, maximum } = group.document.capacity
  const next = Math.min(maximum, Math.max(minimum, wanted))
  // A failed roll keeps the group from shrinking, as a suspension of just that does on Azure.
  const mayShrink = !unresolvedRoll(group) && !isSuspended(group, 'SCALE_DOWN')
  if (next === target || (next < target && !mayShrink)) return
  log(group, at, 'INFO', `Scaling policy ${name}: target moves from ${target} to ${next}`)
  setCapacity(group, { target: next }, at)
}
