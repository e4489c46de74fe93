import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { group, startSpot } from '../testing.ts'

type Json = Record<string, unknown>

let spot: Awaited<ReturnType<typeof startSpot>>
beforeAll(async () => {
  spot = await startSpot()
})
afterAll(() => spot.close())
beforeEach(() => spot.control.reset())

const at = { serverGroupName: 'demo-main-v000', region: 'us-east-1' }
const now = () => spot.groups()[0]?.document as unknown as Json & { capacity: Json; scaling: Json; scheduling: Json }
const sent = () =>
  spot.control
    .calls()
    .filter(({ method }) => method === 'PUT')
    .map(({ body }) => body)
const update = (change: Json) => spot.run('updateElastigroup', { ...at, ...change })
const policy = (policyName: string, more: Json = {}) => ({
  policyName,
  metricName: 'CPUUtilization',
  namespace: 'AWS/EC2',
  threshold: 70,
  action: { type: 'adjustment', adjustment: '1' },
  ...more,
})

describe('an update', () => {
  it('changes any field, in whichever form it comes: what is absent stays, null clears, lists are replaced', async () => {
    spot.settled({ description: 'old', scaling: { up: [policy('a'), policy('b')] } })
    await update({ groupToUpdate: { group: { description: null, scaling: { up: [policy('c')] } } } })
    await update({ group: { strategy: { drainingTimeout: 90 } } })
    await update({ payload: '{"group": {"somethingNew": {"deep": [1]}}}' })
    expect(now()).toMatchObject({
      capacity: { minimum: 1, target: 2, maximum: 6 },
      strategy: { risk: 100, drainingTimeout: 90 },
      scaling: { up: [{ policyName: 'c' }] },
      somethingNew: { deep: [1] },
      unknownToUs: { kept: [1, null, { a: 'b' }] },
    })
    expect(now()).not.toHaveProperty('description')
  })

  it('says what it changed', async () => {
    const id = spot.settled()
    const { result, lines } = await update({ group: { capacity: { target: 3 }, description: 'x' } })
    expect(result.resultObjects).toEqual([
      { serverGroupName: 'demo-main-v000', elastigroupId: id, changed: ['capacity.target', 'description'] },
    ])
    expect(lines).toContain('Changing capacity.target, description of demo-main-v000')
  })

  it('takes what Deck sends back as the wire has it, without what only Spot writes', async () => {
    const id = spot.settled()
    const shown = spot.driver.present(await spot.driver.get(id))
    await update({ groupToUpdate: { group: { ...shown, thirdPartiesIntegration: undefined } } })
    const { createdAt: _created, updatedAt: _updated, id: _id, ...own } = now()
    expect(sent()).toEqual([{ group: JSON.parse(JSON.stringify(own)) }])
  })

  it('does not send integrations back that did not change: some are taken on creation only', async () => {
    const thirdPartiesIntegration = { codeDeploy: { cleanUpOnFailure: true }, ecs: { clusterName: 'one' } }
    spot.settled({ thirdPartiesIntegration })
    await update({ group: { thirdPartiesIntegration: { ...thirdPartiesIntegration, ecs: { clusterName: 'two' } } } })
    expect(sent()).toEqual([{ group: { thirdPartiesIntegration: { ecs: { clusterName: 'two' } } } }])
  })

  it('is refused in words where the group that would come of it contradicts itself', async () => {
    spot.settled({ scaling: { up: [policy('a')] } })
    const target = { policyName: 't', metricName: 'CPUUtilization', namespace: 'AWS/EC2', target: 50 }
    await expect(update({ group: { scaling: { target: [target] } } })).rejects.toThrow(
      /exclude each other; keep one kind/,
    )
    expect(sent()).toEqual([])
  })

  it('warns of what Spot takes otherwise than one may think', async () => {
    spot.settled()
    const { lines } = await update({ group: { strategy: { onDemandCount: 1 } } })
    expect(lines).toContain('Note: strategy: onDemandCount counts, risk beside it does not')
  })

  it('tells the way out when a roll stands in its way', async () => {
    const id = spot.settled()
    await spot.run('rollServerGroup', at)
    await expect(update({ group: { description: 'x' } })).rejects.toThrow(
      /GROUP_ROLL_IN_PROGRESS.*Roll sbgd-\w+ of demo-main-v000 is starting: wait for its end, or stop it/,
    )
    expect(await spot.driver.rolls(id)).toHaveLength(1)
  })

  it('waits for an image that the cloud does not know yet', async () => {
    spot.settled()
    const errors = [{ code: 'CANT_VALIDATE_IMAGE', message: "Can't validate ami ami-0000000000000a002" }]
    spot.control.addFault({ match: { method: 'PUT' }, times: 2, status: 400, errors })
    const { lines } = await update({
      group: { compute: { launchSpecification: { imageId: 'ami-0000000000000a002' } } },
    })
    expect(lines.join()).toContain('Trying again for 60 seconds')
    expect(now()).toMatchObject({ compute: { launchSpecification: { imageId: 'ami-0000000000000a002' } } })
  })

  it('reaches the very group that is named, or none', async () => {
    const id = spot.settled()
    const change = { group: { description: 'x' } }
    const run = (target: Json) => spot.run('updateElastigroup', { ...target, ...change })
    await expect(run({ elastigroupId: id, serverGroupName: 'other-v000' })).rejects.toThrow(/is named demo-main-v000/)
    await expect(run({ elastigroupId: id, application: 'other' })).rejects.toThrow(
      /does not belong to application other/,
    )
    await expect(run({ serverGroupName: 'demo-main-v000', region: 'us-west-2' })).rejects.toThrow(
      'There is no Elastigroup demo-main-v000 (account my-spot, region us-west-2)',
    )
    expect(sent()).toEqual([])
    await run({ elastigroupId: id, application: 'Demo' })
  })

  it('names two groups of one name apart instead of choosing one', async () => {
    const ids = [spot.settled(), spot.settled()]
    await expect(update({ group: { description: 'x' } })).rejects.toThrow(new RegExp(ids.join(', ')))
  })
})

describe('scaling policies', () => {
  const upsert = (kind: string, changed: Json, more: Json = {}) =>
    spot.run('upsertScalingPolicy', { ...at, kind, policy: changed, ...more })
  const names = () =>
    Object.fromEntries(
      Object.entries(now().scaling ?? {}).map(([kind, list]) => [
        kind,
        (list as Json[]).map((each) => each.policyName),
      ]),
    )

  it('are added, changed in their place, and moved between up and down', async () => {
    spot.settled()
    await upsert('up', policy('a'))
    await upsert('up', policy('b'))
    await upsert(
      'up',
      policy('a', { threshold: '80', index: 0, kind: 'up', action: { type: 'ADJUSTMENT_NUMERIC', adjustment: '2' } }),
    )
    expect(now().scaling).toEqual({
      up: [policy('a', { threshold: 80, action: { type: 'adjustment', adjustment: '2' } }), policy('b')],
    })
    await upsert('down', policy('b', { operator: 'lte' }))
    expect(names()).toEqual({ up: ['a'], down: ['b'] })
    await upsert('up', policy('renamed'), { policyName: 'a' })
    expect(names()).toEqual({ up: ['renamed'], down: ['b'] })
  })

  it('keep what is not known of them, and each other untouched', async () => {
    const odd = policy('odd', { novelty: { x: 1 }, threshold: '70' })
    spot.settled({ scaling: { up: [odd] } })
    await upsert('up', policy('a', { novelty: [2] }))
    expect(now().scaling).toEqual({ up: [odd, policy('a', { novelty: [2] })] })
  })

  it('are removed once', async () => {
    spot.settled({ scaling: { up: [policy('a')], down: [policy('b')] } })
    await spot.run('deleteScalingPolicy', { ...at, policyName: 'a' })
    expect(names()).toEqual({ down: ['b'] })
    const { lines } = await spot.run('deleteScalingPolicy', { ...at, policyName: 'a' })
    expect(lines).toEqual(['demo-main-v000 has no scaling policy a (any more); nothing to do'])
  })

  it('become of another sort only when none of the first is left', async () => {
    spot.settled({ scaling: { up: [policy('a')] } })
    const target = { policyName: 'a', metricName: 'CPUUtilization', namespace: 'AWS/EC2', target: 50 }
    await expect(upsert('target', { ...target, policyName: 'b' })).rejects.toThrow(/exclude each other/)
    await upsert('target', target)
    expect(names()).toEqual({ target: ['a'] })
  })
})

describe('scheduled tasks', () => {
  const task = (scaleTargetCapacity: number | string) => ({
    taskType: 'SCALE',
    cronExpression: '0 20 * * 1-5',
    scaleTargetCapacity,
    isEnabled: true,
  })
  const targets = () => ((now().scheduling?.tasks ?? []) as Json[]).map((each) => each.scaleTargetCapacity)

  it('are added, replaced and removed by their number', async () => {
    spot.settled()
    const upsert = (more: Json) => spot.run('upsertScheduledTask', { ...at, ...more })
    await upsert({ task: task('1') })
    await upsert({ task: task(2) })
    await upsert({ task: task(3), index: 0 })
    expect(targets()).toEqual([3, 2])
    expect((now().scheduling.tasks as Json[])[0]).toMatchObject({ taskType: 'scale' })
    await spot.run('deleteScheduledTask', { ...at, index: 0 })
    expect(targets()).toEqual([2])
    await expect(spot.run('deleteScheduledTask', { ...at, index: 1 })).rejects.toThrow(/no scheduled task 1: it has 1/)
    await expect(upsert({ task: task(1), index: 5 })).rejects.toThrow(/no scheduled task 5/)
  })
})

it('a group keeps its own words about itself through all of this', () => {
  spot.settled()
  expect(now()).toMatchObject(group())
})
