import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { group, launch, startSpot } from '../testing.ts'

type Json = Record<string, unknown>

let spot: Awaited<ReturnType<typeof startSpot>>
beforeAll(async () => {
  spot = await startSpot({ scenario: { rolesReadyInSeconds: { 'fresh-role': 20, 'late-role': 600 } } })
})
afterAll(() => spot.close())
beforeEach(() => spot.control.reset())

const create = (changes: Json = {}, options = {}) =>
  spot.run('createServerGroup', { application: 'demo', stack: 'main', group: group(), ...changes }, options)
const names = () => spot.groups().map(({ document }) => document.name)
const newest = () =>
  spot.groups().at(-1)?.document as unknown as Json & { compute: { launchSpecification: Json }; capacity: Json }
const specified = (changes: Json) => {
  const { compute } = group() as { compute: Json }
  return group({ compute: { ...compute, launchSpecification: launch(changes) } })
}

describe('a new group', () => {
  it('takes one call that lists and one that creates', async () => {
    spot.settled()
    spot.control.clearCalls()
    await create()
    expect(spot.calls()).toEqual(['GET /aws/ec2/group', 'POST /aws/ec2/group'])
  })

  it.each([
    ['the first of its cluster', [], 'demo-main-v000'],
    ['after the youngest', ['demo-main-v000', 'demo-main-v001'], 'demo-main-v002'],
    ['after a gap, which stays', ['demo-main-v003'], 'demo-main-v004'],
    ['from the start again after the last number', ['demo-main-v999'], 'demo-main-v000'],
    [
      'past numbers that are taken after the last',
      ['demo-main-v000', 'demo-main-v001', 'demo-main-v999'],
      'demo-main-v002',
    ],
    ['beside clusters with almost its name', ['demo-main-extra-v007', 'demo-v003'], 'demo-main-v000'],
  ])('is numbered as %s', async (_how, taken, name) => {
    for (const each of taken) {
      spot.settled({ name: each })
      spot.control.advance(10)
    }
    const { result } = await create()
    expect(result.resultObjects).toMatchObject([{ serverGroupNames: [`us-east-1:${name}`] }])
  })

  it('is refused when all thousand numbers are taken', async () => {
    for (let number = 0; number < 1_000; number += 1) {
      spot.settled({
        name: `demo-main-v${String(number).padStart(3, '0')}`,
        capacity: { minimum: 0, target: 0, maximum: 1 },
      })
    }
    await expect(create()).rejects.toThrow('All server group names for cluster demo-main in us-east-1 are taken')
  })

  it('never has the name of one that is created at the same moment', async () => {
    await Promise.all([create(), create(), create()])
    expect(names().sort()).toEqual(['demo-main-v000', 'demo-main-v001', 'demo-main-v002'])
  })

  it('has every field of its document, to the byte, and its own minimum', async () => {
    const document = group({ zeta: { list: [1, null, 'a'], 'odd key': {} }, alpha: 1 })
    await create({ group: document })
    const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...made } = newest()
    const tags = (made.compute.launchSpecification.tags as Json[]).filter(({ tagKey }) => tagKey !== 'gennaker:request')
    const own = {
      ...made,
      compute: { ...made.compute, launchSpecification: { ...made.compute.launchSpecification, tags } },
    }
    expect(JSON.parse(JSON.stringify(own))).toEqual({ ...document, name: 'demo-main-v000' })
  })

  it('has what the request says itself, and all else of its source', async () => {
    spot.settled({
      scaling: { up: [{ policyName: 'p', threshold: 70, action: { type: 'adjustment', adjustment: '1' } }] },
    })
    await spot.run('cloneServerGroup', {
      source: { region: 'us-east-1', asgName: 'demo-main-v000' },
      imageId: 'ami-0000000000000a002',
      capacity: { desired: 3 },
      tags: { team: 'sails', app: null },
      loadBalancers: ['classic', 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/other/1'],
      userData: '#!/bin/sh\necho hello',
      instanceTypes: { onDemand: 'm5.xlarge', spot: ['m5.xlarge', 'm4.xlarge'] },
      keyPair: 'ops',
      securityGroups: ['sg-2'],
      iamRole: 'arn:aws:iam::1:instance-profile/web',
      strategy: { risk: 60 },
      overrides: { compute: { launchSpecification: { ebsOptimized: true, healthCheckType: null } } },
    })
    expect(newest()).toMatchObject({
      name: 'demo-main-v001',
      capacity: { minimum: 1, target: 3, maximum: 6, unit: 'instance' },
      strategy: { risk: 60, availabilityVsCost: 'balanced', drainingTimeout: 60 },
      scaling: { up: [{ policyName: 'p' }] },
      unknownToUs: { kept: [1, null, { a: 'b' }] },
      compute: {
        instanceTypes: { ondemand: 'm5.xlarge', spot: ['m5.xlarge', 'm4.xlarge'] },
        launchSpecification: {
          imageId: 'ami-0000000000000a002',
          userData: Buffer.from('#!/bin/sh\necho hello').toString('base64'),
          keyPair: 'ops',
          securityGroupIds: ['sg-2'],
          iamRole: { arn: 'arn:aws:iam::1:instance-profile/web' },
          ebsOptimized: true,
          tags: [{ tagKey: 'team', tagValue: 'sails' }, { tagKey: 'gennaker:request' }],
          loadBalancersConfig: {
            loadBalancers: [
              { type: 'CLASSIC', name: 'classic' },
              {
                type: 'TARGET_GROUP',
                name: 'other',
                arn: 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/other/1',
              },
            ],
          },
        },
      },
    })
    expect(newest().compute.launchSpecification).not.toHaveProperty('healthCheckType')
  })

  it("keeps the source's image when the request has none to offer", async () => {
    spot.settled()
    await spot.run('cloneServerGroup', { source: { region: 'us-east-1', asgName: 'demo-main-v000' }, imageId: null })
    expect(newest().compute.launchSpecification.imageId).toBe('ami-0000000000000a001')
  })

  it('begins in traffic, whatever its source is noted for', async () => {
    spot.control.setSettings({ groupStandby: false })
    spot.settled()
    await spot.run('disableServerGroup', { serverGroupName: 'demo-main-v000', region: 'us-east-1' })
    await spot.run('cloneServerGroup', { source: { region: 'us-east-1', asgName: 'demo-main-v000' } })
    const reading = await spot.driver.read(await spot.driver.get(newest().id as string), { rolls: false })
    expect(reading.disabled).toBe(false)
    expect(JSON.stringify(newest())).not.toContain('gennaker:standby')
  })

  it('comes from a payload: under its own name, else under the next of its cluster', async () => {
    const payload = (name: string) => JSON.stringify({ group: group({ name }) })
    await spot.run('deployElastigroup', { payload: payload('demo-main-v004') })
    await spot.run('deployElastigroup', { payload: payload('demo-main-v004') })
    await spot.run('deployElastigroup', { payload: payload('demo-main') })
    expect(names()).toEqual(['demo-main-v004', 'demo-main-v005', 'demo-main-v006'])
  })

  it("may be written in the names of Spot's SDKs", async () => {
    const { strategy: _strategy, ...rest } = group()
    await create({
      group: { ...rest, id: 'sig-old', strategy: { spotPercentage: 70, elastigroupOrientation: 'CHEAPEST' } },
    })
    expect(newest()).toMatchObject({ strategy: { risk: 70, availabilityVsCost: 'cheapest' } })
  })

  it('comes to another region only with what belongs to that region', async () => {
    spot.settled()
    const clone = (more: Json) =>
      spot.run('cloneServerGroup', {
        source: { region: 'us-east-1', asgName: 'demo-main-v000' },
        region: 'us-west-2',
        ...more,
      })
    await expect(clone({})).rejects.toThrow("The group's document is for us-east-1, not for us-west-2")
    const zones = [{ name: 'us-west-2a', subnetIds: ['subnet-2'] }]
    await clone({ overrides: { region: 'us-west-2', compute: { availabilityZones: zones } } })
    expect(newest()).toMatchObject({ name: 'demo-main-v000', region: 'us-west-2' })
  })

  it('is refused with all that is wrong, before Spot is asked', async () => {
    const wrong = group({ scaling: { up: [{ policyName: 'a' }], target: [{ policyName: 'b' }] } })
    await expect(create({ group: wrong })).rejects.toThrow(/simple policies .* and target policies exclude each other/)
    expect(spot.calls()).toEqual([])
  })

  it('is not refused for what its source has as well', async () => {
    const { compute } = group() as { compute: Json }
    const odd = group({
      compute: { ...compute, launchSpecification: launch({ images: [{ id: 'ami-0000000000000a001' }] }) },
    })
    spot.groups()
    spot.control.addFault({
      match: { method: 'GET', pathRegex: '/group/sig-odd' },
      rawBody: JSON.stringify({ response: { items: [{ id: 'sig-odd', ...odd }] } }),
      status: 200,
    })
    await expect(
      spot.run('cloneServerGroup', { source: { elastigroupId: 'sig-odd', region: 'us-east-1' } }),
    ).rejects.toThrow(/Spot refused to create group/)
  })
})

const answer = (...items: unknown[]) => ({ status: 200, rawBody: JSON.stringify({ response: { items } }) })

describe('an answer that nobody has seen before', () => {
  it('about some group is in the way of no other', async () => {
    const live = { id: 'sig-1', ...group({ name: 'demo-main-v004' }) }
    const listed = { method: 'GET', pathRegex: '^/aws/ec2/group\\?' }
    spot.control.addFault({
      match: listed,
      ...answer({ id: 7 }, null, { id: 'sig-2', name: 'x', capacity: 'big' }, live),
    })
    await create()
    expect(names()).toEqual(['demo-main-v005'])
  })

  it('may wrap the group, as the description draws it', async () => {
    const made = { method: 'POST', pathRegex: '^/aws/ec2/group\\?' }
    spot.control.addFault({
      match: made,
      times: 1,
      ...answer({ group: { id: 'sig-1', ...group({ name: 'demo-main-v000' }) } }),
    })
    const { result } = await create()
    expect(result.resultObjects).toMatchObject([{ elastigroupId: 'sig-1' }])
  })

  it('may be about all groups where one name was asked for', async () => {
    const all = [group({ name: 'demo-main-v001' }), group()].map((each, index) => ({ id: `sig-${index}`, ...each }))
    spot.control.addFault({ match: { method: 'GET', pathRegex: 'name=' }, ...answer(...all) })
    spot.control.addFault({ match: { method: 'GET', pathRegex: '/sig-1\\?' }, ...answer(all[1]) })
    await expect(
      spot.run('cloneServerGroup', { source: { region: 'us-east-1', asgName: 'demo-main-v000' } }),
    ).resolves.toBeDefined()
  })

  it('about a change may tell nothing of it', async () => {
    const id = spot.settled()
    spot.control.addFault({ match: { method: 'PUT' }, when: 'after', quirk: 'omit-items', times: 1 })
    await spot.run('updateElastigroup', { elastigroupId: id, group: { description: 'x' } })
    expect(newest()).toMatchObject({ description: 'x' })
    expect(spot.calls().filter((call) => call.startsWith('PUT'))).toHaveLength(1)
  })
})

describe('a creation on a bad day', () => {
  it.each([
    ['a connection that breaks', { dropConnection: true }],
    ["a gateway's page", { status: 502, rawBody: '<html>Bad Gateway</html>' }],
    ['an answer without items', { quirk: 'omit-items' as const }],
  ])('whose answer is lost in %s makes one group', async (_how, fault) => {
    spot.control.addFault({
      match: { method: 'POST', pathRegex: '^/aws/ec2/group\\?' },
      when: 'after',
      times: 1,
      ...fault,
    })
    const { result, lines } = await create()
    expect(names()).toEqual(['demo-main-v000'])
    expect(result.resultObjects).toMatchObject([{ serverGroupNames: ['us-east-1:demo-main-v000'] }])
    expect(lines).toContain("Spot's answer was lost; looking whether demo-main-v000 was created")
  })

  it('that never reached Spot is tried again, after a look', async () => {
    spot.control.addFault({ match: { method: 'POST' }, times: 1, dropConnection: true })
    await create()
    expect(names()).toEqual(['demo-main-v000'])
  })

  it('fails with what was last said when it never works, and can be made again', async () => {
    const fault = spot.control.addFault({ match: { method: 'POST' }, status: 503 })
    await expect(create({}, { requestId: 'the-request' })).rejects.toMatchObject({ retryable: true })
    spot.control.removeFault(fault.id)
    await create({}, { requestId: 'the-request' })
    await create({}, { requestId: 'the-request' })
    expect(names()).toEqual(['demo-main-v000'])
  })

  it('waits for a role that the cloud does not know yet', async () => {
    const { lines } = await create({ group: specified({ iamRole: { name: 'fresh-role' } }) })
    expect(names()).toEqual(['demo-main-v000'])
    expect(lines.join()).toMatch(/Invalid IAM Instance Profile.*Trying again for 60 seconds/)
  })

  it('gives up on one that does not come within a minute', async () => {
    const started = spot.control.now()
    await expect(create({ group: specified({ iamRole: { name: 'late-role' } }) })).rejects.toThrow(/fresh|late-role/)
    expect(spot.control.now() - started).toBeGreaterThanOrEqual(60_000)
    expect(spot.control.now() - started).toBeLessThan(70_000)
  })

  it('waits for an image, but not for what can be none', async () => {
    spot.control.addFault({
      match: { method: 'POST' },
      times: 2,
      status: 400,
      errors: [{ code: 'CANT_VALIDATE_IMAGE', message: "Can't validate ami ami-0000000000000a001" }],
    })
    await create()
    const started = spot.control.now()
    await expect(create({ imageId: 'not-an-image' })).rejects.toThrow(/CANT_VALIDATE_IMAGE/)
    expect(spot.control.now()).toBe(started)
  })

  it('takes another name when its own was taken while its process was away', async () => {
    const facts = new Map<string, unknown>()
    spot.control.addFault({ match: { method: 'POST' }, times: 1, status: 403 })
    await expect(create({}, { facts, requestId: 'r' })).rejects.toThrow('HTTP 403')
    spot.settled({ name: 'demo-main-v000' })
    const { lines } = await create({}, { facts, requestId: 'r' })
    expect(names()).toEqual(['demo-main-v000', 'demo-main-v001'])
    expect(lines).toContain('demo-main-v000 was taken meanwhile; another name is tried')
  })
})
