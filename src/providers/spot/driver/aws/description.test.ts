import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bodyValidator,
  type DescriptionFault,
  describedPath,
  faultsOf,
  found,
  queryOf,
  sayWhenMissing,
} from '../../../../../simulators/spot/test-description.ts'
import { operations } from '../../operations/index.ts'
import { group, startSpot } from '../../testing.ts'

type Json = Record<string, unknown>

/** Where the description is wrong of what may be sent, by what Spot's clients send and by its own examples. */
const FAULTS: DescriptionFault[] = [
  {
    route: 'POST /aws/ec2/group',
    at: /^\/group\/compute\/product$/,
    why: 'lists only the products for a VPC; its own example is one without',
  },
  {
    route: 'POST /aws/ec2/group',
    at: /^\/group\/scaling\/(up|down)\/\d+\/action\/adjustment$/,
    why: 'draws the adjustment of a new group as a number; clients send expressions, which are texts',
  },
  {
    route: 'POST /aws/ec2/group',
    at: /^\/group\/strategy\/persistence$/,
    why: 'draws persistence as an array; its fields and all clients make it an object',
  },
  {
    route: 'PUT /aws/ec2/group/{groupId}',
    at: /^\/group$/,
    why: 'requires the name in an update, which is of a part; clients send what changes',
  },
  {
    route: 'PUT /aws/ec2/group/{groupId}',
    at: /^\/group\/scaling\/(up|down)\/\d+\/action\/adjustment$/,
    why: 'draws the adjustment of a changed group as a number, as for a new one',
  },
  {
    route: 'POST /aws/ec2/group/{groupId}/suspension',
    at: /^$/,
    why: 'asks for exactly one of two forms without making a field of either required, so that any body is both',
  },
  {
    route: 'PUT /aws/ec2/group/{groupId}/detachInstances',
    at: /^\/instancesToDetach$/,
    why: 'draws the list of instances as an object; its example is a list',
  },
]

/** What Spot has but does not describe: its Java client and Spinnaker's original provider use it. */
const undescribedRoutes = ['POST /aws/ec2/group/{groupId}/standby', 'DELETE /aws/ec2/group/{groupId}/standby']

/** The filter by name is in Spot's Java client alone. */
const undescribedParameters: Readonly<Record<string, string>> = { 'GET /aws/ec2/group': 'name' }

sayWhenMissing()
const faults = faultsOf(FAULTS)
const token = 'sandbox-token'

let spot: Awaited<ReturnType<typeof startSpot>>
beforeAll(async () => {
  spot = await startSpot()
})
afterAll(() => spot.close())

const at = { serverGroupName: 'demo-main-v000', region: 'us-east-1' }
const policy = {
  policyName: 'cpu',
  metricName: 'CPUUtilization',
  namespace: 'AWS/EC2',
  statistic: 'average',
  unit: 'percent',
  threshold: 70,
  operator: 'gte',
  period: 300,
  evaluationPeriods: 1,
  cooldown: 300,
  action: { type: 'adjustment', adjustment: '1' },
}
const task = { taskType: 'scale', cronExpression: '0 20 * * 1-5', scaleTargetCapacity: 1, isEnabled: true }
const persistent = {
  strategy: { risk: 100, availabilityVsCost: 'balanced', persistence: { shouldPersistPrivateIp: true } },
}

const settled = (changes: Json = {}) => {
  spot.settled(changes)
  return at
}
const withInstances = async (changes: Json = {}) => {
  const elastigroupId = spot.settled(changes)
  return { elastigroupId, instanceIds: (await spot.driver.running(elastigroupId)).slice(0, 1) }
}
const withServers = async () => {
  const { id } = await spot.driver.create(group(persistent))
  spot.control.advance(120)
  return { elastigroupId: id, instanceIds: (await spot.driver.running(id)).slice(0, 1) }
}
const rolling = async (roll: Json = {}, imageId?: string) => {
  const target = settled()
  await spot.run('rollServerGroup', { ...target, imageId, roll: { batchSizePercentage: 50, gracePeriod: 60, ...roll } })
  return target
}
const wholeRoll = {
  healthCheckType: 'TARGET_GROUP',
  batchMinHealthyPercentage: 100,
  drainingTimeout: 5,
  shouldDrainInstances: true,
  action: 'REPLACE_SERVER',
  onFailure: { actionType: 'DETACH_NEW', shouldHandleAllBatches: true, shouldDecrementTargetCapacity: false },
}

/** Every operation with as much as it can be told, so that every field that may be sent is. */
const requests: Record<string, () => Json | Promise<Json>> = {
  adoptElastigroup: () => ({ elastigroupId: spot.settled({ name: 'handmade' }), application: 'demo' }),
  cloneServerGroup: () => ({ source: { ...settled(), useSourceCapacity: true }, imageId: 'ami-0000000000000a002' }),
  createServerGroup: () => ({
    application: 'demo',
    stack: 'main',
    group: group({ scaling: { up: [policy] }, scheduling: { tasks: [task] } }),
    capacity: { min: 0, max: 2, desired: 1 },
    tags: { team: 'web' },
    instanceTypes: { onDemand: 'm5.large', spot: ['m5.large'] },
    userData: '#!/bin/sh',
    keyPair: 'ops',
    iamRole: 'web',
    securityGroups: ['sg-2'],
    healthCheckType: 'ELB',
    healthCheckGracePeriod: 60,
    loadBalancers: ['web'],
    strategy: { risk: 50 },
  }),
  deallocateStatefulInstance: withServers,
  deleteScalingPolicy: () => ({ ...settled({ scaling: { up: [policy] } }), policyName: 'cpu' }),
  deleteScheduledTask: () => ({ ...settled({ scheduling: { tasks: [task] } }), index: 0 }),
  deployElastigroup: () => ({ payload: JSON.stringify({ group: group() }) }),
  destroyServerGroup: () => ({ ...settled(), statefulDeallocation: { shouldDeleteImages: true } }),
  detachInstances: async () => ({ ...(await withInstances()), decrementDesiredCapacity: true, drainingTimeout: 5 }),
  disableServerGroup: () => {
    spot.control.setSettings({ groupStandby: false })
    return settled()
  },
  enableServerGroup: async () => {
    const target = settled()
    await spot.run('disableServerGroup', target)
    return target
  },
  enterInstancesStandby: () => withInstances(),
  exitInstancesStandby: () => withInstances(),
  importAutoScalingGroup: () => ({
    region: 'us-east-1',
    autoScalingGroupName: 'legacy-web',
    application: 'legacy',
    group: { product: 'Linux/UNIX', spotInstanceTypes: ['m5.large'], availabilityVsCost: 'balanced' },
  }),
  importInstance: () => ({
    region: 'us-east-1',
    instanceId: 'i-0123456789abcdef0',
    application: 'legacy',
    group: { spotInstanceTypes: ['m5.large'] },
  }),
  interruptInstances: async () => ({ ...(await withInstances()), confirm: true }),
  lockInstances: async () => ({ ...(await withInstances()), ttlInMinutes: 60 }),
  pauseStatefulInstance: withServers,
  recycleStatefulInstance: withServers,
  resizeServerGroup: () => ({ ...settled(), capacity: { min: 0, max: 5, desired: 3 } }),
  resumeAsgProcessesDescription: () => ({ ...settled(), processes: ['AlarmNotification'] }),
  resumeProcesses: () => ({ ...settled(), processes: ['AUTO_HEALING'] }),
  resumeScalingPolicy: () => ({ ...settled({ scaling: { up: [policy] } }), policyName: 'cpu' }),
  resumeStatefulInstance: async () => {
    const target = await withServers()
    await spot.run('pauseStatefulInstance', target)
    spot.control.advance(60)
    const [server] = (await spot.driver.stateful?.list(target.elastigroupId)) ?? []
    return { elastigroupId: target.elastigroupId, statefulInstanceIds: [server?.id] }
  },
  rollAction: async () => {
    const target = await rolling({}, 'ami-0000000000000dead')
    spot.control.advance(300)
    return {
      ...target,
      actionType: 'DETACH_NEW',
      shouldHandleAllBatches: true,
      drainingTimeout: 5,
      shouldDecrementTargetCapacity: false,
    }
  },
  rollServerGroup: () => ({
    ...settled(),
    imageId: 'ami-0000000000000a002',
    roll: { batchSizePercentage: 50, gracePeriod: 60, ...wholeRoll },
  }),
  scaleElastigroup: () => ({ ...settled(), direction: 'up', adjustment: 1 }),
  stopRoll: () => rolling(),
  suspendAsgProcessesDescription: () => ({ ...settled(), processes: ['AlarmNotification'] }),
  suspendProcesses: () => ({ ...settled(), processes: ['AUTO_HEALING'], ttlInMinutes: 30 }),
  suspendScalingPolicy: () => ({ ...settled({ scaling: { up: [policy] } }), policyName: 'cpu', ttlInMinutes: 30 }),
  terminateInstanceAndDecrementServerGroup: async () => ({
    ...(await withInstances({ capacity: { minimum: 2, target: 2, maximum: 6, unit: 'instance' } })),
    adjustMinIfNecessary: true,
    setMaxToNewDesired: true,
  }),
  terminateInstances: () => withInstances(),
  unlockInstances: () => withInstances(),
  updateElastigroup: () => ({ ...settled(), group: { description: 'after', capacity: { target: 3 } } }),
  upsertScalingPolicy: () => ({ ...settled(), kind: 'up', policy }),
  upsertScheduledTask: () => ({ ...settled(), task }),
}

/** What is wrong with the calls that were made since the last time, by the description. */
function wrongCalls(): string[] {
  const calls = spot.control.calls()
  spot.control.clearCalls()
  return calls.flatMap(({ method, url, body }) => {
    const { pathname, searchParams } = new URL(url, 'http://spot')
    const path = describedPath(method, pathname)
    if (path === undefined) {
      const plain = `${method} ${pathname.replaceAll(/sig-[^/]+/g, '{groupId}')}`
      return undescribedRoutes.includes(plain) ? [] : [`${plain} is not described`]
    }
    const route = `${method} ${path}`
    const names = [...searchParams.keys()]
    const { required, known } = queryOf(method, path)
    const validate = bodyValidator(method, path)
    if (body === null) {
      validate?.(undefined)
    } else if (validate === undefined) {
      return [`${route} has a body, and none is described`]
    } else {
      validate(body)
    }
    return [
      ...(searchParams.get('accountId') === 'act-sandbox' ? [] : [`${route} names no account`]),
      ...required.filter((name) => !names.includes(name)).map((name) => `${route} lacks ${name}`),
      ...names
        .filter((name) => ![...known, 'accountId', undescribedParameters[route]].includes(name))
        .map((name) => `${route} does not know ${name}`),
      ...(body === null ? [] : faults.unexplained(route, validate?.errors).map((error) => `${route}: ${error}`)),
    ]
  })
}

describe.skipIf(!found)("Spot's published description, of what is sent to AWS", () => {
  it.each(Object.keys(operations))('fits every call of %s', async (name) => {
    spot.control.reset()
    const description = await requests[name]?.()
    if (!description) throw new Error(`There is no request for the operation ${name}: add one here`)
    const { result, lines } = await spot.run(name, description)
    expect(wrongCalls()).toEqual([])
    expect(JSON.stringify([result, lines])).not.toContain(token)
  })

  it('fits every reading', async () => {
    spot.control.reset()
    const id = spot.settled({ scaling: { up: [policy] } })
    spot.control.advance(3_600)
    const period = { from: spot.control.now() - 86_400_000, to: spot.control.now() }
    const { driver } = spot
    const one = await driver.startRoll(id, { batchSizePercentage: 50, gracePeriod: 60 })
    await driver.list()
    await driver.list({ name: 'demo-main-v000' })
    await driver.read(await driver.get(id), { rolls: true })
    await driver.rollDetails(id, one.id)
    await driver.logs(id, { ...period, severity: 'INFO', resourceId: 'i-1', limit: 10 })
    await driver.events(id, period.from)
    await driver.costs(id, period)
    await driver.dailyCosts?.(id, period)
    await driver.instanceCosts?.(id, period)
    await driver.policySuspensions?.list(id)
    await driver.stateful?.list(id)
    await driver.instanceTypes?.('us-east-1')
    await driver.similarInstanceTypes?.('us-east-1', 'm5.large')
    expect(wrongCalls()).toEqual([])
  })

  afterAll(() => {
    expect(faults.unmet(), 'known faults of the description that no call runs into').toEqual([])
  })
})
