import { createBudget } from '../../../../lib/jinja/index.ts'
import type { Json } from '../../model.ts'
import { objects } from '../../values.ts'
import { TemplateProblem } from '../errors.ts'
import type { Lookup } from '../lookups.ts'
import { mergeIdentified } from '../merge.ts'
import type { TemplateRequest } from '../request.ts'
import type { TemplateSources } from '../sources.ts'
import { assignVariables } from '../variables.ts'
import { assembled, withoutRemoved } from './assemble.ts'
import { chainOf, mergedTemplate, parsed, prerendered, variablesOf } from './chain.ts'
import { generateV1 } from './generate.ts'
import { withInheritanceControl } from './inheritance-control.ts'
import {
  type V1Configuration,
  type V1Module,
  type V1Partial,
  type V1Stage,
  type V1StageDefinition,
  type V1Template,
  v1ConfigurationSchema,
  v1StageOf,
} from './model.ts'
import { renderItems, renderStages } from './render-stages.ts'
import { createRenderer, defaultsOf, type Renderer } from './renderer.ts'
import { configurationErrors, templateErrors } from './validation.ts'

/** The pipeline that a version 1 configuration stands for; all of its Jinja has one budget. @throws TemplateProblem */
export async function planV1(request: TemplateRequest, sources: TemplateSources, lookup: Lookup): Promise<Json> {
  const configuration = parsed(v1ConfigurationSchema, request.config, 'The configuration')
  const { pipeline } = configuration
  const application = pipeline?.application ?? undefined
  const given: Json = pipeline?.variables ?? {}
  const trigger = request.trigger
  const of = { application, trigger, lookup, budget: createBudget() }
  const plain = createRenderer({ ...of, variables: [], modules: [] })
  const address = pipeline?.template?.source
  const isInline = request.plan && request.template !== undefined

  const chain = isInline
    ? await chainOf(request.template ?? {}, sources)
    : address === undefined
      ? [templateOf(given)]
      : await chainOf(await sources.loadV1(renderedAddress(address, plain, application, trigger)), sources)
  const declared = variablesOf(chain)
  const first = createRenderer({ ...of, variables: declared, modules: [] })
  const ready = prerendered(chain, declared, given, first)
  const merged = mergedTemplate(ready.chain, ready.variables)
  const template = { ...merged, source: merged.source ?? (isInline ? undefined : address) }

  const changesStages = (configuration.stages ?? []).length > 0
  const errors = [...configurationErrors(configuration, template), ...templateErrors(template, changesStages)]
  const counted = request.plan ? errors : errors.filter(({ severity }) => severity === 'FATAL')
  if (counted.length > 0) throw new TemplateProblem(...counted)

  const values = assignVariables(template.variables ?? [], given, pipeline ?? {})
  const modules = mergeIdentified(template.modules, configuration.modules) as readonly V1Module[]
  const renderer = createRenderer({ ...of, variables: template.variables ?? [], modules })
  const variables = { application, trigger, ...defaultsOf(template.variables ?? []), ...values }
  const stages = render(renderer, template, configuration, variables)
  return generateV1(
    { ...template, configuration: renderedLists(renderer, template.configuration, variables, 'template') },
    { ...configuration, configuration: ownLists(renderer, configuration, request, variables) },
    stages,
    request,
  )
}

/** The template at an address, with all that it extends. @throws TemplateProblem */
export async function mergeV1Templates(
  source: string,
  trigger: Json | undefined,
  sources: TemplateSources,
  lookup: Lookup,
): Promise<Json> {
  const renderer = createRenderer({
    application: undefined,
    trigger: trigger ?? {},
    variables: [],
    modules: [],
    lookup,
    budget: createBudget(),
  })
  const address = trigger === undefined ? source : renderedAddress(source, renderer, undefined, trigger)
  const chain = await chainOf(await sources.loadV1(address), sources)
  return mergedTemplate(chain, variablesOf(chain))
}

/** A configuration without a template is complete by itself. */
const templateOf = (given: Json): Json => ({
  schema: '1',
  variables: Object.entries(given).map(([name, defaultValue]) => ({ name, defaultValue, nullable: true })),
})

function renderedAddress(address: string, renderer: Renderer, application: string | undefined, trigger: Json): string {
  return renderer.text(address, { variables: { application, trigger }, location: 'configuration:pipeline.template' })
}

function render(renderer: Renderer, template: V1Template, configuration: V1Configuration, variables: Json): V1Stage[] {
  const stagesOf = (given: readonly V1StageDefinition[] | null | undefined) => (given ?? []).map(v1StageOf)
  const stages = stagesOf(template.stages)
  const own = stagesOf(configuration.stages)
  const partials = objects(mergeIdentified(template.partials, configuration.partials)).map(
    (partial): V1Partial => ({
      id: String(partial.id),
      name: String(partial.name ?? partial.id),
      stages: stagesOf(partial.stages as V1StageDefinition[] | undefined),
      rendered: new Map(),
    }),
  )
  renderStages(renderer, stages, partials, variables, 'template')
  renderStages(renderer, own, partials, variables, 'configuration')
  const isWhole = configuration.pipeline?.template == null && stages.length === 0
  const graph = assembled(stages, own, partials, isWhole)
  for (const stage of graph) withInheritanceControl(stage)
  return withoutRemoved(graph)
}

type Lists = V1Template['configuration']

function renderedLists(renderer: Renderer, lists: Lists, variables: Json, place: string): Lists {
  if (!lists) return lists
  const items = (what: 'parameters' | 'triggers' | 'notifications') =>
    renderItems(renderer, lists[what] ?? [], variables, `${place}:configuration.${what}`)
  return {
    ...lists,
    parameters: items('parameters'),
    triggers: items('triggers'),
    notifications: items('notifications'),
  }
}

/** The configuration's own lists; what the pipeline is notified of beside them counts as its own. */
function ownLists(
  renderer: Renderer,
  { configuration }: V1Configuration,
  { notifications }: TemplateRequest,
  variables: Json,
): V1Configuration['configuration'] {
  const own = { ...configuration, notifications: [...(configuration?.notifications ?? []), ...notifications] }
  return { ...renderedLists(renderer, own, variables, 'configuration'), inherit: configuration?.inherit ?? [] }
}
