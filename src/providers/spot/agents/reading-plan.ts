/**
 * Why a group should be read again, the most urgent first: we changed it a moment ago; its document is another one; it was
 * never read; its instances come and go or are not all healthy; or just because time passes.
 */
export type Urgency = 'touched' | 'changed' | 'new' | 'unsettled' | 'quiet'

export interface Candidate {
  readonly id: string
  readonly urgency: Urgency
  /** When it was last tried to be read, in milliseconds; 0: never. */
  readonly triedAt: number
}

export interface PlanLimits {
  readonly now: number
  /** Time from one plan to the next. */
  readonly intervalMs: number
  /** The most groups to read, those aside that were never read. */
  readonly readings: number
  /** The most groups to read that were never read. */
  readonly firstReadings: number
}

/** A quiet group is read every so many times, or less often where there are too many of them. */
const quietCycles = 4

/**
 * Which groups to read now, in this order. Quiet groups take turns that are spread evenly, and always get a quarter of the
 * readings, whatever else is wanted.
 */
export function planReadings(candidates: readonly Candidate[], limits: PlanLimits): string[] {
  const of = (urgency: Urgency) =>
    candidates
      .filter((each) => each.urgency === urgency)
      .toSorted((a, b) => a.triedAt - b.triedAt || (a.id < b.id ? -1 : 1))
  const quiet = of('quiet')
  const forQuiet = Math.min(quiet.length, Math.ceil(limits.readings / 4))
  const urgent = [...of('touched'), ...of('changed'), ...of('unsettled')].slice(0, limits.readings - forQuiet)
  const room = limits.readings - urgent.length
  const cycles = Math.max(quietCycles, Math.ceil(quiet.length / Math.max(1, room)))
  // Half an interval of grace: intervals are jittered.
  const dueBefore = limits.now - (cycles - 0.5) * limits.intervalMs
  const due = quiet.filter(({ triedAt }) => triedAt <= dueBefore).slice(0, Math.ceil(quiet.length / cycles))
  return [...urgent, ...of('new').slice(0, limits.firstReadings), ...due].map(({ id }) => id)
}
