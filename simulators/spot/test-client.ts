import { afterEach } from 'vitest'
import { type SpotSimulator, type SpotSimulatorOptions, startSpotSimulator } from './index.ts'

/** What tests of the simulator share: a client that speaks to it over HTTP, and a group as the sandbox knows it. */
export type Reply = {
  status: number
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any
  // biome-ignore lint/suspicious/noExplicitAny: as above
  items: any[]
}

const started: SpotSimulator[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map((simulator) => simulator.close()))
})

/** The control side over HTTP. */
export async function control(url: string, method: string, path: string, body?: object) {
  const response = await fetch(`${url}/_sim${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return { status: response.status, json: (await response.json()) as any }
}

/** A simulator whose clock stands still until `control.advance` moves it, and that ends with the test. */
export async function start(options: SpotSimulatorOptions = {}) {
  const simulator = await startSpotSimulator({ clock: 'manual', seed: 7, ...options })
  started.push(simulator)
  const call = (method: string, path: string, body?: unknown, token = 'sandbox-token') =>
    send(simulator.url, method, path, body, token)
  const created = async (changes: object = {}): Promise<string> => {
    const reply = await call('POST', '/aws/ec2/group?accountId=act-sandbox', {
      group: { ...sampleGroup(), ...changes },
    })
    if (reply.status !== 200) throw new Error(reply.text)
    return reply.items[0].id
  }
  /** A group whose instances all run and have had time to become healthy. */
  const settled = async (changes: object = {}): Promise<string> => {
    const id = await created(changes)
    simulator.control.advance(120)
    return id
  }
  const status = async (id: string) => (await call('GET', `/aws/ec2/group/${id}/status`)).items
  const health = async (id: string) => (await call('GET', `/aws/ec2/group/${id}/instanceHealthiness`)).items
  return { ...simulator, call, created, settled, status, health }
}

async function send(url: string, method: string, path: string, body: unknown, token: string): Promise<Reply> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null
  return { status: response.status, headers: response.headers, text, json, items: json?.response?.items ?? [] }
}

export function sampleGroup(changes: { capacity?: object; launchSpecification?: object; strategy?: object } = {}) {
  return {
    name: 'demo-main-v000',
    region: 'us-east-1',
    capacity: { target: 2, minimum: 1, maximum: 6, unit: 'instance', ...changes.capacity },
    strategy: {
      risk: 100,
      availabilityVsCost: 'balanced',
      fallbackToOd: true,
      drainingTimeout: 60,
      revertToSpot: { performAt: 'always' },
      ...changes.strategy,
    },
    compute: {
      product: 'Linux/UNIX',
      availabilityZones: [
        { name: 'us-east-1a', subnetIds: ['subnet-0a'] },
        { name: 'us-east-1b', subnetIds: ['subnet-0b'] },
      ],
      instanceTypes: { ondemand: 'm5.large', spot: ['m5.large', 'm5a.large', 'm4.large'] },
      launchSpecification: {
        imageId: 'ami-0000000000000a001',
        securityGroupIds: ['sg-0a1'],
        monitoring: false,
        keyPair: 'ops',
        healthCheckType: 'TARGET_GROUP',
        healthCheckGracePeriod: 120,
        tags: [{ tagKey: 'app', tagValue: 'demo' }],
        loadBalancersConfig: {
          loadBalancers: [
            {
              type: 'TARGET_GROUP',
              name: 'web-tg',
              arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web-tg/0011223344556677',
            },
          ],
        },
        ...changes.launchSpecification,
      },
    },
  }
}
