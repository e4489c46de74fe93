import { executionStatusIsFinal } from '../../../../src/services/orca/engine/index.ts'
import type { Execution } from '../../../../src/services/orca/model.ts'
import { recordOf, settled } from './record.ts'
import type { Action, Condition, Json, Vector } from './vector.ts'
import type { Method, Reply, World } from './world.ts'

/** Of the world's milliseconds: the original was given up after as many. */
const patienceMs = 90_000
const recordedAfterMs = 900
const longestWaitMs = 600_000

/** Runs a vector's pipeline, does what was done to the original's, and records how it ended in the vector's own form. */
export async function play(world: World, vector: Vector, key: string): Promise<unknown> {
  const stub: [string, string][] = [
    [world.stubUrl, '{{STUB}}'],
    [world.stubUrl.replace(/^.*\/\//, ''), '{{STUB_HOST}}'],
    [key, '{{KEY}}'],
  ]
  const own = <T>(value: T): T =>
    JSON.parse(stub.reduce((text, [mine, theirs]) => text.replaceAll(theirs, mine), JSON.stringify(value)))
  const pipeline = own({ id: `cfg-${vector.name}`, ...vector.pipeline })
  for (const config of own(vector.front50)) await mustSucceed(world.front50('POST', '/pipelines', config))
  try {
    const submitted = await world.orca('POST', '/orchestrate', pipeline)
    const submit = { httpStatus: submitted.status, ...refusalOf(submitted) }
    const id = idOf(submitted) ?? (await newestOf(world, String(pipeline.id)))
    if (id === undefined) return { submit }
    const { others, snapshots, results } = await act(world, own(vector.actions), id, pipeline)
    const kept = await world.orca('GET', `/pipelines/${id}`)
    if (kept.status === 404) return settled({ submit, ...present('actionResults', results) }, new Map(stub))
    const isOver = async () => (await family(world, id, others)).every(hasEnded)
    await world.passUntil(isOver, patienceMs)
    await world.pass(recordedAfterMs)
    await world.passUntil(async () => (await family(world, id, others)).every(isStill), patienceMs)

    const main = await read(world, id)
    const children = await childrenOf(world, main)
    const beside = await Promise.all([...others].map(async ([as, other]) => [as, await read(world, other)] as const))
    const replacements = new Map<string, string>([
      ...stub,
      [id, '<execution>'],
      ...children.map(([refId, child]): [string, string] => [child.id, `<child:${refId}>`]),
      ...main.stages.map(({ id, refId }): [string, string] => [id, `<stage:${refId}>`]),
    ])
    return settled(
      {
        submit,
        ...recordOf(main),
        ...present('actionResults', results),
        ...present(
          'children',
          children.map(([refId, child]) => [`<child:${refId}>`, recordOf(child)]),
        ),
        ...present(
          'others',
          beside.map(([as, other]) => [as, recordOf(other)]),
        ),
        ...present(
          'snapshots',
          [...snapshots].map(([as, shot]) => [as, recordOf(shot)]),
        ),
      },
      replacements,
    )
  } finally {
    for (const { application, name } of vector.front50) {
      await world.front50('DELETE', `/pipelines/${application}/${encodeURIComponent(name)}`)
    }
  }
}

async function act(world: World, actions: readonly Action[], id: string, pipeline: Json) {
  const others = new Map<string, string>()
  const snapshots = new Map<string, Execution>()
  const results: Json[] = []
  for (const action of actions) {
    if (action.when !== undefined) await waitFor(world, id, action.when)
    if (action.sleep !== undefined) await world.pass(action.sleep)
    if (action.do === undefined) continue
    if (action.do === 'snapshot') {
      await world.pass(0)
      snapshots.set(action.as ?? '', await read(world, id))
      continue
    }
    const answer =
      action.do === 'again'
        ? await world.orca('POST', '/orchestrate', pipeline)
        : await world.orca(...(await requestFor(world, action, id, others)))
    if (action.do === 'again') others.set(action.as ?? '', idOf(answer) ?? '')
    const { do: kind, stage } = action
    results.push({ do: kind, httpStatus: answer.status, ...(stage && { stage }), ...refusalOf(answer) })
  }
  return { others, snapshots, results }
}

async function waitFor(world: World, id: string, condition: Condition): Promise<void> {
  const met = await world.passUntil(async () => isMet(await read(world, id), condition), longestWaitMs)
  if (!met) throw new Error(`It never came to ${JSON.stringify(condition)}`)
}

function isMet(execution: Execution, condition: Condition): boolean {
  if (condition.execution === 'done') return hasEnded(execution)
  if (condition.execution !== undefined) return execution.status === condition.execution
  const stage = execution.stages.find(({ refId }) => refId === condition.stage)
  if (stage === undefined) return false
  if (condition.task !== undefined)
    return stage.tasks.some(({ name, status }) => name === condition.task && status === condition.status)
  if (stage.status !== condition.status) return false
  return stage.status !== 'RUNNING' || stage.tasks.some(({ status }) => status === 'RUNNING')
}

async function requestFor(
  world: World,
  action: Action,
  id: string,
  others: ReadonlyMap<string, string>,
): Promise<[Method, string, unknown?]> {
  const execution = `/pipelines/${action.target === undefined ? id : others.get(action.target)}`
  const stage = async () =>
    `${execution}/stages/${(await read(world, id)).stages.find(({ refId }) => refId === action.stage)?.id}`
  switch (action.do) {
    case 'patch':
      return ['PATCH', await stage(), action.body ?? {}]
    case 'restart':
      return ['PUT', `${await stage()}/restart`, action.body ?? {}]
    case 'cancel':
      return ['PUT', `${execution}/cancel${action.reason ? `?reason=${encodeURIComponent(action.reason)}` : ''}`]
    case 'delete':
      return ['DELETE', execution]
    default:
      return ['PUT', `${execution}/${action.do}`]
  }
}

const idOf = ({ body }: Reply): string | undefined =>
  typeof body?.ref === 'string' ? body.ref.split('/').at(-1) : undefined

/** A refused pipeline may have been kept as a failed execution. */
async function newestOf(world: World, configId: string): Promise<string | undefined> {
  const { body } = await world.orca('GET', `/pipelines?pipelineConfigIds=${encodeURIComponent(configId)}&limit=1`)
  return body[0]?.id
}

const read = async (world: World, id: string): Promise<Execution> =>
  (await mustSucceed(world.orca('GET', `/pipelines/${id}`))).body

async function childrenOf(world: World, execution: Execution): Promise<[string, Execution][]> {
  const started = execution.stages.filter(
    ({ type, context }) => type === 'pipeline' && typeof context.executionId === 'string',
  )
  return Promise.all(
    started.map(
      async ({ refId, context }): Promise<[string, Execution]> => [
        refId ?? '',
        await read(world, String(context.executionId)),
      ],
    ),
  )
}

/** The execution with those that it started and those that were started beside it. */
async function family(world: World, id: string, others: ReadonlyMap<string, string>): Promise<Execution[]> {
  const main = await read(world, id)
  const beside = await Promise.all([...others.values()].map((other) => read(world, other)))
  return [main, ...(await childrenOf(world, main)).map(([, child]) => child), ...beside]
}

const hasEnded = ({ status }: Execution) => executionStatusIsFinal(status)
const isStill = ({ stages }: Execution) => stages.every(({ status }) => status !== 'RUNNING')

const refusalOf = ({ status, body }: Reply): Json =>
  status < 400 ? {} : { error: body?.error, exception: body?.exception, message: body?.message }

function present(key: string, entries: readonly unknown[]): Json {
  if (entries.length === 0) return {}
  return { [key]: Array.isArray(entries[0]) ? Object.fromEntries(entries as [string, unknown][]) : entries }
}

async function mustSucceed(asked: Promise<Reply>): Promise<Reply> {
  const answer = await asked
  if (answer.status >= 400) throw new Error(`It was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer
}
