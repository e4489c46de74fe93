import type { Json } from '../model.ts'
import { custom } from './custom.ts'
import { highlander } from './highlander.ts'
import { monitored } from './monitored.ts'
import { none } from './none.ts'
import { redblack } from './redblack.ts'
import { rollingPush } from './rolling-push.ts'
import { rollingRedBlack } from './rolling-redblack.ts'
import type { Strategy } from './strategy.ts'

export { rollbackOnFailure } from './rollback-on-failure.ts'

export const strategies: readonly Strategy[] = [
  none,
  highlander,
  redblack,
  rollingRedBlack,
  monitored,
  custom,
  rollingPush,
]

/** The strategy of a deploy; `none` without one, and for one that is not known (orca: AbstractDeployStrategyStage). */
export function strategyOf(settings: Readonly<Json>): Strategy {
  const name = String(settings.strategy ?? '').toLowerCase()
  return strategies.find((strategy) => strategy.name === name) ?? none
}
