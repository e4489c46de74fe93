import { SpelError } from '../errors.ts'
import { compile } from '../evaluate/compile.ts'
import type { Evaluate } from '../evaluate/scope.ts'
import { javaTrim } from '../java/trim.ts'
import { parseExpression } from '../syntax/parser.ts'
import { includeExecution } from './rewrite.ts'
import { splitTemplate } from './split.ts'

/** A template ready to run. */
export interface CompiledTemplate {
  /** The text after the execution was put into helper calls: what summaries and messages show. */
  readonly source: string
  /** The key of its failures in the summary. */
  readonly key: string
  readonly parts: readonly CompiledPart[]
  /** Why it cannot run. */
  readonly error: SpelError | undefined
}

export type CompiledPart = { readonly literal: string } | { readonly expression: string; readonly evaluate: Evaluate }

/** Compiled templates of one evaluator, the least recently made ones forgotten first. */
export interface TemplateCache {
  readonly get: (template: string) => CompiledTemplate
}

/** @param limits `entries` kept at most, and the longest expression in characters */
export function createTemplateCache(limits: {
  readonly entries: number
  readonly maxExpressionLength: number
}): TemplateCache {
  const templates = new Map<string, CompiledTemplate>()
  return {
    get: (template) => {
      const known = templates.get(template)
      if (known !== undefined) return known
      const compiled = compileTemplate(template, limits.maxExpressionLength)
      if (template.length > 20_000) return compiled
      if (templates.size >= limits.entries) templates.delete(templates.keys().next().value as string)
      templates.set(template, compiled)
      return compiled
    },
  }
}

function compileTemplate(template: string, maxLength: number): CompiledTemplate {
  const source = includeExecution(template)
  try {
    const parts = Array.from(splitTemplate(source), (part): CompiledPart => {
      if ('literal' in part) return part
      const { expression } = part
      return { expression, evaluate: compile(parseExpression(expression, maxLength)) }
    })
    const key = parts.map((part) => ('literal' in part ? part.literal : part.expression)).join('')
    return { source, key, parts, error: undefined }
  } catch (error) {
    const problem =
      error instanceof RangeError
        ? new SpelError('java.lang.StackOverflowError', 'the expression is nested too deep')
        : error
    if (!(problem instanceof SpelError)) throw error
    return { source, key: keyOfBroken(template), parts: [], error: problem }
  }
}

/** What failed to parse is known by the inside of its `${…}`, or by all of its text without `$`. */
function keyOfBroken(template: string): string {
  const inside = /^\$\{(.*)\}$/.exec(template)?.[1]
  return inside === undefined ? template.replaceAll('$', '') : javaTrim(inside)
}
