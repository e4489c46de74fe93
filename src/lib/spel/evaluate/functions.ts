import { evaluationError, SpelError } from '../errors.ts'
import { work, workOnText } from '../work.ts'
import { convert } from './conversion.ts'
import type { Scope } from './scope.ts'

/** Calls a helper function `#name(…)` (spring: FunctionReference): arguments become what its parameters declare. */
export function callFunction(scope: Scope, name: string, argumentsOf: () => readonly unknown[]): unknown {
  const helper = scope.functions.get(name)
  if (helper === undefined) throw evaluationError('FUNCTION_NOT_DEFINED', [name])
  work(1)
  const args = argumentsOf()
  const { parameters, rest } = helper
  if (rest === undefined ? args.length !== parameters.length : args.length < parameters.length) {
    const takes = rest === undefined ? parameters.length : `${parameters.length} or more`
    throw evaluationError('WRONG_ARGUMENT_COUNT', [name, args.length, takes])
  }
  for (const arg of args) if (typeof arg === 'string') workOnText(arg)
  const values = args.map((arg, i) => convert(arg ?? null, parameters[i] ?? rest ?? 'java.lang.Object'))
  try {
    return helper.call(...values) ?? null
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    throw evaluationError('FUNCTION_CALL_PROBLEM', [name, error.message], error)
  }
}
