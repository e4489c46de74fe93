import type { PastOperation } from '../../../services/clouddriver/provider.ts'
import type { Entry, Kind } from './entry.ts'

const minute = 60_000

interface Effect {
  readonly kinds: readonly Kind[]
  /** How long after the operation its effects go on. */
  readonly forMs: number
}

const moves: Kind[] = ['scale', 'launch', 'replacement']

/** What operations lead to. Interruptions and health are nobody's doing. */
const effects: readonly (readonly [RegExp, Effect])[] = [
  [/^(create|clone|deploy|import|adopt)/, { kinds: ['update', 'scale', 'launch'], forMs: 15 * minute }],
  [/^(resize|scale)/, { kinds: ['update', ...moves], forMs: 15 * minute }],
  [/^destroy/, { kinds: ['update', ...moves], forMs: 15 * minute }],
  [/^(terminate|detach|interrupt)/, { kinds: ['update', ...moves], forMs: 15 * minute }],
  [/roll/i, { kinds: ['roll', 'update', 'launch', 'replacement', 'scale'], forMs: 120 * minute }],
  [/^(suspend|resume|enable|disable|enter|exit)/, { kinds: ['suspension', 'update'], forMs: minute }],
  [/stateful/i, { kinds: ['suspension', 'update', ...moves], forMs: 15 * minute }],
]
const others: Effect = { kinds: ['update'], forMs: minute }

/** Clocks of ours and of Spot's differ a little; Spot writes some times in whole seconds. */
const skewMs = 5_000
/** From when on an operation can be the cause of an entry, before the entry. */
export const reachMs = 120 * minute

/**
 * Says of each entry which execution did it: the last operation of ours before it that leads to such a thing and whose
 * effects still went on, if an execution asked for it. That is likely, not certain: Spot does not say who asked it.
 * @param operations of the entries' server group, in any order
 */
export function attributed(entries: readonly Entry[], operations: readonly PastOperation[]): Entry[] {
  const known = operations
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .map((operation) => ({
      operation,
      effect: effects.find(([names]) => names.test(operation.operation))?.[1] ?? others,
    }))
  return entries.map((entry) => {
    const causeWithin = (skew: number) =>
      known.find(
        ({ operation: { startedAt, endedAt }, effect }) =>
          effect.kinds.includes(entry.kind) &&
          entry.at >= startedAt - skew &&
          entry.at <= endedAt + effect.forMs + skew,
      )
    // One that began after the entry is its cause only where no earlier one can be.
    const cause = (causeWithin(0) ?? causeWithin(skewMs))?.operation
    if (cause?.executionId === undefined) return entry
    const { executionId, executionType } = cause
    return { ...entry, executionId, ...(executionType === undefined ? {} : { executionType }) }
  })
}
