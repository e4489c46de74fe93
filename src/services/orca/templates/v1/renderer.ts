import { type Budget, JinjaError, jinjaText, renderJinja } from '../../../../lib/jinja/index.ts'
import type { Json } from '../../model.ts'
import { isJson } from '../../values.ts'
import { fatal, type TemplateError, TemplateProblem } from '../errors.ts'
import type { Lookup } from '../lookups.ts'
import { hasDefault, type TemplateVariable } from '../variables.ts'
import { jinjaFilters } from './filters.ts'
import type { V1Module } from './model.ts'
import { valueOfRendered } from './rendered-value.ts'
import { jinjaTags } from './tags.ts'

/** Names that a template's texts see, and where those texts stand, for errors. */
export interface RenderContext {
  readonly variables: Json
  readonly location: string
}

/** Renders the Jinja in a template's texts. */
export interface Renderer {
  /** The text alone. */
  text(template: string, context: RenderContext): string
  /** Every text within a value rendered, and read as YAML; text that gives structure is rendered again (orca: RenderUtil.deepRender). */
  value(value: unknown, context: RenderContext): unknown
  /** What modules see: no variables but the template's own. */
  readonly moduleVariables: Json
  readonly modules: readonly V1Module[]
  readonly budget: Budget
}

const deepest = 5

export interface RendererOptions {
  readonly application: string | undefined
  readonly trigger: Json
  readonly variables: readonly TemplateVariable[]
  readonly modules: readonly V1Module[]
  readonly lookup: Lookup
  /** Shared by all renderers of an expansion, until a look-up begins it anew. */
  readonly budget: Budget
}

export function createRenderer({
  application,
  trigger,
  variables,
  modules,
  lookup,
  budget,
}: RendererOptions): Renderer {
  const renderer: Renderer = {
    modules,
    budget,
    moduleVariables: { application, trigger, ...defaultsOf(variables) },
    text(template, context) {
      const options = {
        budget,
        tags: jinjaTags(renderer, lookup),
        filters: jinjaFilters(renderer),
      }
      try {
        return renderJinja(template, context.variables, { ...options, failOnUnknown: true }).trim()
      } catch (error) {
        if (error instanceof JinjaError && isAboutNullable(error, context.variables)) {
          return renderJinja(template, context.variables, options).trim()
        }
        throw new TemplateProblem(...renderErrors(error, context.location))
      }
    },
    value: (value, context) => deepRender(renderer, value, context, 0),
  }
  return renderer
}

/** Variables that may be null, or have a default, as texts see them before values are assigned. */
export function defaultsOf(variables: readonly TemplateVariable[]): Json {
  return Object.fromEntries(
    variables
      .filter((variable) => hasDefault(variable) || variable.nullable === true)
      .map((variable) => [variable.name, variable.defaultValue ?? null]),
  )
}

function deepRender(renderer: Renderer, value: unknown, context: RenderContext, depth: number): unknown {
  if (depth >= deepest) {
    throw new TemplateProblem(
      fatal(`Cannot exceed ${deepest} levels of depth in handlebars rendering`, {
        suggestion: 'Try breaking up your templates into smaller, more reusable chunks via modules',
        location: context.location,
      }),
    )
  }
  if (typeof value === 'string') {
    const rendered = valueOfRendered(renderer.text(value, context), value, context.location)
    const isGraph = Array.isArray(rendered) || isJson(rendered)
    return isGraph ? deepRender(renderer, rendered, context, depth + 1) : rendered
  }
  if (Array.isArray(value)) return value.map((item) => deepRender(renderer, item, context, depth))
  if (!isJson(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      jinjaText(deepRender(renderer, key, context, depth)),
      deepRender(renderer, item, context, depth),
    ]),
  )
}

/** A variable that is null on purpose is no unknown one. */
function isAboutNullable({ kind, message }: JinjaError, variables: Json): boolean {
  if (kind !== 'UnknownTokenException') return false
  return Object.entries(variables).some(
    ([name, value]) => value === null && new RegExp(`^Unknown token found: [\\w\\s+:]*${escaped(name)}`).test(message),
  )
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function renderErrors(error: unknown, location: string): readonly TemplateError[] {
  if (error instanceof JinjaError) {
    const details = { reason: 'EXCEPTION', ...(error.line > 0 ? { lineno: String(error.line) } : {}) }
    return [fatal(`${error.kind}: ${error.message}`, { location, details })]
  }
  if (error instanceof TemplateProblem) {
    return [fatal('InterpretException: Error rendering tag', { location, nestedErrors: error.errors })]
  }
  throw error
}
