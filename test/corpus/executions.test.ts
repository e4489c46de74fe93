import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executionStatusIsFinal } from '../../src/services/orca/engine/index.ts'
import type { ExecutionStatus, Json } from '../../src/services/orca/model.ts'
import { absent, corpusFiles } from './corpus.ts'
import { type CorpusWorld, startCorpusWorld } from './world.ts'

/** The executions within a file, however they are wrapped: alone, in a task, in the input of a policy. */
function executionsIn(value: unknown, depth = 0): Json[] {
  if (typeof value !== 'object' || value === null || depth > 4) return []
  const json = value as Json
  const isOne = typeof json.id === 'string' && Array.isArray(json.stages) && typeof json.status === 'string'
  if (isOne) return [json]
  return Object.values(json).flatMap((each) => executionsIn(each, depth + 1))
}

const found = corpusFiles('executions').flatMap(({ name, content }) =>
  executionsIn(content).map((execution, index) => ({ name: `${name} ${index}`, execution })),
)
/** Some files hold the same one, at other moments. */
const ended = found.filter(
  ({ execution }, index) =>
    executionStatusIsFinal(execution.status as ExecutionStatus) &&
    found.findIndex((other) => other.execution.id === execution.id) === index,
)
describe.skipIf(absent !== undefined)(`executions of real installations${absent ? ` (${absent})` : ''}`, () => {
  let world: CorpusWorld
  let read = 0
  beforeAll(async () => {
    world = await startCorpusWorld()
  })
  afterAll(async () => {
    process.stdout.write(`${read} of ${ended.length} ended executions were imported and read again\n`)
    await world?.stop()
  })

  it.each(ended)('$name is imported, and read as it was', async ({ execution }) => {
    const given: Json = { type: 'PIPELINE', ...execution }
    const answer = await world.orca.ask('POST', '/admin/executions', given)
    expect([answer.status, answer.body?.message]).toEqual([201, undefined])
    expect(answer.body).toMatchObject({ executionId: given.id, executionStatus: given.status })
    const path = given.type === 'ORCHESTRATION' ? 'tasks' : 'pipelines'
    const { status, body } = await world.orca.ask('GET', `/${path}/${given.id}`)
    expect(status).toBe(200)
    const back = (path === 'tasks' ? body.execution : body) as Json
    const essence = ({ id, application, status: end, stages }: Json) => ({
      ...{ id, application, end },
      stages: (stages as Json[]).map(({ id: stageId, type, status: stageEnd, context, outputs = {} }) =>
        withoutNulls({ stageId, type, stageEnd, context, outputs }),
      ),
    })
    expect(sorted(essence(back))).toEqual(sorted(essence(given)))
    read += 1
  })
})

/** The order of stages is that of a store. */
const sorted = ({ stages, ...more }: { stages: unknown[] }) => ({
  ...more,
  stages: stages.map((stage) => JSON.stringify(stage)).sort(),
})

/** Null fields of maps are never told (orca: OrcaObjectMapper). */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .sort(([one], [two]) => (one < two ? -1 : 1))
      .map(([key, each]) => [key, withoutNulls(each)]),
  )
}
