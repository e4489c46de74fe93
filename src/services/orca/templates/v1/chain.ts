import { parseYaml } from '../../../../platform/parsing/index.ts'
import type { Json } from '../../model.ts'
import { notLoaded } from '../errors.ts'
import { mergeDistinct, mergeIdentified, mergeMaps, mergeNamed } from '../merge.ts'
import { parserOf } from '../schemas.ts'
import type { TemplateSources } from '../sources.ts'
import { hasDefault, type TemplateVariable } from '../variables.ts'
import { type V1Template, v1TemplateSchema } from './model.ts'
import { defaultsOf, type Renderer } from './renderer.ts'

const mostParents = 20

/** The template and those that it extends, the root first (orca: TemplateLoader). */
export async function chainOf(template: Json, sources: TemplateSources): Promise<Json[]> {
  const chain = [template]
  const seen = new Set<string>()
  for (let source = template.source; source !== undefined && source !== null; source = chain[0]!.source) {
    const address = String(source)
    if (seen.has(address)) throw notLoaded(`Illegal cycle detected loading pipeline template '${address}'`)
    if (seen.size >= mostParents) throw notLoaded(`More than ${mostParents} templates extend each other`)
    seen.add(address)
    chain.unshift(await sources.loadV1(address))
  }
  return chain
}

/** The variables of a chain; of two with one name the later, or both merged. */
export function variablesOf(chain: readonly Json[]): readonly TemplateVariable[] {
  const declared = chain.map(({ variables }) => checked({ variables }).variables ?? [])
  return declared.reduce<readonly Json[]>(mergeNamed, []) as readonly TemplateVariable[]
}

/**
 * Renders defaults, and `stages` that are one text: so a template makes stages in a loop. Stages that can't be rendered
 * stay text, and are refused for that afterwards (orca: TemplateLoader.preRenderStagesAndVariables).
 */
export function prerendered(
  chain: readonly Json[],
  variables: readonly TemplateVariable[],
  given: Json,
  renderer: Renderer,
): { readonly chain: readonly Json[]; readonly variables: readonly TemplateVariable[] } {
  const context = {
    location: 'template:variables',
    variables: { ...renderer.moduleVariables, ...defaultsOf(variables), ...given },
  }
  const rendered = variables.map((variable) =>
    hasDefault(variable) && typeof variable.defaultValue === 'string'
      ? { ...variable, defaultValue: renderer.value(variable.defaultValue, context) }
      : variable,
  )
  const withStages = chain.map((template) => {
    if (typeof template.stages !== 'string') return template
    const text = renderer.text(template.stages, { ...context, location: 'template:stages' })
    return { ...template, stages: parseYaml(text, "The template's stages") }
  })
  return { chain: withStages, variables: rendered }
}

/** One template of all (orca: TemplateMerge). */
export function mergedTemplate(chain: readonly Json[], variables: readonly TemplateVariable[]): V1Template {
  const templates = chain.map(checked)
  const lists = (key: 'triggers' | 'parameters' | 'notifications') =>
    templates.map(({ configuration }) => configuration?.[key]).reduce<readonly Json[]>(mergeNamed, [])
  const identified = (key: 'stages' | 'modules' | 'partials') =>
    templates.map((template) => template[key]).reduce<readonly Json[]>(mergeIdentified, [])
  const sources = templates.flatMap(({ source }) => source || [])
  return v1TemplateSchema.parse({
    schema: templates[0]?.schema,
    id: 'mergedTemplate',
    ...(sources.length > 0 ? { source: sources.join(',') } : {}),
    metadata: templates.at(-1)?.metadata,
    protect: templates.some(({ protect }) => protect === true),
    variables,
    configuration: {
      concurrentExecutions: templates
        .map(({ configuration }) => configuration?.concurrentExecutions)
        .reduce<Json>(mergeMaps, {}),
      triggers: lists('triggers'),
      parameters: lists('parameters'),
      notifications: lists('notifications'),
      expectedArtifacts: templates
        .map(({ configuration }) => configuration?.expectedArtifacts)
        .reduce<readonly Json[]>(mergeDistinct, []),
    },
    stages: identified('stages'),
    modules: identified('modules'),
    partials: identified('partials'),
  })
}

const checked = (template: Json) => parsed(v1TemplateSchema, template, 'The template')

/** What fits the schema. @throws TemplateProblem that names the fields */
export const parsed = parserOf(1, notLoaded)
