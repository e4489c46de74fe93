import { startSpotSimulator } from '../../../simulators/spot/index.ts'
import type { Clock } from '../../platform/clock.ts'
import { createMutex } from '../../platform/leases/index.ts'
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts'
import { createInventory } from '../../services/clouddriver/inventory/index.ts'
import type { Operation, OperationResult } from '../../services/clouddriver/provider.ts'
import type { SpotAccount } from './account.ts'
import { spotProvider } from './index.ts'

// What tests of operations share: an account at the simulator, and a cloud whose time passes while an operation waits.

type Json = Record<string, unknown>
export type Simulator = Awaited<ReturnType<typeof startSpotSimulator>>

/** Of a request that may be made again: what it remembered. */
export type Facts = Map<string, unknown>

export interface Ran {
  readonly result: OperationResult
  readonly lines: readonly string[]
}

export interface RunOptions {
  readonly requestId?: string
  readonly facts?: Facts
  readonly lines?: string[]
  /** Called before and after each outside call and each remembered fact: what throws there is a crash. */
  readonly step?: (name: string) => void
}

export async function startSpot(options: Parameters<typeof startSpotSimulator>[0] = {}) {
  const simulator = await startSpotSimulator({ clock: 'manual', seed: 1, ...options })
  const { control } = simulator
  const clock = eagerClock(control)
  const account = { name: 'my-spot', accountId: 'act-sandbox', apiToken: 'sandbox-token', endpoint: simulator.url }
  const config = spotProvider.configSchema.parse({ accounts: [account] })
  const platform = { clock, logger: createLogger('silent'), metrics: createMetrics() }
  const [connected] = spotProvider.connect(config, platform) as [SpotAccount]
  const { driver } = connected
  const alone = createMutex()

  async function run(name: string, description: Json, given: RunOptions = {}): Promise<Ran> {
    const { requestId = crypto.randomUUID(), facts = new Map(), lines = [], step = () => {} } = given
    const operation = spotProvider.operations[name] as Operation<SpotAccount>
    const parsed = operation.schema.parse({ credentials: 'my-spot', ...description })
    const result = await operation.run(parsed as never, {
      account: { ...connected, driver: stepping(driver, step) },
      requestId,
      status: (line) => void lines.push(line),
      async remember<T>(key: string, decide: () => Promise<T> | T): Promise<T> {
        if (facts.has(key)) return facts.get(key) as T
        const value = await decide()
        step(`remember ${key}`)
        facts.set(key, structuredClone(value))
        return value
      },
      alone,
      priorResults: [],
      inventory: createInventory(),
      clock,
    })
    return { result, lines }
  }

  return {
    ...simulator,
    driver,
    run,
    /** A group whose instances all run and are healthy. */
    settled: (changes: Json = {}) => control.seedGroup('act-sandbox', group(changes)).id,
    groups: () => control.groups().filter(({ deletedAt }) => deletedAt === null),
    calls: () => control.calls().map(({ method, url }) => `${method} ${url.replace(/[?&]accountId=[^&]*/, '')}`),
    close: async () => {
      await driver.close()
      await simulator.close()
    },
  }
}

/** Whoever waits lets the cloud's time pass, in the order in which waits end; nobody really waits. */
function eagerClock({ now, advance }: Simulator['control']): Clock {
  const timers = new Set<{ readonly at: number; readonly fn: () => void }>()
  const next = () => {
    const [first] = [...timers].sort((a, b) => a.at - b.at)
    if (first === undefined) return
    timers.delete(first)
    advance(Math.max(0, first.at - now()) / 1_000)
    first.fn()
  }
  return {
    now,
    setTimer(fn, ms) {
      const timer = { at: now() + Math.max(0, ms), fn }
      timers.add(timer)
      setImmediate(next)
      return () => void timers.delete(timer)
    },
  }
}

/** The driver with a step before and after each of its calls, those of its parts too. */
function stepping<T extends object>(object: T, step: (name: string) => void): T {
  return new Proxy(object, {
    get(target, key) {
      const member = Reflect.get(target, key)
      if (typeof member === 'object' && member !== null && !Array.isArray(member)) return stepping(member, step)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]) => {
        const answer = member.apply(target, parameters)
        if (!(answer instanceof Promise)) return answer
        return answer.then((value: unknown) => {
          step(String(key))
          return value
        })
      }
    },
  })
}

export const group = (changes: Json = {}): Json => ({
  name: 'demo-main-v000',
  region: 'us-east-1',
  capacity: { target: 2, minimum: 1, maximum: 6, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'balanced', fallbackToOd: true, drainingTimeout: 60 },
  unknownToUs: { kept: [1, null, { a: 'b' }] },
  compute: {
    product: 'Linux/UNIX',
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-0a'] }],
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large', 'm4.large'] },
    launchSpecification: launch(),
  },
  ...changes,
})

export const launch = (changes: Json = {}): Json => ({
  imageId: 'ami-0000000000000a001',
  securityGroupIds: ['sg-0a1'],
  monitoring: false,
  healthCheckType: 'TARGET_GROUP',
  tags: [{ tagKey: 'app', tagValue: 'demo' }],
  loadBalancersConfig: {
    loadBalancers: [
      {
        type: 'TARGET_GROUP',
        name: 'web',
        arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0011223344556677',
      },
    ],
  },
  ...changes,
})
