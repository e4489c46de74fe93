import { describe, expect, it } from 'vitest'
import { createEvaluator, pipelineRoot } from '../../src/lib/spel/index.ts'
import type { GennakerError } from '../../src/platform/errors/index.ts'
import type { Json } from '../../src/services/orca/model.ts'
import { createTemplates } from '../../src/services/orca/templates/index.ts'
import { absent, corpusFiles } from './corpus.ts'

const files = [...corpusFiles('templates'), ...corpusFiles('malformed')]
const byName = new Map(files.map(({ name, content }) => [name, content as Json]))

/** Templates of one case call each other by file name; nothing else can be loaded. */
function templatesOf(prefix: string) {
  const load = async (source: string) => {
    const found = byName.get(`${prefix}${source}`)
    if (found === undefined) throw new Error(`There is no ${prefix}${source}`)
    return found
  }
  return createTemplates({
    sources: { loadV1: load, loadV2: load, findConfigId: async () => undefined },
    evaluate: async (value, names) =>
      createEvaluator().evaluate(value, pipelineRoot(names), { allowUnknownKeys: true }).result,
    evaluatePipeline: async (pipeline) => {
      const { result, summary } = createEvaluator().evaluatePipeline(pipeline, pipelineRoot(pipeline), {
        allowUnknownKeys: true,
      })
      return { result, summary: summary as Json }
    },
  })
}

const withoutIds = (pipeline: Json): Json => ({
  ...pipeline,
  stages: (pipeline.stages as Json[]).map((stage) => ({ ...stage, id: null })),
})

const cases = [...byName.keys()].flatMap(
  (name) => /^(.*-v1-)(\w+)-expected\.json$/.exec(name)?.slice(1, 3).join('|') ?? [],
)

describe.skipIf(absent !== undefined)(`known answers of version 1 templates${absent ? ` (${absent})` : ''}`, () => {
  it.each(cases)('%s', async (key) => {
    const [prefix = '', name = ''] = key.split('|')
    const config = byName.get(`${prefix}${name}-config.yml`)!
    const template = byName.get(`${prefix}${name}-template.yml`)
    const hasSource = (config.pipeline as Json).template !== undefined
    const expected = byName.get(`${prefix}${name}-expected.json`)!
    const planned = templatesOf(prefix).expand({
      type: 'templatedPipeline',
      config,
      plan: true,
      ...(hasSource ? {} : { template }),
    })
    if (expected.errors !== undefined) {
      const error = await planned.then(
        () => undefined,
        (thrown: GennakerError) => thrown,
      )
      expect(error?.attributes).toEqual({ errors: expected.errors })
      return
    }
    expect(withoutIds(await planned)).toEqual(expected)
  })
})

/** A value that a variable may have, where its author gives none. */
function valueFor({ type = 'object', defaultValue, nullable }: Json): unknown {
  if (defaultValue !== undefined && defaultValue !== null) return defaultValue
  if (nullable === true) return null
  const values: Json = { int: 1, float: 1.5, bool: true, boolean: true, list: ['a', 'b'], string: 'text', map: {} }
  return values[String(type).toLowerCase()] ?? 'text'
}

const isTemplate = (version: string) => (each: { content: unknown }) => {
  const { schema, stages, pipeline, variables, metadata, id } = (each.content ?? {}) as Json
  const body = version === '1' ? stages : (pipeline as Json | undefined)?.stages
  return String(schema) === version && body !== undefined && id !== undefined && (variables ?? metadata) !== undefined
}

/** Finds what a template or a configuration refers to: by file, by id, with or without a version. */
const bySource = (source: string): Json => {
  const key = source.replace(/^\w+:\/\//, '').split(/[:@]/)[0] ?? source
  const found = files.find(({ name, content }) => name.endsWith(key) || (content as Json | null)?.id === key)
  if (found === undefined) throw new Error(`nothing here is ${source}`)
  return structuredClone(found.content) as Json
}

describe.skipIf(absent !== undefined)('templates that people wrote', () => {
  const expressions = createEvaluator()
  const templates = createTemplates({
    sources: {
      loadV1: async (source) => bySource(source),
      loadV2: async (source) => bySource(source),
      findConfigId: async () => 'an-id',
    },
    evaluate: async (value, names) =>
      expressions.evaluate(value, pipelineRoot(names), { allowUnknownKeys: true }).result,
    evaluatePipeline: async (pipeline) => ({ result: pipeline, summary: {} }),
  })
  const counts = { planned: 0, refused: 0 }

  /** Plans it, or hears why not: never a crash. */
  async function planned(request: Json): Promise<void> {
    try {
      const { stages } = await templates.expand(request)
      expect(stages).toBeInstanceOf(Array)
      counts.planned += 1
    } catch (error) {
      const { errors } = (error as GennakerError).attributes as { errors: Json[] }
      expect(errors.length).toBeGreaterThan(0)
      const text = JSON.stringify(errors)
      expect(text).not.toMatch(/Cannot read|is not a function|undefined \(reading/)
      counts.refused += 1
    }
  }

  it.each(files.filter(isTemplate('1')))('$name is rendered', async ({ content }) => {
    const template = structuredClone(content) as Json
    const variables = Object.fromEntries(
      ((template.variables ?? []) as Json[]).map((variable) => [variable.name, valueFor(variable)]),
    )
    // What the templates that it extends declare.
    const config = { schema: '1', pipeline: { application: 'corpus', variables: { waitTime: 1, ...variables } } }
    await planned({ type: 'templatedPipeline', plan: true, template, config, trigger: { parent: 'x' } })
  })

  it.each(files.filter(isTemplate('v2')))('$name is planned', async ({ name, content }) => {
    const { variables = [] } = content as { variables?: Json[] }
    const values = Object.fromEntries(variables.map((variable) => [variable.name, valueFor(variable)]))
    await planned({
      schema: 'v2',
      application: 'corpus',
      name,
      template: { reference: name },
      variables: values,
      plan: true,
    })
  })

  const isConfiguration = ({ content }: { content: unknown }) => {
    const { schema, template, pipeline } = (content ?? {}) as Json
    return schema !== undefined && ((template as Json) ?? (pipeline as Json | undefined)?.template) !== undefined
  }
  it.each(files.filter(isConfiguration))('$name is planned, or what it lacks is said', async ({ content }) => {
    const config = structuredClone(content) as Json
    await planned(String(config.schema) === '1' ? { type: 'templatedPipeline', config } : config)
  })

  it('are more often planned than refused', () => {
    process.stdout.write(
      `Of the templates and configurations ${counts.planned} were planned, ${counts.refused} refused with a reason\n`,
    )
    expect(counts.planned).toBeGreaterThan(counts.refused)
  })
})
