import { get, path } from '../../data/gate.ts'
import { groupJob } from '../group.ts'
import type { SpotForm } from './dialog.tsx'
import { ttl } from './group-forms.ts'
import {
  actionWords,
  conditionOf,
  KINDS,
  type Kind,
  type PlacedPolicy,
  type Policy,
  policiesOf,
  scalingWith,
} from './policies.ts'
import { DEFAULTS, policyOf, SORTS, schemaFor, valuesOf } from './policy-values.ts'
import type { SpotGroup } from './shapes.ts'

/**
 * Sends the whole `scaling`, as Spot replaces lists whole; it is built on the group as it is at that moment, so that what
 * others changed while the form was open stays.
 */
const update = async (
  app: string,
  { account, region, name }: SpotGroup,
  replaced: PlacedPolicy | undefined,
  next: { kind: Kind; policy: Policy } | undefined,
) => {
  const now = await get<SpotGroup>(path('applications', app, 'serverGroups', account, region, name))
  const found = replaced && policiesOf(now).find((placed) => isSamePolicy(placed, replaced))
  if (replaced && !found)
    throw new Error(`${replaced.policy.policyName ?? 'The policy'} is no longer among the policies of ${name}.`)
  const scaling = scalingWith(now, found, next)
  return [groupJob('updateElastigroup', { ...now, account }, { groupToUpdate: { group: { scaling } } })]
}

const isSamePolicy = (one: PlacedPolicy, other: PlacedPolicy): boolean =>
  other.policy.policyName === undefined
    ? one.kind === other.kind && one.index === other.index
    : one.policy.policyName === other.policy.policyName

export const policyForm = (app: string, group: SpotGroup, replaced?: PlacedPolicy): SpotForm => {
  const others = policiesOf(group).filter(({ kind, index }) => kind !== replaced?.kind || index !== replaced.index)
  // Simple and target policies exclude each other.
  const kinds = KINDS.filter((kind) => !others.some((other) => (other.kind === 'target') !== (kind === 'target')))
  const sorts = SORTS.filter(
    (sort) => sort === 'json' || kinds.some((kind) => (kind === 'target') === (sort === 'target')),
  )
  return {
    operation: 'updateElastigroup',
    app,
    title: replaced ? `Edit ${replaced.policy.policyName ?? 'scaling policy'}` : `New scaling policy of ${group.name}`,
    description: `${replaced ? 'Update' : 'Create'} scaling policy: ${group.name}`,
    submit: replaced ? 'Save policy' : 'Create policy',
    schema: schemaFor(sorts, kinds, replaced?.policy),
    initial: replaced ? valuesOf(replaced) : { ...DEFAULTS, sort: sorts[0], kind: kinds[0] },
    check: (values): Record<string, string> => {
      const { policyName } = policyOf(values, replaced).policy
      if (!others.some(({ policy }) => policy.policyName === policyName)) return {}
      return { [values.sort === 'json' ? 'policy' : 'policyName']: 'Another policy has this name' }
    },
    says: (values) => {
      const { kind, policy } = policyOf(values, replaced)
      return [`${conditionOf(kind, policy)}: ${actionWords(kind, policy)}`]
    },
    job: (values) => update(app, group, replaced, policyOf(values, replaced)),
  }
}

export const deletePolicyForm = (app: string, group: SpotGroup, placed: PlacedPolicy): SpotForm => {
  const name = placed.policy.policyName ?? ''
  return {
    operation: 'updateElastigroup',
    app,
    account: group.account,
    title: `Delete ${name || 'scaling policy'}`,
    description: `Delete scaling policy: ${group.name}`,
    submit: 'Delete policy',
    destructive: true,
    ...(name ? { typed: { text: name, what: 'the name of the policy' } } : {}),
    says: () => [
      `${group.name} no longer scales by it: ${conditionOf(placed.kind, placed.policy)}, ${actionWords(placed.kind, placed.policy)}.`,
    ],
    job: () => update(app, group, placed, undefined),
  }
}

export const suspendPolicyForm = (app: string, group: SpotGroup, policyName: string): SpotForm => ({
  operation: 'suspendScalingPolicy',
  settled: ['policyName'],
  app,
  title: `Suspend ${policyName}`,
  description: `Suspend scaling policy: ${policyName}`,
  submit: 'Suspend',
  schema: { type: 'object', properties: { ttlInMinutes: ttl } },
  job: (values) => [groupJob('suspendScalingPolicy', group, { ...values, policyName })],
})

export const resumePolicyForm = (app: string, group: SpotGroup, policyName: string): SpotForm => ({
  operation: 'resumeScalingPolicy',
  settled: ['policyName'],
  app,
  title: `Resume ${policyName}`,
  description: `Resume scaling policy: ${policyName}`,
  submit: 'Resume',
  job: () => [groupJob('resumeScalingPolicy', group, { policyName })],
})
