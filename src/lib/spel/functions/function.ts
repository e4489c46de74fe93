import { javaError, SpelError } from '../errors.ts'
import type { TypeName } from '../java/type-definition.ts'

/**
 * A helper that expressions call as `#name(…)`. Arguments are converted to `parameters`; with `rest`, any number of
 * that type may follow. `execution` marks the helpers whose first parameter, the execution, is filled in by rewriting
 * the text (kork: ExpressionTransform).
 */
export interface SpelFunction {
  readonly parameters: readonly TypeName[]
  readonly rest?: TypeName
  readonly execution?: boolean
  // biome-ignore lint/suspicious/noExplicitAny: arguments have the types that `parameters` declares
  readonly call: (...args: any[]) => unknown
}

export const STRING = 'java.lang.String'
export const OBJECT = 'java.lang.Object'

const HELPER_EXCEPTION = 'com.netflix.spinnaker.kork.expressions.SpelHelperFunctionException'

/** A helper cannot answer. */
export const helperError = (message: string, cause?: SpelError) => new SpelError(HELPER_EXCEPTION, message, cause)

/** Runs a helper's work; whatever fails is the cause of an error with this message. */
export function explaining<T>(message: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof SpelError) throw helperError(message, error)
    throw error
  }
}

export const ioError = (message: string) => javaError('java.io.IOException', message)
