import { SpelError, tooMuch } from '../errors.ts'
import { run } from '../evaluate/compile.ts'
import { convert } from '../evaluate/conversion.ts'
import type { Scope } from '../evaluate/scope.ts'
import { hashOrder } from '../java/hash.ts'
import { javaText, MAX_TEXT } from '../java/text.ts'
import { EXECUTION_STATUS } from '../java/types/enums.ts'
import { EnumConstant } from '../java/values.ts'
import type { CompiledTemplate, TemplateCache } from './compiled.ts'
import { addFailure, type SummaryCollector } from './summary.ts'

/** What one deep evaluation works with. */
export interface TransformContext {
  readonly templates: TemplateCache
  readonly newScope: () => Scope
  readonly collector: SummaryCollector
  readonly now: () => number
  /** Keys of templates: all others are left alone. */
  readonly only?: ReadonlySet<string>
  /** Makes a result ready to be stored. */
  readonly finish: (value: unknown) => unknown
}

type Json = Readonly<Record<string, unknown>>

const asText = (value: unknown) => convert(value, 'java.lang.String')

/** Java's text of a result; of none, still none. */
export const textOrNull = (value: unknown) => (value === null ? null : javaText(value))

/** Whether a text is a template. */
export const isTemplate = (value: unknown): value is string => typeof value === 'string' && value.includes('${')

/**
 * Evaluates every template in a JSON value, keys of maps included (kork: ExpressionTransform). Values without templates
 * are handed back as they are, the same object.
 * @param siblings the map that holds the value: messages name the keys under which the template stands
 */
export function transform(value: unknown, context: TransformContext, siblings: Json | undefined): unknown {
  if (typeof value === 'string') return value.includes('${') ? evaluateTemplate(value, context, siblings) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    let changed: unknown[] | undefined
    value.forEach((item, i) => {
      const result = transform(item, context, siblings)
      if (result !== item) {
        changed ??= [...value]
        changed[i] = result
      }
    })
    return changed ?? value
  }
  return transformMap(value as Json, context)
}

function transformMap(source: Json, context: TransformContext): unknown {
  let changed = false
  const entries = Object.entries(source).map(([key, value]): [string, unknown] => {
    const newKey = key.includes('${') ? evaluateKey(key, context, source) : key
    const newValue = transform(value, context, source)
    changed ||= newKey !== key || newValue !== value
    return [newKey, newValue]
  })
  return changed ? Object.fromEntries(entries) : source
}

function evaluateKey(key: string, context: TransformContext, siblings: Json): string {
  const finish = (value: unknown) => textOrNull(context.finish(value))
  return evaluateTemplate(key, { ...context, finish }, siblings) as string
}

/** The value of one template: of any type for a single expression, otherwise the text put together. */
export function evaluateTemplate(source: string, context: TransformContext, siblings: Json | undefined): unknown {
  const template = context.templates.get(source)
  if (context.only?.has(template.key) === false) return source
  const { collector } = context
  let result: unknown = null
  let unresolved = false
  try {
    if (template.error !== undefined) throw template.error
    const scope = context.newScope()
    const single = template.parts.length === 1 ? template.parts[0] : undefined
    if (single !== undefined && 'evaluate' in single) result = run(single.evaluate, scope, context.finish)
    else {
      let text = ''
      for (const part of template.parts) {
        if ('literal' in part) text += part.literal
        else {
          const value = run(part.evaluate, scope, asText)
          unresolved ||= value === null
          text += value ?? `\${${part.expression}}`
        }
        if (text.length > MAX_TEXT) throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
      }
      result = text
    }
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    addFailure(collector, template.key, {
      description: `Failed to evaluate ${fieldsText(source, template, siblings)} ${errorText(error)}`.replaceAll(
        '$',
        '',
      ),
      exceptionType: rootCause(error).javaClass,
      level: 'ERROR',
      timestamp: context.now(),
    })
    result = source
  }
  if (result === null || unresolved) {
    addFailure(collector, template.key, {
      description: `Failed to evaluate ${fieldsText(source, template, siblings)} : ${template.key} not found`,
      level: 'INFO',
      timestamp: context.now(),
    })
    result ??= source
  }
  collector.attempted.add(template.key)
  collector.evaluated++
  return result instanceof EnumConstant && result.typeName === EXECUTION_STATUS ? result.name : result
}

const rootCause = (error: SpelError): SpelError => (error.cause === undefined ? error : rootCause(error.cause))

/** The root cause's message, and after it the outermost one when that says more. */
function errorText(error: SpelError): string {
  const root = rootCause(error)
  return root === error || root.message === 'null' || root.message.includes(error.message)
    ? error.message
    : `${root.message} - ${error.message}`
}

/** The keys under which the template stands, else the template itself. */
function fieldsText(source: string, template: CompiledTemplate, siblings: Json | undefined): string {
  const keys = Object.entries(siblings ?? {})
    .filter(([, value]) => holds(value, source))
    .map(([key]) => key)
  return keys.length === 0 ? template.source : `[${hashOrder(keys).join(', ')}]`
}

/** Whether a value is the template or a map that holds it somewhere as key or value; lists are not searched. */
function holds(value: unknown, source: string): boolean {
  if (value === source) return true
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).some(([key, inner]) => key === source || holds(inner, source))
}
