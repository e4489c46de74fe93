import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { azureGroup, gcpGroup } from '../../src/providers/spot/driver/test-groups.ts'
import { createHome, type Home, type Product, startProduct } from '../support/product.ts'
import { runStages } from '../support/spot-deploys.ts'
import { type SpotSimulator, startSpotSimulator } from '../support/spot-simulator.ts'

let simulator: SpotSimulator
let home: Home
let product: Product

beforeAll(async () => {
  simulator = await startSpotSimulator({ speed: 500 })
  home = createHome(simulator.url)
  const account = (cloud: string) => ({
    ...{ name: `my-${cloud}`, cloud, accountId: `act-sandbox-${cloud}` },
    ...{ apiToken: 'sandbox-token', endpoint: simulator.url },
  })
  const spot = { enabled: true, accounts: [account('gcp'), account('azure')] }
  writeFileSync(join(home.directory, 'config/clouddriver.yml'), JSON.stringify({ spot }))
  product = await startProduct(home)
})
afterAll(async () => {
  await product?.stop()
  await simulator?.stop()
  home?.remove()
})

const clouds = [
  { cloud: 'gcp', region: 'us-central1', document: gcpGroup, image: 'demo-2', gracePeriod: 60 },
  { cloud: 'azure', region: 'eastus', document: azureGroup, image: 'demo-rg/demo-2', gracePeriod: 300 },
] as const

describe.each(clouds)('a pipeline on $cloud', ({ cloud, region, document, image, gracePeriod }) => {
  it('deploys, rolls, resizes, clones and destroys Elastigroups', async () => {
    const on = { cloudProvider: 'spot', credentials: `my-${cloud}`, region, regions: [region] }
    const cluster = `demo-${cloud}`
    const newest = { ...on, cluster, target: 'current_asg_dynamic' }
    const payload = JSON.stringify({ group: { ...document(), name: cluster, unknownToUs: [1, null] } })
    const roll = { batchSizePercentage: 50, gracePeriod }
    const capacity = { min: 0, max: 5, desired: 3 }
    const source = { account: `my-${cloud}`, region, asgName: `${cluster}-v000`, useSourceCapacity: true }
    await runStages(product, 'SUCCEEDED', { type: 'deployElastigroup', ...on, payload })
    await runStages(product, 'SUCCEEDED', { type: 'rollServerGroup', ...newest, imageId: image, roll })
    await runStages(product, 'SUCCEEDED', { type: 'resizeServerGroup', ...newest, action: 'scale_exact', capacity })
    const clone = { type: 'cloneServerGroup', ...on, application: 'demo', stack: cloud, source, imageId: image }
    await runStages(product, 'SUCCEEDED', clone)
    await runStages(product, 'SUCCEEDED', { type: 'destroyServerGroup', ...newest, target: 'ancestor_asg_dynamic' })
    const groups = (await simulator.groups()).filter(({ document: { name } }) => name.startsWith(cluster))
    expect(groups.map((group) => [group.document.name, group.document.capacity])).toEqual([
      [`${cluster}-v001`, { ...document().capacity, minimum: 0, target: 3, maximum: 5 }],
    ])
    expect(groups[0]?.document).toMatchObject({ unknownToUs: [1, null] })
    const rolled = (await simulator.everyGroup()).find(({ document: { name } }) => name === `${cluster}-v000`)
    expect(rolled?.rolls.map(({ status }) => status)).toEqual(['finished'])
  })
})
