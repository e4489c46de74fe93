import { describe, expect, it } from 'vitest'
import { createEvaluator, pipelineRoot } from '../../src/lib/spel/index.ts'
import type { GennakerError } from '../../src/platform/errors/index.ts'
import type { Json } from '../../src/services/orca/model.ts'
import { createTemplates } from '../../src/services/orca/templates/index.ts'
import { absent, corpusFiles } from './corpus.ts'

const files = corpusFiles('templates')
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
  (name) => /^(.*--v1-)(\w+)-expected\.json$/.exec(name)?.slice(1, 3).join('|') ?? [],
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
