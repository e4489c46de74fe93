import { hashOrder } from '../java/hash.ts'
import { isPlainObject } from '../java/values.ts'

/** One variable of an evaluateVariables stage. */
export interface Variable {
  readonly key?: string | null
  readonly value?: unknown
  readonly description?: unknown
  readonly sourceValue?: unknown
}

/** A text value remembers what it came from, with `${` written as `{` so that nothing evaluates it again. */
export function withSource(variable: Variable, evaluated: unknown): Variable {
  const { value, sourceValue } = variable
  return typeof value === 'string'
    ? { ...variable, value: evaluated, sourceValue: sourceValue ?? value.replaceAll('${', '{') }
    : { ...variable, value: evaluated }
}

/**
 * Variables of a stage that is restarted, ready to be evaluated anew (orca: EvaluateVariablesStage.prepareStageForRestart):
 * every `{` of the source becomes `${`.
 */
export function restoreVariables(variables: readonly Variable[]): Variable[] {
  return variables.map((variable) => {
    const { sourceValue, ...rest } = variable
    return typeof sourceValue === 'string' ? { ...rest, value: sourceValue.replaceAll('{', '${') } : variable
  })
}

/**
 * A JSON value with the keys of its maps in the order of Java's HashMap: so the original holds every context that was
 * evaluated once, and texts that later expressions make of it show that order.
 */
export function inHashOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inHashOrder)
  if (!isPlainObject(value)) return value
  return Object.fromEntries(hashOrder(Object.keys(value)).map((key) => [key, inHashOrder(value[key])]))
}
