import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { type Document, type Group, isObject } from '../driver/index.ts'
import { wireOf } from './documents.ts'
import { defineOperation } from './operation.ts'
import { requireGroup, targetSchema, touchedBy } from './targets.ts'
import { change } from './update-elastigroup.ts'

const kinds = ['up', 'down', 'target'] as const
type Kind = (typeof kinds)[number]

const amount = z.union([z.number(), z.string()]).nullish()
/** A number, or a text such as `MAX(currCapacity / 5, 1)`. */
const expression = z.union([z.string(), z.number()]).nullish()
const action = z
  .looseObject({
    type: z
      .string()
      .describe('adjustment, percentageAdjustment, setMinTarget (up), setMaxTarget (down) or updateCapacity.'),
    adjustment: expression.describe('By how many, or by how many percent; a number or an expression.'),
    minTargetCapacity: expression.describe('For setMinTarget.'),
    maxTargetCapacity: expression.describe('For setMaxTarget.'),
    target: expression.describe('For updateCapacity.'),
    minimum: expression.describe('For updateCapacity.'),
    maximum: expression.describe('For updateCapacity.'),
  })
  .nullish()

const policy = z.looseObject({
  policyName: z.string().min(1).describe('The name by which it is known.'),
  metricName: z.string().nullish().describe('The metric, e.g. CPUUtilization.'),
  namespace: z.string().nullish().describe('Where the metric is from, e.g. AWS/EC2.'),
  statistic: z.string().nullish().describe('average, sum, sampleCount, maximum, minimum or percentile.'),
  unit: z.string().nullish().describe('The unit of the metric, e.g. percent.'),
  threshold: amount.describe('Of up and down: the value from which it acts.'),
  operator: z.enum(['gt', 'gte', 'lt', 'lte']).nullish().describe('Of up and down: how the value is compared.'),
  target: amount.describe('Of target: the value to keep.'),
  period: amount.describe('Seconds for which a value counts.'),
  evaluationPeriods: amount.describe('So many periods in a row.'),
  cooldown: amount.describe('Seconds until it may act again.'),
  isEnabled: z.boolean().nullish().describe('Whether it acts at all.'),
  action: action.describe('Of up and down: what it does.'),
  stepAdjustments: z.array(z.looseObject({})).nullish().describe('Several thresholds, each with its action.'),
  dimensions: z
    .array(z.looseObject({ name: z.string() }))
    .nullish()
    .describe('Which metric of that name.'),
  predictive: z
    .looseObject({ mode: z.string() })
    .nullish()
    .describe('Of target: {mode: FORECAST_AND_SCALE or FORECAST_ONLY}.'),
})

/** Adds a scaling policy, or puts it in the place of the one of that name, of whichever kind that is. */
export const upsertScalingPolicy = defineOperation(
  'UPSERT_SCALING_POLICY',
  targetSchema.extend({
    kind: z.enum(kinds).describe('up and down act at a threshold, target keeps a value; a group has either sort.'),
    policy: policy.describe('The policy as Spot has it; fields that are not named here go through.'),
    policyName: z.string().nullish().describe('The policy that it replaces, where its name changes.'),
  }),
  async (description, context) => {
    const { kind } = description
    const group = await requireGroup(description, context)
    const wire = wireOf({ scaling: { [kind]: [description.policy] } }, context) as { scaling: Record<Kind, Document[]> }
    const [wanted] = wire.scaling[kind] as [Document]
    const name = String(wanted.policyName)
    const replaced = new Set([name, description.policyName ?? name])
    const scaling = Object.fromEntries(
      kinds.flatMap((each) => {
        const old = policiesOf(group, each)
        const place = old.findIndex((one) => replaced.has(String(one.policyName)))
        if (each !== kind) return place < 0 ? [] : [[each, without(old, replaced)]]
        const others = without(old, replaced) ?? []
        // In its old place: who reads the list finds it where it was.
        return [[each, others.toSpliced(place < 0 ? others.length : place, 0, wanted)]]
      }),
    )
    return change(group, { scaling }, context)
  },
)

/** Removes a scaling policy; one that is gone already is done. */
export const deleteScalingPolicy = defineOperation(
  'DELETE_SCALING_POLICY',
  targetSchema.extend({ policyName: z.string().min(1).describe('The scaling policy, by its policyName.') }),
  async (description, context) => {
    const group = await requireGroup(description, context)
    const named = new Set([description.policyName])
    const scaling = Object.fromEntries(
      kinds.flatMap((kind) => {
        const old = policiesOf(group, kind)
        return old.some((one) => named.has(String(one.policyName))) ? [[kind, without(old, named)]] : []
      }),
    )
    if (Object.keys(scaling).length > 0) return change(group, { scaling }, context)
    context.status(`${group.name} has no scaling policy ${description.policyName} (any more); nothing to do`)
    return { touched: touchedBy([group], context) }
  },
)

const policiesOf = (group: Group, kind: Kind): readonly Document[] => listIn(group, 'scaling', kind)

/** The others; null, which clears, where none is left. */
function without(policies: readonly Document[], names: ReadonlySet<string>): Document[] | null {
  const left = policies.filter(({ policyName }) => !names.has(String(policyName)))
  return left.length > 0 ? left : null
}

/** A list in a group's document, empty where there is none. */
export function listIn(group: Group, field: string, list: string): readonly Document[] {
  const parent = group[field]
  const value = isObject(parent) ? parent[list] : undefined
  if (value == null) return []
  if (Array.isArray(value)) return value
  throw problem('invalid', `${field}.${list} of ${group.name} is no list`)
}
