import { jinjaText } from '../../../../lib/jinja/index.ts'
import type { Json } from '../../model.ts'
import { isJson } from '../../values.ts'
import { fatal, type TemplateError, TemplateProblem } from '../errors.ts'
import { NameSet } from '../names.ts'
import { copyOfStage, isPartial, nameOf, type V1Partial, type V1Stage } from './model.ts'
import type { RenderContext, Renderer } from './renderer.ts'

const mostRepetitions = 1_000

/** Renders stages, what they are repeated with, and the partials that they ask for (orca: RenderTransform). */
export function renderStages(
  renderer: Renderer,
  stages: readonly V1Stage[],
  partials: readonly V1Partial[],
  variables: Json,
  namespace: 'template' | 'configuration',
): void {
  for (const stage of stages) {
    const context = { variables, location: `${namespace}:stages.${stage.id}` }
    if (stage.loopWith !== undefined) repeat(renderer, stage, context)
    for (const each of stage.loopWith === undefined ? [stage] : stage.looped) {
      const looped = each === stage ? context : withLoop(context, each)
      if (isPartial(each)) renderPartial(renderer, each, partials, looped)
      else renderStage(renderer, each, looped, namespace)
    }
  }
}

function repeat(renderer: Renderer, stage: V1Stage, context: RenderContext): void {
  const values = attempt('Failed rendering loopWith value', context.location, () =>
    renderer.value(stage.loopWith, context),
  )
  if (!Array.isArray(values)) {
    throw new TemplateProblem(
      fatal('Rendered loopWith value must be a list', {
        cause: `Received type ${typeOf(values)}`,
        location: context.location,
      }),
    )
  }
  if (values.length > mostRepetitions) {
    throw new TemplateProblem(
      fatal(`A stage can be repeated ${mostRepetitions} times at most`, {
        cause: `loopWith has ${values.length} values`,
        location: context.location,
      }),
    )
  }
  for (const [index, value] of values.entries()) {
    const copy = copyOfStage(stage, { loopWith: undefined, loopValue: value, looped: [] })
    const isTemplated = stage.id.includes('{{') && stage.id.includes('}}')
    copy.id = isTemplated ? renderer.text(stage.id, withLoop(context, copy)) : `${stage.id}${index}`
    stage.looped.push(copy)
  }
}

const withLoop = (context: RenderContext, { loopValue }: V1Stage): RenderContext => ({
  ...context,
  variables: { ...context.variables, templateLoop: { value: loopValue } },
})

function renderStage(renderer: Renderer, stage: V1Stage, context: RenderContext, namespace: string): void {
  const { location } = context
  const config = attempt('Failed rendering stage', location, () => renderer.value(stage.config, context))
  if (!isJson(config)) {
    throw new TemplateProblem(
      fatal("A stage's rendered config must be a map", { cause: `Received type ${typeOf(config)}`, location }),
    )
  }
  stage.config = config
  const property = (text: string, name: string) => {
    const place = `${namespace}:stages.${stage.id}.${name}`
    const value = attempt('Failed rendering stage property', place, () => renderer.value(text, context))
    // A name such as "Deploy: prod" is a sentence, not a map.
    return isJson(value) || Array.isArray(value) ? renderer.text(text, context) : jinjaText(value)
  }
  stage.name = property(nameOf(stage), 'name') || undefined
  if (stage.comments !== undefined) stage.comments = property(stage.comments, 'comments')
  stage.when = stage.when.map((condition) => property(condition, 'when'))
}

function renderPartial(renderer: Renderer, stage: V1Stage, partials: readonly V1Partial[], context: RenderContext) {
  const id = stage.type.split('.').at(-1) ?? ''
  const location = `template:stages.${stage.id}`
  const partial = partials.find((each) => each.id === id)
  if (partial === undefined) throw new TemplateProblem(fatal(`Unable to find Partial by ID: ${id}`, { location }))
  renderStage(renderer, stage, { ...context, location }, 'template')
  const inner = {
    variables: { ...context.variables, ...(stage.config as Json) },
    location: `partial:${stage.id}.${id}`,
  }
  const rendered = partial.stages.map((given) => {
    if (isPartial(given)) {
      throw new TemplateProblem(
        fatal('Recursive partials support is not currently implemented', { location: `partial:${id}` }),
      )
    }
    const copy = copyOfStage(given, {
      id: `${stage.id}.${given.id}`,
      from: { partial, marker: stage },
      dependsOn: NameSet.hashed([...given.dependsOn].map((each) => `${stage.id}.${each}`)),
    })
    renderStage(renderer, copy, inner, inner.location)
    return copy
  })
  partial.rendered.set(stage.id, rendered)
}

/** Renders the values of each item in place of a list's own (orca: RenderTransform.renderConfigurations). */
export function renderItems(renderer: Renderer, items: readonly Json[], variables: Json, location: string): Json[] {
  return items.map((item) =>
    Object.fromEntries(
      Object.entries(item).map(([key, value]) => [
        key,
        attempt('Failed rendering configuration property', location, () =>
          renderer.value(value, { variables, location }),
        ),
      ]),
    ),
  )
}

/** Says where it was when something could not be rendered. */
function attempt<T>(message: string, location: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    const nested: readonly TemplateError[] = error.errors
    throw new TemplateProblem(fatal(message, { location, nestedErrors: nested }))
  }
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'class java.util.ArrayList'
  if (typeof value === 'string') return 'class java.lang.String'
  if (typeof value === 'boolean') return 'class java.lang.Boolean'
  if (typeof value === 'number') return `class java.lang.${Number.isInteger(value) ? 'Integer' : 'Double'}`
  return 'class java.util.LinkedHashMap'
}
