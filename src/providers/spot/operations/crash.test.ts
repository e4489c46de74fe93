import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FaultRule } from '../../../../simulators/spot/faults.ts'
import { isRetryable } from '../../../platform/errors/index.ts'
import { type Facts, group, launch, startSpot } from '../testing.ts'

// Every operation, ended at every moment at which a process may die, and begun again with what it remembered.

type Json = Record<string, unknown>
type Spot = Awaited<ReturnType<typeof startSpot>>

let spot: Spot
beforeAll(async () => {
  spot = await startSpot()
})
afterAll(() => spot.close())

interface Scenario {
  readonly operation: string
  /** Builds the world; returns what the operation is asked for. */
  readonly prepare: () => Json | Promise<Json>
  readonly title?: string
}

const at = { serverGroupName: 'demo-main-v000', region: 'us-east-1' }
const policies = (...names: string[]) =>
  names.map((policyName) => ({
    policyName,
    metricName: 'CPUUtilization',
    namespace: 'AWS/EC2',
    threshold: 70,
    operator: 'gte',
    action: { type: 'adjustment', adjustment: '1' },
  }))
const task = { taskType: 'scale', cronExpression: '0 20 1 1 *', scaleTargetCapacity: 1, isEnabled: true }
const stateful = {
  strategy: { risk: 100, availabilityVsCost: 'balanced', persistence: { shouldPersistPrivateIp: true } },
}
/** Only instances that Spot launches itself get an address that stays. */
const servers = async () => {
  const { id } = await spot.driver.create(group(stateful))
  spot.control.advance(120)
  return id
}
const running = async (id: string) => (await spot.driver.running(id)) as string[]

const simple = (changes: Json = {}) => {
  spot.settled(changes)
  return at
}

/** There is a group already; the request is about another. */
const other = () => {
  spot.settled()
  return {}
}

const scenarios: readonly Scenario[] = [
  {
    operation: 'createServerGroup',
    prepare: () => ({ ...other(), application: 'demo', stack: 'main', group: group() }),
  },
  {
    operation: 'cloneServerGroup',
    prepare: () => ({ ...other(), source: { ...at, useSourceCapacity: true }, imageId: 'ami-0000000000000a002' }),
  },
  { operation: 'deployElastigroup', prepare: () => ({ payload: JSON.stringify({ group: group() }) }) },
  {
    operation: 'deployElastigroup',
    title: 'a taken name',
    prepare: () => ({ ...other(), payload: JSON.stringify({ group: group() }) }),
  },
  {
    operation: 'updateElastigroup',
    prepare: () => ({ ...simple(), group: { name: 'demo-main-v009', capacity: { target: 3 } } }),
  },
  { operation: 'resizeServerGroup', prepare: () => ({ ...simple(), capacity: { min: 0, desired: 4 } }) },
  { operation: 'scaleElastigroup', prepare: () => ({ ...simple(), direction: 'up', adjustment: 2 }) },
  { operation: 'disableServerGroup', prepare: () => simple() },
  {
    operation: 'disableServerGroup',
    title: 'instance by instance',
    prepare: () => {
      spot.control.setSettings({ groupStandby: false })
      return simple()
    },
  },
  {
    operation: 'enableServerGroup',
    prepare: async () => {
      const target = simple()
      await spot.run('disableServerGroup', target)
      return target
    },
  },
  {
    operation: 'enableServerGroup',
    title: 'instance by instance',
    prepare: async () => {
      spot.control.setSettings({ groupStandby: false })
      const target = simple()
      await spot.driver.suspensions?.suspend(spot.groups()[0]?.id as string, [{ name: 'AUTO_HEALING' }])
      await spot.run('disableServerGroup', target)
      return target
    },
  },
  { operation: 'destroyServerGroup', prepare: () => simple() },
  {
    operation: 'terminateInstances',
    prepare: async () => {
      const id = spot.settled()
      return { elastiGroup: id, instanceIds: (await running(id)).slice(0, 1) }
    },
  },
  {
    operation: 'terminateInstanceAndDecrementServerGroup',
    prepare: async () => {
      const id = spot.settled({ capacity: { minimum: 2, target: 2, maximum: 6, unit: 'instance' } })
      return {
        elastiGroup: id,
        instanceIds: (await running(id)).slice(0, 1),
        adjustMinIfNecessary: true,
        setMaxToNewDesired: true,
      }
    },
  },
  {
    operation: 'detachInstances',
    prepare: async () => {
      const id = spot.settled()
      return { elastigroupId: id, instanceIds: (await running(id)).slice(0, 1), decrementDesiredCapacity: true }
    },
  },
  {
    operation: 'lockInstances',
    prepare: async () => {
      const id = spot.settled()
      return { elastigroupId: id, instanceIds: await running(id), ttlInMinutes: 60 }
    },
  },
  { operation: 'suspendProcesses', prepare: () => ({ ...simple(), processes: ['AUTO_HEALING', 'AlarmNotification'] }) },
  {
    operation: 'upsertScalingPolicy',
    prepare: () => ({ ...simple({ scaling: { up: policies('a', 'b') } }), kind: 'down', policy: policies('a')[0] }),
  },
  {
    operation: 'deleteScalingPolicy',
    prepare: () => ({ ...simple({ scaling: { up: policies('a', 'b') } }), policyName: 'a' }),
  },
  {
    operation: 'upsertScheduledTask',
    prepare: () => ({ ...simple({ scheduling: { tasks: [task] } }), task: { ...task, scaleTargetCapacity: 2 } }),
  },
  {
    operation: 'deleteScheduledTask',
    prepare: () => ({
      ...simple({
        scheduling: { tasks: [task, { ...task, scaleTargetCapacity: 2 }, { ...task, scaleTargetCapacity: 3 }] },
      }),
      index: 1,
    }),
  },
  {
    operation: 'rollServerGroup',
    prepare: () => ({ ...simple(), imageId: 'ami-0000000000000a002', roll: { batchSizePercentage: 50 } }),
  },
  {
    operation: 'stopRoll',
    prepare: async () => {
      const target = simple()
      await spot.run('rollServerGroup', target)
      return target
    },
  },
  {
    operation: 'rollAction',
    prepare: async () => {
      const target = simple()
      const failing = {
        ...target,
        imageId: 'ami-0000000000000dead',
        roll: { batchSizePercentage: 50, gracePeriod: 60, drainingTimeout: 1 },
      }
      await spot.run('rollServerGroup', failing)
      spot.control.advance(300)
      return { ...target, actionType: 'DETACH_NEW' }
    },
  },
  {
    operation: 'importAutoScalingGroup',
    prepare: () => ({ region: 'us-east-1', autoScalingGroupName: 'legacy-web', application: 'legacy', stack: 'web' }),
  },
  {
    operation: 'importInstance',
    prepare: () => ({
      region: 'us-east-1',
      instanceId: 'i-0123456789abcdef0',
      application: 'legacy',
      capacity: { max: 3 },
    }),
  },
  {
    operation: 'adoptElastigroup',
    prepare: () => {
      const id = spot.settled({ name: 'handmade' })
      spot.settled({ name: 'demo-v004' })
      return { elastigroupId: id, application: 'demo' }
    },
  },
  {
    operation: 'disableServerGroup',
    title: 'in part',
    prepare: () => ({ ...simple(), desiredPercentage: 50 }),
  },
  {
    operation: 'enableServerGroup',
    title: 'after a part',
    prepare: async () => {
      const target = simple()
      await spot.run('disableServerGroup', { ...target, desiredPercentage: 50 })
      return target
    },
  },
  {
    operation: 'upsertScheduledTask',
    title: 'at its number',
    prepare: () => ({
      ...simple({ scheduling: { tasks: [task, task] } }),
      index: 1,
      task: { ...task, scaleTargetCapacity: 3 },
    }),
  },
  {
    operation: 'suspendScalingPolicy',
    prepare: () => ({ ...simple({ scaling: { up: policies('a') } }), policyName: 'a' }),
  },
  {
    operation: 'enterInstancesStandby',
    prepare: async () => {
      const id = spot.settled()
      return { elastigroupId: id, instanceIds: await running(id) }
    },
  },
  {
    operation: 'interruptInstances',
    prepare: async () => {
      const id = spot.settled()
      return { elastigroupId: id, instanceIds: (await running(id)).slice(0, 1), confirm: true }
    },
  },
  {
    operation: 'pauseStatefulInstance',
    prepare: async () => {
      const id = await servers()
      return { elastigroupId: id, instanceIds: (await running(id)).slice(0, 1) }
    },
  },
  {
    operation: 'recycleStatefulInstance',
    prepare: async () => {
      const id = await servers()
      return { elastigroupId: id, instanceIds: (await running(id)).slice(0, 1) }
    },
  },
]

class Crash extends Error {}

/** What can be told of the world from outside, without ids and times. */
function observed() {
  spot.control.advance(600)
  return spot
    .groups()
    .map(({ document, instances, suspensions, rolls, stateful: servers }) => {
      const { id: _id, createdAt: _created, updatedAt: _updated, ...rest } = document as Json
      return {
        document: JSON.parse(JSON.stringify(rest).replaceAll(/"tagValue":"[0-9a-f-]{36}"/g, '"tagValue":"request"')),
        instances: instances
          .map(({ phase, standby, locked, health }) => ({ phase, standby, locked, health }))
          .map((each) => JSON.stringify(each))
          .sort(),
        suspensions: suspensions.map(({ name }) => name).sort(),
        rolls: rolls.map(({ status, resolved }) => ({ status, resolved })),
        stateful: servers.map(({ state }) => state).sort(),
      }
    })
    .sort((a, b) => String(a.document.name).localeCompare(String(b.document.name)))
}

const titled = scenarios.map((scenario) => ({
  ...scenario,
  name: scenario.title ? `${scenario.operation}, ${scenario.title},` : scenario.operation,
}))

describe('an operation whose process dies', () => {
  it.each(titled)('$name comes to the same end wherever that happens', async ({ operation, prepare }) => {
    const attempt = async (dieAt: number) => {
      spot.control.reset()
      const description = await prepare()
      const requestId = crypto.randomUUID()
      const facts: Facts = new Map()
      let steps = 0
      const step = () => {
        steps += 1
        if (steps === dieAt) throw new Crash(`at step ${dieAt}`)
      }
      const first = await spot.run(operation, description, { requestId, facts, step }).catch((error: unknown) => error)
      if (dieAt > 0) {
        expect(first).toBeInstanceOf(Crash)
        await spot.run(operation, description, { requestId, facts })
      } else if (first instanceof Error) throw first
      return { steps, end: observed() }
    }
    const { steps, end } = await attempt(0)
    expect(steps).toBeGreaterThan(0)
    for (let dieAt = 1; dieAt <= steps; dieAt += 1) {
      expect((await attempt(dieAt)).end, `after a crash at step ${dieAt} of ${steps}`).toEqual(end)
    }
  })
})

describe('an operation on a bad line', () => {
  const faults: readonly (readonly [string, FaultRule])[] = [
    ['is lost', { when: 'after', dropConnection: true }],
    ["is a gateway's page, and nothing was done", { status: 502, rawBody: '<html>Bad Gateway</html>' }],
    ['is that there were too many calls', { status: 429, headers: { 'X-RateLimit-Reset': '30' } }],
  ]
  const cases = faults.flatMap(([how, fault]) => titled.map((scenario) => ({ ...scenario, how, fault })))

  it.each(cases)('$name comes to the same end whichever answer $how', async ({ operation, prepare, fault }) => {
    const attempt = async (skip: number | undefined) => {
      spot.control.reset()
      const description = await prepare()
      spot.control.clearCalls()
      if (skip !== undefined) spot.control.addFault({ ...fault, times: 1, skip })
      const request = { requestId: crypto.randomUUID(), facts: new Map() }
      const run = () => spot.run(operation, description, request)
      // Whoever waits for the operation asks again where it says that this may help.
      await run().catch((error: unknown) => {
        if (isRetryable(error)) return run()
        throw error
      })
      spot.control.clearFaults()
      return { calls: spot.control.calls().length, end: observed() }
    }
    const { calls, end } = await attempt(undefined)
    expect(calls).toBeGreaterThan(0)
    for (let skip = 0; skip < calls; skip += 1) {
      expect((await attempt(skip)).end, `with call ${skip + 1} of ${calls}`).toEqual(end)
    }
  })
})

it('knows the worlds that it compares', () => {
  spot.control.reset()
  spot.settled({ compute: { ...(group().compute as Json), launchSpecification: launch({ keyPair: 'ops' }) } })
  expect(observed()).toMatchObject([
    { document: { name: 'demo-main-v000' }, instances: [expect.stringContaining('HEALTHY'), expect.anything()] },
  ])
})
