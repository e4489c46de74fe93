import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home, type Product, saveSamples, startProduct, trigger } from '../support/product.ts'
import { type SpotSimulator, startSpotSimulator } from '../support/spot-simulator.ts'
import { points, randomFrom, seed } from './points.ts'

const images = ['ami-0000000000000a001', 'ami-0000000000000a002']

let simulator: SpotSimulator
let home: Home
let product: Product
let changesOfARelease = 0

beforeAll(async () => {
  process.stdout.write(`kill -9 at ${points} points; the same ones again with GENNAKER_CHAOS_SEED=${seed}\n`)
  simulator = await startSpotSimulator({ speed: 1_000 })
  home = createHome(simulator.url)
  product = await startProduct(home)
  await saveSamples(product)
  // The first release shows how many changes a point can be chosen from; the second has an old group, like all that follow.
  await product.untilExecution(await release(0), 'SUCCEEDED')
  const events = await product.events()
  await events.next()
  const id = await release(1)
  const status = async () => (await events.next(isOf(id))).data as { status: string }
  do changesOfARelease += 1
  while ((await status()).status !== 'SUCCEEDED')
  events.close()
})
afterAll(async () => {
  await product?.stop()
  await simulator?.stop()
  home?.remove()
})

const release = (round: number) =>
  trigger(product, 'demo', 'Release', { image: images[round % 2], judgement: 'off', keepSeconds: '0' })
const isOf = (id: string) => (event: { data: unknown }) => (event.data as { executionId?: string }).executionId === id

/** Lets `count` changes of the execution pass, or its end, whichever is first. */
async function untilChanges(id: string, count: number): Promise<void> {
  const events = await product.events()
  try {
    await events.next()
    for (let seen = 0; seen < count; seen += 1) {
      const { data } = await events.next((event) => event.event === 'execution' && isOf(id)(event))
      if ((data as { status: string }).status !== 'RUNNING') return
    }
  } finally {
    events.close()
  }
}

describe('a Release whose process is killed', () => {
  const random = randomFrom(seed)
  const chosen = Array.from({ length: points }, (_, point) => ({
    point,
    share: random(),
    extraMs: Math.floor(random() * 30),
  }))

  it.each(chosen)('at point $point ends as if nothing had happened', async ({ point, share, extraMs }) => {
    await simulator.forgetCalls()
    const id = await release(point)
    await untilChanges(id, Math.floor(share * changesOfARelease))
    // Not waiting for anything: a moment between two changes, chosen by the seed.
    await delay(extraMs)
    await product.kill()
    product = await startProduct(home)
    await product.untilExecution(id, 'SUCCEEDED')

    const creations = (await simulator.calls()).filter(
      ({ route, status }) => route === 'POST /aws/ec2/group' && status === 200,
    )
    expect(creations.length).toBeLessThanOrEqual(1)
    const groups = (await simulator.groups()).filter(({ document }) => document.name.startsWith('demo-prod-'))
    expect(groups).toHaveLength(1)
    expect(groups[0]?.document.compute.launchSpecification.imageId).toBe(images[point % 2])
    expect(groups[0]?.suspensions).toEqual([])
    const names = (await simulator.everyGroup()).map(({ document }) => document.name)
    expect(new Set(names).size).toBe(names.length)
  })
})
