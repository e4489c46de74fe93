/**
 * An account of Spot with a thousand groups and twenty thousand instances in ten applications: how long it takes to read
 * it within Spot's limits, what that costs in calls and memory, how soon a change of ours shows, and how fast it is read.
 * Takes about ten minutes: the limits are those of a real minute.
 *
 *     npm run bench:spot-inventory
 *     LIMIT=20000 npm run bench:spot-inventory         calls a minute of each route; 500 without it
 *     VERSIONS=2 npm run bench:spot-inventory          server groups of each of the fifty clusters; 20 without it
 *     DATABASE_URL=postgres://… npm run bench:spot-inventory
 */
import { setTimeout as wait } from 'node:timers/promises'
import { createHome, startProduct, untilTask } from '../test/support/product.ts'
import { startSpotSimulator } from '../test/support/spot-simulator.ts'
import { cpuSince, engine, percentile, print, productFlags, residentMb } from './product.ts'

const applications = 10
const clusters = 5
const versions = Number(process.env.VERSIONS ?? 20)
const instances = 20
const groups = applications * clusters * versions
const changes = 30
/** Machines start faster than real, so that each change is over before the next one; limits and times of readings are real. */
const speed = 100
const reads = 300
const steadyMs = 120_000
const limit = Number(process.env.LIMIT ?? 500)
const readings = 'GET /aws/ec2/group/:groupId/instanceHealthiness'

const simulator = await startSpotSimulator({ speed })
const control = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${simulator.url}/_sim${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`${method} /_sim${path} answered ${answer.status}: ${await answer.text()}`)
  // biome-ignore lint/suspicious/noExplicitAny: what is read of it is known
  return (await answer.json()) as any
}
const counts = async (): Promise<Record<string, number>> => (await control('GET', '/calls')).counts
const sum = (numbers: Record<string, number>) => Object.values(numbers).reduce((all, each) => all + each, 0)

const applicationOf = (index: number) => `bench${index % applications}`
const clusterOf = (index: number) => `${applicationOf(index)}-web${Math.floor(index / applications) % clusters}`
const versionOf = (index: number) => Math.floor(index / applications / clusters) % versions
const groupOf = (index: number) => `${clusterOf(index)}-v${String(versionOf(index)).padStart(3, '0')}`
const document = (name: string) => ({
  name,
  region: 'us-east-1',
  capacity: { minimum: 0, maximum: 50, target: instances, unit: 'instance' },
  strategy: { risk: 80, availabilityVsCost: 'balanced', fallbackToOd: true, drainingTimeout: 120 },
  compute: {
    product: 'Linux/UNIX',
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large', 'm5a.large', 'm4.large', 'c5.xlarge'] },
    availabilityZones: ['a', 'b', 'c'].map((zone) => ({ name: `us-east-1${zone}`, subnetIds: [`subnet-0${zone}`] })),
    launchSpecification: {
      imageId: 'ami-0000000000000a001',
      securityGroupIds: ['sg-0a1', 'sg-0b2'],
      monitoring: false,
      keyPair: 'ops',
      userData: Buffer.from('x'.repeat(750)).toString('base64'),
      healthCheckType: 'TARGET_GROUP',
      healthCheckGracePeriod: 120,
      tags: Array.from({ length: 6 }, (_, tag) => ({ tagKey: `tag-${tag}`, tagValue: `value ${tag} of ${name}` })),
      loadBalancersConfig: {
        loadBalancers: [
          {
            type: 'TARGET_GROUP',
            name: 'web-tg',
            arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web-tg/0011223344556677',
          },
        ],
      },
    },
  },
})

for (let application = 0; application < applications; application += 1) {
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const name = `bench${application}-web${cluster}-v{n}`
    await control('POST', '/groups', {
      accountId: 'act-sandbox',
      document: document(name),
      count: versions,
      ageHours: 240,
    })
  }
}
await control('PUT', '/limits', { default: limit })

const home = createHome(simulator.url)
const product = await startProduct(home, productFlags)
const what = `${engine}, ${groups} groups with ${groups * instances} instances, ${limit} calls a minute of each route`

/** Calls that were answered with 429, as the product counted them. */
async function refused(): Promise<number> {
  const { text } = await product.gate('/metrics')
  const lines = text.split('\n').filter((line) => line.startsWith('spot_calls_total') && line.includes('status="429"'))
  return lines.reduce((all, line) => all + Number(line.split(' ').at(-1)), 0)
}

const firstCpu = cpuSince(product.pid)
const started = performance.now()
let shownAfter: number | undefined
const shown = async () => {
  const lists = await Promise.all(
    Array.from({ length: applications }, (_, index) =>
      product.gate(`/applications/${applicationOf(index)}/serverGroups`),
    ),
  )
  return lists.reduce((all, { body }) => all + (Array.isArray(body) ? body.length : 0), 0)
}
while (((await counts())[readings] ?? 0) < groups || shownAfter === undefined) {
  if (shownAfter === undefined && (await shown()) >= groups) shownAfter = performance.now() - started
  await wait(250)
}
const passMs = performance.now() - started
const passCounts = await counts()
print(`${((shownAfter ?? Number.NaN) / 1_000).toFixed(1)} s`, `${what}: until all groups are shown after a first start`)
print(
  `${(passMs / 1_000).toFixed(1)} s, ${sum(passCounts)} calls`,
  `${what}: until all have been read, ${firstCpu()} ms of processor time, ${await refused()} calls refused`,
)
print(`${residentMb(product.pid).toFixed(0)} MB`, `${what}: resident memory then`)

// What is quiet is read again only after a while; what it costs then is what it costs for ever.
await control('DELETE', '/calls')
while (!(await counts())[readings]) await wait(1_000)
await wait(60_000)
await control('DELETE', '/calls')
const steadyCpu = cpuSince(product.pid)
await wait(steadyMs)
const steady = await counts()
const minutes = steadyMs / 60_000
const cycles = steady['GET /aws/ec2/group'] ?? 0
print(
  `${(sum(steady) / cycles).toFixed(0)} calls`,
  `${what}: each refresh, ${cycles} of them; ${(sum(steady) / minutes).toFixed(0)} calls a minute, of one route at most ${(
    Math.max(...Object.values(steady)) / minutes
  ).toFixed(0)}`,
)
print(
  `${((groups * cycles) / (steady[readings] ?? Number.NaN)).toFixed(1)} refreshes`,
  `${what}: until each quiet group is read again; ${steadyCpu()} ms of processor time in ${minutes} minutes`,
)

const serverGroup = (index: number) =>
  `/applications/${applicationOf(index)}/serverGroups/sandbox/us-east-1/${groupOf(index)}`
const changeCpu = cpuSince(product.pid)
const visible: number[] = []
const orchestrated: number[] = []
for (let round = 0; round < changes; round += 1) {
  const index = (round * 37) % groups
  const desired = instances + 1 + (round % 5)
  await control('DELETE', '/calls')
  const submitted = Date.now()
  const job = [
    {
      type: 'resizeServerGroup',
      cloudProvider: 'spot',
      credentials: 'sandbox',
      region: 'us-east-1',
      regions: ['us-east-1'],
      serverGroupName: groupOf(index),
      asgName: groupOf(index),
      capacity: { min: 0, max: 50, desired },
    },
  ]
  const {
    status,
    text,
    body: task,
  } = await product.gate('/tasks', {
    method: 'POST',
    body: { application: applicationOf(index), description: `Resize ${groupOf(index)}`, job },
  })
  if (status !== 200) throw new Error(`POST /tasks answered ${status}: ${text}`)
  for (;;) {
    const { body } = await product.gate(serverGroup(index))
    if (body?.capacity?.desired === desired) break
    if (Date.now() - submitted > 60_000) throw new Error(`${groupOf(index)} did not change within a minute`)
  }
  const seen = Date.now()
  const { recent } = (await control('GET', '/calls')) as { recent: { at: number; method: string; status: number }[] }
  const change = recent.find((call) => call.method === 'PUT' && call.status === 200)
  if (change === undefined) throw new Error('Spot was not asked to change the group')
  visible.push(seen - change.at)
  orchestrated.push(seen - submitted)
  await untilTask(product, task.ref)
}
print(
  `${percentile(visible, 0.5).toFixed(0)} ms, p99 ${percentile(visible, 0.99).toFixed(0)} ms`,
  `${what}: from Spot's answer to a change until Gate shows it, ${changes} times`,
)
print(
  `${percentile(orchestrated, 0.5).toFixed(0)} ms, p99 ${percentile(orchestrated, 0.99).toFixed(0)} ms`,
  `${what}: from the task's submission until Gate shows it; ${Math.round((changeCpu() ?? Number.NaN) / changes)} ms of processor time, with Orca's task to its end`,
)

for (const [path, words] of [
  [(index: number) => `/applications/${applicationOf(index)}/clusters`, 'clusters of an application'],
  [(index: number) => `/applications/${applicationOf(index)}/serverGroups`, 'server groups of an application'],
  [serverGroup, 'a server group'],
  [(index: number) => `/applications/${applicationOf(index)}/clusters/sandbox/${clusterOf(index)}`, 'a cluster'],
] as const) {
  const ms: number[] = []
  let bytes = 0
  const cpu = cpuSince(product.pid)
  for (let round = 0; round < reads; round += 1) {
    const asked = performance.now()
    const { status, text } = await product.gate(path(round * 7))
    ms.push(performance.now() - asked)
    if (status !== 200) throw new Error(`${path(round * 7)} answered ${status}: ${text}`)
    bytes = text.length
  }
  const cpuMs = cpu()
  print(
    `${percentile(ms, 0.5).toFixed(1)} ms, p99 ${percentile(ms, 0.99).toFixed(1)} ms`,
    `${what}: ${words}, ${Math.round(bytes / 1_024)} KB, ${cpuMs === undefined ? '' : `${(cpuMs / reads).toFixed(1)} ms of processor time`}`,
  )
}
print(
  `${residentMb(product.pid).toFixed(0)} MB`,
  `${what}: resident memory at the end; ${await refused()} calls refused`,
)
await product.stop()
await simulator.stop()
home.remove()
