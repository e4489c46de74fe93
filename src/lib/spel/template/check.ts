import { SpelError } from '../errors.ts'
import { parseExpression } from '../syntax/parser.ts'
import { splitTemplate } from './split.ts'

/** Why a template can never be evaluated, in the words of an evaluation; undefined of one that parses. Evaluates nothing. */
export function syntaxErrorOf(template: string): string | undefined {
  try {
    for (const part of splitTemplate(template)) if ('expression' in part) parseExpression(part.expression)
    return undefined
  } catch (error) {
    if (error instanceof RangeError) return 'the expression is nested too deep'
    if (error instanceof SpelError) return error.message
    throw error
  }
}
