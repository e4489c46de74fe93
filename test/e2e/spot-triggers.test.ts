import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home, type Product, startProduct } from '../support/product.ts'
import { type SpotSimulator, startSpotSimulator } from '../support/spot-simulator.ts'

const secret = 'the-secret-of-prod'
let simulator: SpotSimulator
let home: Home
let product: Product

const group = {
  name: 'demo-live-v000',
  region: 'us-east-1',
  capacity: { minimum: 0, maximum: 10, target: 2, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'balanced', fallbackToOd: true, drainingTimeout: 0 },
  compute: {
    product: 'Linux/UNIX',
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large'] },
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-1'] }],
    launchSpecification: { imageId: 'ami-0000000000000a001', securityGroupIds: ['sg-1'], monitoring: false },
  },
}

/** Asks the simulated Spot, as a person with a token would. */
async function askSpot(path: string, body: object) {
  const headers = { authorization: 'Bearer sandbox-token', 'content-type': 'application/json' }
  const answer = await fetch(simulator.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  expect([path, answer.status]).toEqual([path, 200])
}

beforeAll(async () => {
  simulator = await startSpotSimulator()
  await askSpot('/_sim/groups', { accountId: 'act-sandbox', document: group, ageHours: 48 })
  home = createHome(simulator.url)
  const tree = { webhooks: { sources: [{ source: 'prod', secret }] } }
  writeFileSync(join(home.directory, 'config/echo.yml'), JSON.stringify(tree))
  product = await startProduct(home)
})
afterAll(async () => {
  await product?.stop()
  await simulator?.stop()
  home?.remove()
})

const note = (refId: string) => ({
  ...{ refId, requisiteStageRefIds: [], type: 'evaluateVariables', name: 'Note' },
  variables: [{ key: 'what', value: '${trigger.spot.instanceId} of ${trigger.spot.serverGroupName}' }],
})

async function savePipeline(name: string, trigger: object, stages: object[] = [note('1')]): Promise<void> {
  const triggers = [{ type: 'spot', enabled: true, source: 'prod', ...trigger }]
  const body = { application: 'demo', name, stages, triggers }
  const { status, text } = await product.gate('/pipelines', { method: 'POST', body })
  expect([status, text]).toEqual([200, expect.anything()])
}

const notify = (body: object, query = `?secret=${secret}`) =>
  product.gate(`/webhooks/spot/prod${query}`, { method: 'POST', body })

const executionsOf = async (name: string) => {
  const { body } = await product.gate(`/applications/demo/pipelines?limit=50`)
  return (body as { id: string; name: string; trigger: Record<string, unknown> }[]).filter((each) => each.name === name)
}

/** Asks whenever something changed, until there are executions. */
async function untilStarted(name: string) {
  const events = await product.events()
  try {
    for (;;) {
      await events.next(({ event }) => event === 'hello' || event === 'gap' || event === 'execution')
      const found = await executionsOf(name)
      if (found.length > 0) return found
    }
  } finally {
    events.close()
  }
}

describe('a notification of Spot’s, posted to Gate', () => {
  const terminate = (group: string, more: object = {}) => ({
    ...{ event: 'AWS_EC2_INSTANCE_TERMINATE', instance_id: 'i-0aa', resource_id: 'sig-1', resource_name: group },
    ...more,
  })

  it('starts the pipeline that waits for it, which reads what happened', async () => {
    await savePipeline('Interrupted', { eventTypes: ['AWS_EC2_INSTANCE_TERMINATE'], cluster: 'demo-prod' })
    await notify(terminate('other-prod-v000'))
    const { status, body } = await notify(terminate('demo-prod-v007'))
    expect([status, body]).toEqual([200, { eventProcessed: true, eventId: expect.any(String) }])
    const [started, ...others] = await untilStarted('Interrupted')
    expect(others).toEqual([])
    expect(started?.trigger).toMatchObject({ type: 'spot', eventId: body.eventId, user: 'anonymous' })
    const ended = await product.untilExecution(started!.id, 'SUCCEEDED')
    expect(ended.stages[0]?.outputs).toMatchObject({ what: 'i-0aa of demo-prod-v007' })
    const { text } = await product.gate(`/pipelines/${started!.id}`)
    expect(text).not.toContain(secret)
  })

  it('is refused without its secret', async () => {
    expect((await notify(terminate('demo-prod-v007'), '')).status).toBe(403)
    expect((await notify(terminate('demo-prod-v007'), '?secret=guessed-secret')).status).toBe(403)
  })

  it('that Spot itself sends starts a pipeline, and the timeline says what that did', async () => {
    const scale = {
      ...{ refId: '1', requisiteStageRefIds: [], type: 'scaleElastigroup', name: 'Grow', cloudProvider: 'spot' },
      ...{ credentials: 'sandbox', region: 'us-east-1', serverGroupName: '${trigger.spot.serverGroupName}' },
      ...{ direction: 'up', adjustment: 1 },
    }
    await savePipeline('Reinforce', { eventTypes: ['AWS_EC2_INSTANCE_TERMINATE'], cluster: 'demo-live' }, [scale])
    const [live] = await simulator.groups()
    const subscription = {
      ...{ resourceId: live!.id, eventType: 'AWS_EC2_INSTANCE_TERMINATE', protocol: 'web' },
      endpoint: `${product.url}/webhooks/spot/prod?secret=${secret}`,
      eventFormat: { event: '%event%', instance_id: '%instance-id%', resource_name: '%resource-name%' },
    }
    await askSpot('/events/subscription?accountId=act-sandbox', { subscription })
    const lost = live!.instances[0]!.instanceId
    await askSpot(`/_sim/instances/${lost}/interrupt`, {})
    const [started] = await untilStarted('Reinforce')
    await product.untilExecution(started!.id, 'SUCCEEDED')
    const [grown] = await simulator.groups()
    expect(grown?.document.capacity.target).toBe(3)

    const place = '/spot/serverGroups/sandbox/us-east-1/demo-live-v000'
    const { body: timeline } = await product.gate(`${place}/timeline`)
    const [interrupted] = timeline.entries.filter(({ kind }: { kind: string }) => kind === 'interruption')
    expect(interrupted).toMatchObject({ instanceIds: [lost] })
    const done = timeline.entries.filter(({ executionId }: { executionId?: string }) => executionId === started!.id)
    expect(done[0]).toMatchObject({ executionName: 'Reinforce', executionType: 'PIPELINE' })
    const { body: costs } = await product.gate(`${place}/costs`)
    expect(costs.runningHours).toBeGreaterThan(90)
    expect(costs.savingsPercentage).toBeCloseTo(70, 1)
    const logs = `demo-live/serverGroups/demo-live-v000/elastilogs?elastigroupId=${live!.id}&period=ONE_DAY&severity=WARN`
    const { text } = await product.gate(`/applications/demo/clusters/sandbox/${logs}`)
    expect(text).toContain(`Instance ${lost} got an interruption notice`)
    expect(text + JSON.stringify([timeline, costs])).not.toContain('sandbox-token')
  })

  it('is not lost when the process is killed right after its answer, and starts once', async () => {
    await savePipeline('Survivor', { cluster: 'demo-survivor' })
    const body = terminate('demo-survivor-v001', { id: 'the-one' })
    expect((await notify(body)).status).toBe(200)
    await product.kill()
    product = await startProduct(home)
    expect((await notify(body)).status).toBe(200)
    const [started] = await untilStarted('Survivor')
    await product.untilExecution(started!.id, 'SUCCEEDED')
    await savePipeline('Later', { cluster: 'demo-later' })
    await notify(terminate('demo-later-v001'))
    await untilStarted('Later')
    expect(await executionsOf('Survivor')).toHaveLength(1)
  })
})
