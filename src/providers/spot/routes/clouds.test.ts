import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { azureGroup, gcpGroup } from '../driver/test-groups.ts'
import type { Entry } from '../timeline/entry.ts'
import { startWorld, type World } from './testing.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.stop())

const clouds = [
  { account: 'my-gcp', region: 'us-central1', document: gcpGroup, name: 'GCP' },
  { account: 'my-azure', region: 'eastus', document: azureGroup, name: 'Azure' },
]

describe.each(clouds)('on $name', ({ account, region, document }) => {
  let group: string
  beforeEach(async () => {
    await world.seed({ ...document(), name: 'demo-main-v000' }, 30, account)
    group = `/spot/serverGroups/${account}/${region}/demo-main-v000`
  })

  it('groups, clusters, applications and the account tell what they cost', async () => {
    const { status, body } = await world.get(`${group}/costs?from=2026-01-04`)
    expect(status).toBe(200)
    expect(body.runningHours).toBeGreaterThan(30)
    expect(body.actualCosts).toBeLessThan(body.onDemandCosts)
    expect(body.saved).toBeCloseTo(body.onDemandCosts - body.actualCosts, 3)
    for (const url of [`/spot/clusters/demo/${account}/demo-main`, '/spot/applications/demo']) {
      const { body: sum } = await world.get(`${url}/costs?from=2026-01-04`)
      expect(sum).toMatchObject({
        runningHours: body.runningHours,
        complete: true,
        members: [{ name: 'demo-main-v000' }],
      })
    }
    const { body: days } = await world.get(`/spot/accounts/${account}/costs?from=2026-01-04`)
    expect(days.series).toMatchObject([{ at: Date.parse('2026-01-04') }])
    expect((await world.get(`/spot/accounts/${account}/potentialSavings`)).body).toMatchObject({ members: [] })
  })

  it('a timeline tells what the log tells, and which execution did it', async () => {
    const at = { credentials: account, serverGroupName: 'demo-main-v000', region }
    await world.run('resizeServerGroup', { ...at, capacity: { min: 0, max: 10, desired: 4 } }, 'grow')
    world.control.advance(120)
    const { body } = await world.get(`${group}/timeline`)
    const launches = (body.entries as Entry[]).filter(({ kind, executionId }) => kind === 'launch' && executionId)
    expect(launches.length).toBeGreaterThan(0)
    expect(new Set(launches.map(({ executionId }) => executionId))).toEqual(new Set(['grow']))
    const [machine] = launches[0]!.instanceIds
    const { body: its } = await world.get(`${group}/timeline?instanceId=${machine}`)
    expect((its.entries as Entry[]).map(({ kind }) => kind)).toContain('launch')
    for (const { instanceIds } of its.entries as Entry[]) expect(instanceIds).toEqual([machine])
  })

  it('rolls and groups are listed, and what the cloud has not is said in a sentence', async () => {
    expect((await world.get(`${group}/rolls`)).body).toEqual([])
    expect((await world.get(`/spot/accounts/${account}/groups`)).body).toMatchObject([
      { name: 'demo-main-v000', region, application: 'demo' },
    ])
    for (const url of [`${group}/statefulInstances`, `/spot/accounts/${account}/instanceTypes?region=${region}`]) {
      const { status, body } = await world.get(url)
      expect([status, body.message]).toEqual([400, expect.stringMatching(/^Elastigroups on .* can't/)])
    }
  })
})
