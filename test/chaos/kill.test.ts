import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Execution, type Home, type Product, startProduct, trigger } from '../support/product.ts'
import { points, randomFrom, seed } from './points.ts'

const stage = (refId: string, after: string[], more: object) => ({
  refId,
  requisiteStageRefIds: after,
  name: `Stage ${refId}`,
  ...more,
})
const child = {
  application: 'chaos',
  name: 'Child',
  id: 'chaos-child',
  stages: [stage('1', [], { type: 'wait', waitTime: 0 })],
}
/** Two branches that meet, a child pipeline in one of them, and expressions that read what went before. */
const parent = {
  application: 'chaos',
  name: 'Parent',
  id: 'chaos-parent',
  stages: [
    stage('1', [], { type: 'evaluateVariables', variables: [{ key: 'color', value: '${parameters.color}' }] }),
    stage('2', ['1'], { type: 'wait', waitTime: 0 }),
    stage('3', ['2'], { type: 'wait', waitTime: 0 }),
    stage('4', ['1'], { type: 'pipeline', application: 'chaos', pipeline: child.id, waitForCompletion: true }),
    stage('5', ['3', '4'], { type: 'evaluateVariables', variables: [{ key: 'seen', value: 'it was ${color}' }] }),
    stage('6', ['5'], { type: 'wait', waitTime: 0 }),
  ],
}

let home: Home
let product: Product
let changesOfARun = 0

beforeAll(async () => {
  process.stdout.write(`kill -9 at ${points} points; the same ones again with GENNAKER_CHAOS_SEED=${seed}\n`)
  home = createHome()
  product = await startProduct(home)
  for (const body of [child, parent]) {
    const { status, text } = await product.gate('/pipelines', { method: 'POST', body })
    expect(status, text).toBe(200)
  }
  // A run that nobody disturbs shows how many changes a point can be chosen from.
  const events = await product.events()
  await events.next()
  const id = await start()
  const status = async () => ((await events.next(isOf(id))).data as { status: string }).status
  do changesOfARun += 1
  while ((await status()) !== 'SUCCEEDED')
  events.close()
})
afterAll(async () => {
  await product?.stop()
  home?.remove()
})

const start = () => trigger(product, 'chaos', 'Parent', { color: 'red' })
const isOf = (id: string) => (event: { event: string; data: unknown }) =>
  event.event === 'execution' && (event.data as { executionId: string }).executionId === id

/** Lets `count` changes of an execution pass, or its end, whichever is first; `begin` starts it. */
async function afterChanges(count: number, begin: () => Promise<string>): Promise<string> {
  const events = await product.events()
  try {
    await events.next()
    const id = await begin()
    for (let seen = 0; seen < count; seen += 1) {
      const { data } = await events.next(isOf(id))
      if ((data as { status: string }).status === 'SUCCEEDED') break
    }
    return id
  } finally {
    events.close()
  }
}

describe('a pipeline whose process is killed', () => {
  const random = randomFrom(seed)
  const chosen = Array.from({ length: points }, (_, index) => ({ point: index + 1, share: random(), ms: random() * 3 }))

  it.each(chosen)(
    'at point $point ends as if nothing had happened, and has done nothing twice',
    async ({ share, ms }) => {
      const id = await afterChanges(Math.floor(share * changesOfARun), start)
      // Not a wait for something: a moment between two changes, chosen by the seed.
      await delay(ms)
      await product.kill()
      product = await startProduct(home)
      const { stages } = await product.untilExecution(id, 'SUCCEEDED')

      expect(stages.map(({ name, status }) => `${name} ${status}`).sort()).toEqual(
        parent.stages.map(({ name }) => `${name} SUCCEEDED`),
      )
      expect(stages.find(({ name }) => name === 'Stage 5')?.outputs).toMatchObject({ seen: 'it was red' })
      expect(await childrenOf(id)).toHaveLength(1)
    },
  )

  async function childrenOf(id: string): Promise<unknown[]> {
    const { body } = await product.gate<(Execution & { trigger: { parentExecution?: { id: string } } })[]>(
      `/executions?pipelineConfigIds=${child.id}&limit=1000`,
    )
    return body.filter(({ trigger }) => trigger.parentExecution?.id === id)
  }
})
