import { artifactFunctions } from './artifacts.ts'
import { catalogFunctions } from './catalog.ts'
import { dataFunctions } from './data.ts'
import type { Capabilities, Effects } from './effects.ts'
import type { SpelFunction } from './function.ts'
import { stageFunctions } from './stages.ts'
import { textFunctions } from './text.ts'

/** All helpers, with what they may ask of the outside. */
export function createFunctions(capabilities: Capabilities, effects: Effects): ReadonlyMap<string, SpelFunction> {
  return new Map(
    Object.entries({
      ...textFunctions(capabilities),
      ...dataFunctions(capabilities, effects),
      ...stageFunctions(capabilities),
      ...artifactFunctions,
      ...catalogFunctions(capabilities, effects),
    }),
  )
}

/** Names of the helpers whose first parameter is the execution. */
export const EXECUTION_AWARE: readonly string[] = [...createFunctions({}, new Map())]
  .filter(([, { execution }]) => execution)
  .map(([name]) => name)
