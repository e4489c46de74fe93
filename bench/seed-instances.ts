import { startSpotSimulator } from '../test/support/spot-simulator.ts'

interface Seed {
  readonly application?: string
  readonly groups?: number
  /** Of each group. */
  readonly instances?: number
  /** Server groups of each cluster: the versions of it that are there. */
  readonly versions?: number
}

/**
 * A Spot simulator with one application of very many instances: 200 groups of 50 unless told otherwise, in clusters of a
 * few versions over three regions. Limits do not hold its reading up. `stop()` it at the end.
 */
export async function seedInstances({ application = 'huge', groups = 200, instances = 50, versions = 4 }: Seed = {}) {
  const simulator = await startSpotSimulator({ speed: 1 })
  await simulator.control('PUT', '/limits', { default: 1_000_000 })
  for (let cluster = 0; cluster * versions < groups; cluster += 1) {
    const region = ['us-east-1', 'us-west-2', 'eu-west-1'][cluster % 3] as string
    const stack = ['prod', 'staging', 'test'][cluster % 3]
    await simulator.control('POST', '/groups', {
      accountId: 'act-sandbox',
      document: document(`${application}-${stack}-c${String(cluster).padStart(3, '0')}-v{n}`, region, instances),
      count: Math.min(versions, groups - cluster * versions),
      ageHours: 240,
    })
  }
  return simulator
}

const document = (name: string, region: string, target: number) => ({
  name,
  region,
  capacity: { minimum: 0, maximum: 2 * target, target, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'balanced', fallbackToOd: true, drainingTimeout: 30 },
  compute: {
    product: 'Linux/UNIX',
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large', 'm4.large'] },
    availabilityZones: ['a', 'b', 'c'].map((zone) => ({ name: `${region}${zone}`, subnetIds: [`subnet-0${zone}`] })),
    launchSpecification: {
      imageId: 'ami-0000000000000a001',
      securityGroupIds: ['sg-0a'],
      monitoring: false,
      tags: [{ tagKey: 'team', tagValue: 'checkout' }],
    },
  },
})
