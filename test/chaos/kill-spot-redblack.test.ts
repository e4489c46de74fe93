import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home, type Product, saveSamples, startProduct } from '../support/product.ts'
import { deployStage, image, runStages, sampleCluster, seenIn, startStages } from '../support/spot-deploys.ts'
import { type SpotSimulator, startSpotSimulator } from '../support/spot-simulator.ts'
import { points, randomFrom, seed } from './points.ts'

const images = [image.first, image.second]

let simulator: SpotSimulator
let home: Home
let product: Product

beforeAll(async () => {
  simulator = await startSpotSimulator({ speed: 500 })
  home = createHome(simulator.url)
  product = await startProduct(home)
  await saveSamples(product)
  await runStages(product, 'SUCCEEDED', deployStage(await sampleCluster('kill')))
})
afterAll(async () => {
  await product?.stop()
  await simulator?.stop()
  home?.remove()
})

describe('a red/black that keeps scaling off, whose process is killed', { timeout: 180_000 }, () => {
  const random = randomFrom(seed)
  // A release takes about so long; a third of the points, for each of them is a release.
  const takesMs = 2_500
  const chosen = Array.from({ length: Math.ceil(points / 3) }, (_, point) => ({
    point,
    afterMs: Math.floor(random() * takesMs),
  }))

  it.each(chosen)(
    'at point $point, after $afterMs ms, ends with scaling on and one group in traffic',
    async ({ point, afterMs }) => {
      const settings = { strategy: 'redblack', maxRemainingAsgs: 1, suspendScalingWhileDeploying: true }
      const imageId = images[(point + 1) % 2]
      const before = (await seenIn(simulator, 'demo-kill')).length
      const id = await startStages(product, deployStage(await sampleCluster('kill', { imageId, ...settings })))
      // Not waiting for anything: a moment that the seed chose.
      await delay(afterMs)
      await product.kill()
      product = await startProduct(home)
      await product.untilExecution(id, 'SUCCEEDED')
      const groups = await seenIn(simulator, 'demo-kill')
      expect(groups.filter(({ serving }) => serving > 0)).toEqual([
        { name: groups.at(-1)?.name, image: imageId, target: 2, suspended: [], serving: 2 },
      ])
      expect(groups.length).toBeLessThanOrEqual(before + 1)
      for (const old of groups.slice(0, -1)) expect(old.suspended).toEqual(['AUTO_SCALE', 'LB_REGISTRATION'])
    },
  )
})
