import { isObject } from './merge.ts'

/** How documents that clients send back are put into the wire's own terms, field by field. What no change names stays as it is. */
export type Change = (value: unknown) => unknown

/** What only Spot writes. */
export const readOnlyFields = ['id', 'createdAt', 'updatedAt', 'autoTagsApplied']

/** `COST_ORIENTED` → `costOriented`; what is in the wire's notation already stays. */
export const camel: Change = (value) =>
  typeof value === 'string' && /^[A-Z][A-Z_]*$/.test(value)
    ? value.toLowerCase().replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
    : value

const actionTypes: Readonly<Record<string, string>> = { ADJUSTMENT_NUMERIC: 'adjustment' }
const actionType: Change = (value) => actionTypes[value as string] ?? camel(value)

/** Forms send numbers as texts. An expression, or anything else that is no number, stays a text. */
const number: Change = (value) =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value

export const numbers = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, number]))

const action = fields({ type: actionType })

const policy = fields(
  {
    ...numbers('threshold', 'period', 'evaluationPeriods', 'cooldown', 'target'),
    action,
    stepAdjustments: each(fields({ ...numbers('threshold'), action })),
  },
  // Deck counts and sorts policies in them.
  { drop: ['index', 'kind'] },
)

/** Scaling policies are alike on every cloud. */
export const scaling = fields({ up: each(policy), down: each(policy), target: each(policy) })

interface Rest {
  readonly drop?: readonly string[]
  /** SDK name → the wire's. Where both are given, the wire's counts. */
  readonly rename?: Readonly<Record<string, string>>
}

export function fields(changes: Readonly<Record<string, Change>>, { drop = [], rename = {} }: Rest = {}): Change {
  return (value) => {
    if (!isObject(value)) return value
    const out = new Map<string, unknown>()
    for (const [key, field] of Object.entries(value)) {
      if (drop.includes(key)) continue
      const name = Object.hasOwn(rename, key) ? (rename[key] as string) : key
      if (name !== key && Object.hasOwn(value, name)) continue
      const change = Object.hasOwn(changes, name) ? changes[name] : undefined
      out.set(name, change ? change(field) : field)
    }
    return Object.fromEntries(out)
  }
}

export function each(change: Change): Change {
  return (value) => (Array.isArray(value) ? value.map(change) : value)
}
