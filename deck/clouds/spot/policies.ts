import { type Document, listAt, type SpotGroup } from './shapes.ts'

/** The three lists of scaling policies; a group has simple ones (up, down) or target ones, never both. */
export const KINDS = ['up', 'down', 'target'] as const
export type Kind = (typeof KINDS)[number]

export interface Policy extends Document {
  policyName?: string
  metricName?: string
  namespace?: string
  unit?: string
  statistic?: string
  operator?: string
  threshold?: number | string
  evaluationPeriods?: number | string
  period?: number | string
  cooldown?: number | string
  target?: number | string
  isEnabled?: boolean
  action?: Document & { type?: string }
  stepAdjustments?: readonly Document[]
  predictive?: { mode?: string } | null
}

export interface PlacedPolicy {
  readonly kind: Kind
  readonly index: number
  readonly policy: Policy
}

export const policiesOf = ({ group }: SpotGroup): PlacedPolicy[] =>
  KINDS.flatMap((kind) => listAt<Policy>(group, 'scaling', kind).map((policy, index) => ({ kind, index, policy })))

/**
 * A group's whole `scaling` with one policy added, put in the place of another, or (`policy` undefined) taken away; a list
 * that becomes empty is cleared. All of it is sent, as Spot replaces lists whole.
 */
export const scalingWith = (
  group: SpotGroup,
  replaced: PlacedPolicy | undefined,
  next: { kind: Kind; policy: Policy } | undefined,
): Record<string, readonly Policy[] | null> =>
  Object.fromEntries(
    KINDS.flatMap((kind) => {
      const before = listAt<Policy>(group.group, 'scaling', kind)
      const here = replaced?.kind === kind ? replaced.index : -1
      const rest = before.filter((_, index) => index !== here)
      const added = next?.kind === kind ? [next.policy] : []
      const after = rest.toSpliced(here < 0 ? rest.length : here, 0, ...added)
      if (before.length === 0 && after.length === 0) return []
      return [[kind, after.length > 0 ? after : null]]
    }),
  )

const OPERATORS: Readonly<Record<string, string>> = { gte: '≥', gt: '>', lte: '≤', lt: '<' }

/** When it acts, for people. */
export const conditionOf = (kind: Kind, policy: Policy): string => {
  const { metricName = 'a metric', statistic = 'average', unit, threshold, target, evaluationPeriods, period } = policy
  const measured = `${statistic} ${metricName}`
  const units = unit && unit !== 'none' ? ` ${unit}` : ''
  if (kind === 'target') return `keeps ${measured} at ${target ?? '–'}${units}`
  if (policy.stepAdjustments) return `${measured}, in ${policy.stepAdjustments.length} steps`
  const during = `${evaluationPeriods ?? 1} × ${period ?? 300} s`
  return `${measured} ${OPERATORS[policy.operator ?? ''] ?? (kind === 'up' ? '≥' : '≤')} ${threshold ?? '–'}${units} for ${during}`
}

/** What it does, for people. Policies of long ago carry their adjustment themselves. */
export const actionWords = (kind: Kind, policy: Policy): string => {
  if (kind === 'target') return predictiveWords(policy)
  if (policy.stepAdjustments) return 'by step'
  const { type, adjustment, minTargetCapacity, maxTargetCapacity } = policy.action ?? policy
  if (type === 'setMinTarget' || minTargetCapacity !== undefined) return `set minimum of ${String(minTargetCapacity)}`
  if (type === 'setMaxTarget' || maxTargetCapacity !== undefined) return `set maximum of ${String(maxTargetCapacity)}`
  if (type === 'percentageAdjustment') return `${kind === 'up' ? 'increase' : 'decrease'} by ${String(adjustment)} %`
  if (type === 'updateCapacity') return 'set the capacity'
  return `${kind === 'up' ? 'add' : 'remove'} ${String(adjustment ?? 1)}`
}

const predictiveWords = ({ predictive }: Policy): string => {
  if (predictive?.mode === 'FORECAST_AND_SCALE') return 'predicts and scales'
  if (predictive?.mode === 'FORECAST_ONLY') return 'predicts only'
  return 'adds and removes'
}
