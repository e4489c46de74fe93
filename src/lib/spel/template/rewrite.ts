import { EXECUTION_AWARE } from '../functions/index.ts'

const ALIAS = 'deployedServerGroups'
const injected = (name: string) => `#${name}( #root.execution, `

/**
 * Puts the execution into calls of the helpers that need it, and turns the alias `deployedServerGroups` into a call
 * (kork: ExpressionTransform.includeExecutionParameter). It is replacement of text: also inside quotes and outside `${}`.
 */
export function includeExecution(template: string): string {
  let text = template
  if (text.includes('#')) {
    for (const name of EXECUTION_AWARE) {
      if (text.includes(`#${name}(`) && !text.includes(injected(name)))
        text = text.replaceAll(`#${name}(`, injected(name))
    }
  }
  if (text.includes(ALIAS) && !text.includes(injected(ALIAS))) {
    text = text.replaceAll(ALIAS, `#${ALIAS}( #root.execution)`)
  }
  return text
}
