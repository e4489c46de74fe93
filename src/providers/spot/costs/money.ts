import type { Costs } from '../driver/index.ts'

/** What something cost, in USD, against what the same hours cost on demand. Shares are of the hours, 0 to 1. */
export interface Money {
  readonly runningHours: number
  readonly actualCosts: number
  readonly onDemandCosts: number
  readonly saved: number
  /** Of the on-demand price, 0 to 100. */
  readonly savingsPercentage: number
  /** Null where Spot does not tell them apart. */
  readonly spotShare: number | null
  readonly onDemandShare: number | null
}

/** What was counted, before it is told: sums of it are right, sums of percentages would not be. */
export interface Tally extends Costs {
  /** Undefined: not told apart. */
  readonly spotHours?: number
}

export const nothing: Tally = { runningHours: 0, actualCosts: 0, onDemandCosts: 0, spotHours: 0 }

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce<Tally>(
    (total, each) => ({
      runningHours: total.runningHours + each.runningHours,
      actualCosts: total.actualCosts + each.actualCosts,
      onDemandCosts: total.onDemandCosts + each.onDemandCosts,
      ...(total.spotHours === undefined || each.spotHours === undefined
        ? {}
        : { spotHours: total.spotHours + each.spotHours }),
    }),
    nothing,
  )
}

export function moneyOf({ runningHours, actualCosts, onDemandCosts, spotHours }: Tally): Money {
  const saved = onDemandCosts - actualCosts
  const share = spotHours === undefined || runningHours === 0 ? null : spotHours / runningHours
  return {
    runningHours: rounded(runningHours),
    actualCosts: rounded(actualCosts),
    onDemandCosts: rounded(onDemandCosts),
    saved: rounded(saved),
    savingsPercentage: onDemandCosts === 0 ? 0 : rounded((100 * saved) / onDemandCosts),
    spotShare: share === null ? null : rounded(share),
    onDemandShare: share === null ? null : rounded(1 - share),
  }
}

/** Four decimals are what a price has. */
export const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
