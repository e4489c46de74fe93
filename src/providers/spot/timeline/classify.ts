import type { Document } from '../driver/index.ts'
import type { Kind } from './entry.ts'

/** The first that fits: an interruption's line speaks of termination too, a replacement's of a launch. */
const kinds: readonly (readonly [Kind, RegExp])[] = [
  ['interruption', /interrupt|preempt(ed|ion)\b|evict|(termination|rebalance) (notice|recommendation)/i],
  ['roll', /\brolls?\b|roll(ed|ing|back)\b|blue.?green|deployment|batch \d/i],
  ['suspension', /suspend|resum|standby|paus(e|ed|ing)\b/i],
  ['replacement', /replac|revert|fall(s|ing)? ?back|out of strategy|auto.?heal/i],
  ['health', /health/i],
  ['launch', /launch|spun up|fulfil|new (spot|instance|vm)|\bopened\b/i],
  ['scale', /capacity|scal(e|ed|es|ing)\b|target|terminat|remov|below/i],
  ['update', /updat|creat|delet|chang|\b(un)?lock|import|attach|detach|backup|sent instance/i],
]

/** What a line of Elastilog tells. */
export const kindOfMessage = (message: string): Kind => kinds.find(([, words]) => words.test(message))?.[0] ?? 'log'

/** What an activity event tells, by the types that Spot gives it and its parts: `Update`, `scaleUp`, `replaceSpots`, … */
export function kindOfEvent(types: readonly string[], brings: boolean): Kind {
  const words = types.join(' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2')
  const found = kindOfMessage(words)
  // Scaling up is how Spot tells of every machine that comes, whyever it comes.
  if (found === 'scale' && brings) return 'launch'
  return found === 'log' ? 'update' : found
}

/** Whether the line tells of an on-demand machine that comes. */
export const isOnDemand = (kind: Kind, message: string): boolean =>
  (kind === 'launch' || kind === 'replacement') && /\bon.?demand\b/i.test(message)

/** Whether the line itself says that an on-demand machine stands in for a Spot machine. */
export const saysFallback = (message: string): boolean =>
  /fall(s|ing)? ?back to on.?demand|on.?demand.*(fallback|instead of spot)|no spot (market|capacity).*on.?demand/i.test(
    message,
  )

/** Whether a group wants on-demand machines, so that one of them says nothing of the market. */
export function wantsOnDemand(group: Document): boolean {
  const strategy = (group.strategy ?? {}) as Document
  const { onDemandCount, risk, preemptiblePercentage, spotPercentage } = strategy
  if (typeof onDemandCount === 'number') return onDemandCount > 0
  const onSpot = [risk, preemptiblePercentage, spotPercentage].find((each) => typeof each === 'number')
  return onSpot !== undefined && onSpot < 100
}
