import type { Execution } from '../../../../src/services/orca/model.ts'
import { type Difference, differences } from '../../compare.ts'
import type { VectorCase, VectorTheme } from '../../theme.ts'
import { play } from './play.ts'
import { byRefId, settled } from './record.ts'
import { type ExpressionVectors, expressionsIn, type Json, type Vector, vectorsIn } from './vector.ts'
import { createWorld, type World } from './world.ts'

const expressionsFile = 'expressions.json'

/** Pipelines and how they end, field by field; expressions as a stage sees them. */
export const theme: VectorTheme = {
  async load(files) {
    const vectors = [...files].filter(([name]) => name !== expressionsFile).flatMap(([, content]) => vectorsIn(content))
    const expressions = files.get(expressionsFile)
    const world = await createWorld()
    return {
      cases: [
        ...vectors.map((vector, index) => ({ id: vector.name, check: () => check(world, vector, index) })),
        ...(expressions === undefined ? [] : expressionCases(world, expressionsIn(expressions))),
      ],
      close: () => world.close(),
    }
  },
}

async function check(world: World, vector: Vector, index: number): Promise<Difference[]> {
  const got = (await play(world, vector, `key${String(index).padStart(5, '0')}`)) as Json
  if (vector.timingSensitive) return differences(vector.expected.status, got.status, '/status')
  const skipped = [...vector.unstablePaths.map((path) => withRefIds(path, vector.expected)), ...vector.sqlDiffers]
  return differences(byRefId(settled(vector.expected, new Map())), byRefId(got)).filter(
    ({ path }) => !skipped.some((skip) => path === skip || path.startsWith(`${skip}/`)),
  )
}

/** `/stages/3/context` with the stage's refId in place of its index. */
function withRefIds(path: string, { stages }: Json): string {
  return path.replace(/^\/stages\/(\d+)/, (whole, index) => {
    const refId = (stages as Json[] | undefined)?.[Number(index)]?.refId
    return refId === undefined ? whole : `/stages/refId=${refId}`
  })
}

function expressionCases(world: World, { pipeline, atStage, cases }: ExpressionVectors): VectorCase[] {
  let ended: Promise<Execution> | undefined
  return cases.map(({ expression, result, detail }) => ({
    id: `expression ${expression}`,
    async check() {
      ended ??= run(world, pipeline)
      const { id, stages } = await ended
      const stageId = stages.find(({ refId }) => refId === atStage)?.id
      const asked = `/pipelines/${id}/${stageId}/evaluateExpression?expression=${encodeURIComponent(expression)}`
      const { body } = await world.orca('GET', asked)
      const told = Object.entries(body.detail as Record<string, Json[]>).map(([key, failures]) => [
        key,
        failures.map(({ timestamp: _, ...failure }) => failure),
      ])
      const got = { result: body.result, detail: Object.fromEntries(told) }
      return differences({ result, detail }, settled(got, new Map([[id, '<execution>']])))
    },
  }))
}

async function run(world: World, pipeline: Json): Promise<Execution> {
  const { body } = await world.orca('POST', '/orchestrate', pipeline)
  const read = async () => (await world.orca('GET', body.ref)).body as Execution
  await world.passUntil(async () => (await read()).status === 'SUCCEEDED', 60_000)
  return read()
}
