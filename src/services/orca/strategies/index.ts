import type { Json } from '../model.ts'
import { custom } from './custom.ts'
import { highlander } from './highlander.ts'
import { none } from './none.ts'
import { redblack } from './redblack.ts'
import type { Strategy } from './strategy.ts'

export { rollbackOnFailure } from './rollback-on-failure.ts'

export const strategies: readonly Strategy[] = [none, highlander, redblack, custom]

/** The strategy of a deploy, `none` without one. @throws for one that is not known: a silent `none` would leave two versions serving */
export function strategyOf(settings: Json): Strategy {
  const name = String(settings.strategy || 'none').toLowerCase()
  const found = strategies.find((strategy) => strategy.name === name)
  if (found !== undefined) return found
  throw new Error(
    `The deployment strategy '${name}' is not available; there are ${strategies.map((each) => each.name).join(', ')}.`,
  )
}
