import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spotStages } from '../../src/providers/spot/stages/index.ts'
import { builtInStages } from '../../src/services/orca/index.ts'
import type { Execution, Json, Stage } from '../../src/services/orca/model.ts'
import { absent, corpusFiles } from './corpus.ts'
import { type CorpusWorld, startCorpusWorld } from './world.ts'

const files = corpusFiles('pipelines')
const known = new Set([...builtInStages, ...spotStages].flatMap(({ type, aliases = [] }) => [type, ...aliases]))
/** What a person would have to add before saving it. */
const complete = (content: unknown, name: string): Json => {
  const pipeline = content as Json
  return { ...pipeline, application: pipeline.application ?? 'corpus', name }
}
const counts: Record<string, number> = {}
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1
}
const typeOf = ({ type, context }: Stage) => (typeof context.alias === 'string' ? context.alias : type)
/** Why a stage failed; a webhook says so in its own place, a condition by what it came to. */
const errorsOf = ({ type, context }: Stage): string[] => {
  const { expressionResult } = (context.context ?? {}) as Json
  if (type === 'checkPreconditions' && expressionResult !== undefined) return [`The condition is ${expressionResult}`]
  const { details } = (context.exception ?? {}) as { details?: { errors?: unknown[]; error?: unknown } }
  const { error } = (context.webhook ?? {}) as { error?: unknown }
  return (details?.errors?.length ? details.errors : [details?.error ?? error]).map(String)
}

describe.skipIf(absent !== undefined)(`pipelines that people wrote${absent ? ` (${absent})` : ''}`, () => {
  let world: CorpusWorld
  beforeAll(async () => {
    world = await startCorpusWorld()
  })
  afterAll(async () => {
    const told = Object.entries(counts)
      .sort()
      .map(([what, number]) => `  ${number} ${what}`)
    process.stdout.write(`Of ${files.length} pipelines\n${told.join('\n')}\n`)
    await world?.stop()
  })

  it.each(files)('$name is saved through Gate and given back unchanged', async ({ name, content }) => {
    const submitted = complete(content, name)
    const saved = await world.ask('POST', '/pipelines', submitted)
    expect([saved.status, saved.text]).toEqual([200, ''])
    const found = await world.ask(
      'GET',
      `/applications/${submitted.application}/pipelineConfigs/${encodeURIComponent(name)}`,
    )
    const { id, index, updateTs, lastModifiedBy, ...got } = found.body as Json
    const { id: _id, index: _index, updateTs: _updateTs, lastModifiedBy: _by, ...expected } = submitted
    expect(withoutCronIds(got)).toEqual(withoutCronIds(expected))
    count('saved and given back')
  })

  it.each(files)('$name is planned', async ({ name, content }) => {
    const reached = world.reached.length
    const { status, body, text } = await world.ask('POST', '/pipelines/plan', complete(content, name))
    if (status !== 200) {
      expect([status, text]).toEqual([400, expect.stringMatching(/"message":"[^"]+"/)])
      count('refused by a plan with a reason')
      return
    }
    const types = ((content as Json).stages as Json[]).map((stage) => String(stage.alias ?? stage.type))
    for (const type of types.filter((each) => !known.has(each))) {
      expect(body.problems.map(({ message }: Json) => message)).toContainEqual(
        expect.stringContaining(`no stage type "`),
      )
      expect(type).not.toBe('')
    }
    expect(world.reached.slice(reached)).toEqual([])
    expect(world.clouddriver.calls.filter(({ method }) => method !== 'GET')).toEqual([])
    count('planned')
  })

  it.each(files)(
    '$name runs to where something is missing, and says what',
    { timeout: 120_000 },
    async ({ name, content }) => {
      let execution: Execution
      try {
        execution = await world.run({ ...complete(content, name), triggers: [], disabled: false })
      } catch (error) {
        expect((error as Error).message).toMatch(/^Not started \(400\): .{10,}/)
        count('not started, with a reason')
        return
      }
      for (const stage of execution.stages) {
        const isUnknown = !known.has(typeOf(stage))
        if (isUnknown)
          expect(['NOT_STARTED', 'TERMINAL', 'STOPPED', 'FAILED_CONTINUE', 'SKIPPED', 'CANCELED']).toContain(
            stage.status,
          )
        if (stage.status !== 'TERMINAL' && stage.status !== 'STOPPED') continue
        const failedInside = execution.stages.some(
          ({ parentStageId, status }) => parentStageId === stage.id && status !== 'SUCCEEDED',
        )
        if (isUnknown) {
          expect(stage.context.exception).toMatchObject({ exceptionType: 'NoSuchStageDefinitionBuilderException' })
          expect(errorsOf(stage)[0]).toContain(typeOf(stage))
          count('stages failed for their unknown type')
        } else if (!failedInside) {
          expect([stage.type, errorsOf(stage).join('')]).toEqual([stage.type, expect.stringMatching(/.{8,}/)])
          expect(errorsOf(stage)).not.toContain('undefined')
          count('stages failed with a reason')
        }
      }
      count(`ran to ${execution.status}`)
    },
  )

  it('reaches nothing that they name', () => {
    counts['calls that were wanted of the outside, and refused'] = world.reached.length
    expect(world.clouddriver.calls.every(({ path }) => path.startsWith('/'))).toBe(true)
  })
})

function withoutCronIds(pipeline: Json): Json {
  const triggers = pipeline.triggers as Json[] | undefined
  const plain = triggers?.map((trigger) => (trigger.type === 'cron' ? { ...trigger, id: '' } : trigger))
  return { ...pipeline, ...(plain && { triggers: plain }) }
}
