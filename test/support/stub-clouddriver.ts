import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { nameOf, parseName } from '../../src/lib/moniker/index.ts'

type Json = Record<string, unknown>

/** A server group of the stub; `healthy` says whether its instances come up. */
export interface StubGroup {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly cloudProvider: string
  readonly createdTime: number
  capacity: { min: number; max: number; desired: number }
  disabled: boolean
  healthy: boolean
  /** How many percent of its instances are out of the load balancers though the group is not disabled. */
  outOfTraffic: number
  imageId: string
  suspendedProcesses: string[]
  /** Ids of instances that were taken out of the load balancers one by one. */
  readonly deregistered: Set<string>
  /** How often the instance at each place was replaced. */
  readonly replaced: number[]
}

/** An operation that was asked for, in the order of its arrival. */
export interface StubOperation {
  readonly name: string
  readonly description: Json
}

/** How a task stands: under way, done, failed for good, or in a way that may pass. */
export type StubState = 'running' | 'done' | 'failed' | 'retryable'

interface Fault {
  readonly method: string
  readonly path: RegExp
  readonly status: number
  times: number
}

/**
 * A Clouddriver over HTTP with one made-up cloud behind it, for clouds that are not built yet: server groups that change at
 * once when an operation asks for it. It answers as the routes of Clouddriver do, under any provider's name.
 */
export interface StubClouddriver {
  readonly url: string
  readonly operations: StubOperation[]
  readonly groups: Map<string, StubGroup>
  /** Answers of a route, e.g. `/aws/images/find`; asked before the stub's own. */
  readonly answers: Map<string, (query: URLSearchParams) => unknown>
  add(group: Pick<StubGroup, 'name'> & Partial<StubGroup>): StubGroup
  group(name: string): StubGroup
  /** Groups that are made from now on do not come up. */
  breakNewGroups(): void
  /** The cloud fails an operation, the `after`th time that it is asked for it (from 0) and only then. */
  refuseOperation(name: string, after?: number): void
  /** What becomes of the next operation of that name: the states of its task, one a look, instead of success at once. */
  fail(operation: string, ...states: readonly StubState[]): void
  /** What the tasks of an operation tell as their results. */
  tellOf(operation: string, ...resultObjects: readonly Json[]): void
  /** The next calls to a path are refused. */
  refuse(fault: Omit<Fault, 'times'> & { times?: number }): void
  stop(): Promise<void>
}

export async function startStubClouddriver(): Promise<StubClouddriver> {
  const groups = new Map<string, StubGroup>()
  const operations: StubOperation[] = []
  const answers: StubClouddriver['answers'] = new Map()
  const faults: Fault[] = []
  const courses = new Map<string, StubState[]>()
  const waiting = new Map<string, StubState[]>()
  const tasks = new Map<string, Json>()
  const taskOfRequest = new Map<string, string>()
  const told = new Map<string, Json[]>()
  const refused: { name: string; after: number }[] = []
  let newGroupsAreHealthy = true
  let made = 0

  const add: StubClouddriver['add'] = (given) => {
    made += 1
    const group: StubGroup = {
      account: 'prod',
      region: 'us-east-1',
      cloudProvider: 'aws',
      createdTime: 1_700_000_000_000 + made * 60_000,
      capacity: { min: 1, max: 1, desired: 1 },
      disabled: false,
      healthy: newGroupsAreHealthy,
      outOfTraffic: 0,
      imageId: 'ami-1',
      suspendedProcesses: [],
      deregistered: new Set(),
      replaced: [],
      ...given,
    }
    groups.set(keyOf(group), group)
    return group
  }

  const named = ({ region, serverGroupName, asgName }: Json): StubGroup | undefined =>
    groups.get(`${region}:${serverGroupName ?? asgName}`)

  /** What an operation does to the cloud; answers with result objects. */
  function operate(name: string, description: Json): Json[] {
    operations.push({ name, description })
    const group = named(description)
    switch (name) {
      case 'createServerGroup':
      case 'cloneServerGroup':
        return [create(description)]
      case 'destroyServerGroup':
        if (group) groups.delete(keyOf(group))
        return []
      case 'enableServerGroup':
      case 'enableAsgDescription':
        if (group) Object.assign(group, { disabled: false, outOfTraffic: 0 })
        return []
      case 'disableServerGroup':
      case 'disableAsgDescription': {
        if (!group) return []
        const share = Number(description.desiredPercentage ?? 100)
        Object.assign(group, { disabled: share >= 100, outOfTraffic: share })
        const ids = instancesOf(group).map(({ name: id }) => id)
        return [{ instanceIdsToDisable: ids.slice(0, Math.ceil((ids.length * share) / 100)) }]
      }
      case 'resizeServerGroup':
        if (group) group.capacity = { ...group.capacity, ...(description.capacity as StubGroup['capacity']) }
        return []
      case 'suspendAsgProcesses':
      case 'resumeAsgProcesses':
      case 'suspendAsgProcessesDescription':
      case 'resumeAsgProcessesDescription':
      case 'suspendProcesses':
      case 'resumeProcesses':
        if (group) {
          const processes = description.processes as string[]
          const others = group.suspendedProcesses.filter((process) => !processes.includes(process))
          group.suspendedProcesses = name.startsWith('suspend') ? [...others, ...processes] : others
        }
        return []
      case 'deregisterInstancesFromLoadBalancer':
        for (const id of description.instanceIds as string[]) group?.deregistered.add(id)
        return []
      case 'terminateInstances':
        for (const id of description.instanceIds as string[]) {
          const place = group ? instancesOf(group).findIndex(({ name: each }) => each === id) : -1
          if (group && place >= 0) group.replaced[place] = (group.replaced[place] ?? 0) + 1
        }
        return []
      case 'updateLaunchConfig':
      case 'modifyAsgLaunchConfiguration':
        if (group) group.imageId = String(description.amiName ?? description.imageId ?? group.imageId)
        return []
      default:
        return told.get(name) ?? []
    }
  }

  function create(description: Json): Json {
    const source = (description.source ?? {}) as Json
    const { application: app, stack, freeFormDetails: detail } = description as Record<string, string | undefined>
    const region = String(description.region ?? Object.keys((description.availabilityZones ?? {}) as Json)[0])
    const cluster = [app, stack, detail].filter(Boolean).join('-')
    const used = [...groups.values()].flatMap((group) =>
      group.region === region && parseName(group.name).cluster === cluster
        ? [parseName(group.name).sequence ?? -1]
        : [],
    )
    const sequence = Math.max(-1, ...used) + 1
    const name = nameOf({ app: app!, ...(stack && { stack }), ...(detail && { detail }), sequence })
    const model = named({ region: source.region ?? region, ...source })
    const asked = description.capacity as StubGroup['capacity'] | undefined
    const capacity = source.useSourceCapacity === true && model ? model.capacity : asked
    add({
      name,
      region,
      ...(capacity && { capacity }),
      account: String(description.credentials ?? description.account),
      cloudProvider: String(description.cloudProvider ?? 'aws'),
      imageId: String(description.imageId ?? description.amiName ?? model?.imageId ?? 'ami-1'),
    })
    return { serverGroupNames: [`${region}:${name}`], serverGroupNameByRegion: { [region]: name } }
  }

  function submit(list: readonly Record<string, Json>[], requestId: string | null): Json {
    const known = requestId === null ? undefined : taskOfRequest.get(requestId)
    const id = known ?? String(tasks.size + 1)
    if (known === undefined) {
      const wanted = list.flatMap((each) => Object.entries(each))
      const failing = wanted.find(([name]) => isRefused(name))?.[0]
      const resultObjects: Json[] =
        failing === undefined
          ? wanted.flatMap(([name, description]) => operate(name, description))
          : [{ type: 'EXCEPTION', operation: failing, message: `The cloud refuses ${failing}` }]
      const [failed, complete, retryable] = [failing !== undefined, true, false]
      const status = { phase: 'ORCHESTRATION', status: 'done', complete, completed: complete, failed, retryable }
      tasks.set(id, { id, requestId, startTimeMs: 0, status, history: [], resultObjects, outputs: [], retryable })
      if (requestId !== null) taskOfRequest.set(requestId, id)
      const [course] = list.flatMap((each) => Object.keys(each).flatMap((name) => [courses.get(name) ?? []]))
      if (course !== undefined && course.length > 0) waiting.set(id, course.splice(0))
    }
    return { id, resourceUri: `/task/${id}` }
  }

  function isRefused(name: string): boolean {
    const found = refused.filter((each) => each.name === name)
    const isNow = found.some(({ after }) => after === 0)
    for (const each of found) each.after -= 1
    return isNow
  }

  function look(id: string): Json | undefined {
    const task = tasks.get(id)
    const state = waiting.get(id)?.shift() ?? 'done'
    if (task === undefined || state === 'done') return task
    const failed = state !== 'running'
    const exception = { type: 'EXCEPTION', operation: 'stub', message: `The cloud says ${state}` }
    return {
      ...task,
      resultObjects: failed ? [exception] : [],
      status: {
        phase: 'X',
        status: state,
        complete: failed,
        completed: failed,
        failed,
        retryable: state === 'retryable',
      },
    }
  }

  const clusterOf = (account: string, name: string, provider?: string) => {
    const serverGroups = [...groups.values()].filter(
      (group) =>
        group.account === account &&
        parseName(group.name).cluster === name &&
        (provider === undefined || group.cloudProvider === provider),
    )
    return serverGroups.length === 0
      ? undefined
      : {
          name,
          type: provider,
          accountName: account,
          serverGroups: serverGroups.map((group) => viewOf(group)),
          loadBalancers: [],
          targetGroups: [],
        }
  }

  function answer(method: string, path: string, query: URLSearchParams, body: unknown): unknown {
    const given = answers.get(path)?.(query)
    if (given !== undefined) return given
    const part = path.split('/').slice(1).map(decodeURIComponent)
    const [first, second, third] = part
    if (method === 'POST' && part.at(-1) === 'ops')
      return submit(body as Record<string, Json>[], query.get('clientRequestId'))
    if (first === 'task') return second!.endsWith(':resume') ? { id: second!.split(':')[0] } : look(second!)
    if (first === 'instances') {
      const all = [...groups.values()].filter(({ account, region }) => account === second && region === third)
      return all.flatMap(instancesOf).find(({ name }) => name === part[3])
    }
    if (first === 'cache') return method === 'POST' ? { cachedIdentifiersByType: {} } : []
    if (first === 'features') return []
    if (first === 'credentials') return second === undefined ? [] : { name: second, cloudProvider: 'aws' }
    if (first === 'applications' && part.length === 2)
      return { name: second, attributes: { name: second }, clusters: {} }
    if (first === 'applications' && third === 'serverGroups') {
      const [account, region, name] = part.slice(3)
      const found = groups.get(`${region}:${name}`)
      return found && found.account === account ? viewOf(found) : undefined
    }
    if ((first === 'serverGroups' || first === 'serverGroup') && part.length >= 4) {
      const found = groups.get(`${third}:${part.at(-1)}`)
      return found && viewOf(found)
    }
    if (first === 'applications' && third === 'clusters') {
      const [account, name, provider, scope, member, , target, summary] = part.slice(3)
      const cluster = clusterOf(account!, name!, provider)
      if (scope === undefined) return provider === undefined ? cluster && [cluster] : cluster
      if (scope === 'serverGroups') return cluster?.serverGroups.filter((group) => group.name === member)
      const here = (cluster?.serverGroups ?? []).filter(({ region }) => region === scope).toSorted(newestFirst)
      const wanted = query.get('onlyEnabled') === 'true' ? here.filter(({ disabled }) => !disabled) : here
      const found = wanted.at(places[target?.toLowerCase().replace('_dynamic', '') ?? ''] ?? 0)
      if (summary === undefined || found === undefined) return target === undefined ? here : found
      const image = { serverGroupName: found.name, imageId: found.image.imageId, imageName: found.image.name }
      return summary === 'image' ? image : { summaries: [image] }
    }
    return undefined
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://stub')
    const method = request.method!
    const body = await bodyOf(request)
    const fault = faults.find((each) => each.times > 0 && each.method === method && each.path.test(pathname))
    if (fault) fault.times -= 1
    const found = fault
      ? { message: `The stub refuses ${method} ${pathname}` }
      : answer(method, pathname, searchParams, body)
    const status = fault?.status ?? (found === undefined ? 404 : 200)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ?? { message: `The stub has no ${method} ${pathname}` }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations,
    groups,
    answers,
    add,
    group(name) {
      const found = [...groups.values()].find((each) => each.name === name)
      if (found === undefined) throw new Error(`The stub has no server group ${name}`)
      return found
    },
    breakNewGroups() {
      newGroupsAreHealthy = false
    },
    refuseOperation(name, after = 0) {
      refused.push({ name, after })
    },
    tellOf: (operation, ...resultObjects) => told.set(operation, [...resultObjects]),
    fail: (operation, ...states) => courses.set(operation, [...states]),
    refuse: (fault) => faults.push({ times: 1, ...fault }),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const keyOf = ({ region, name }: Pick<StubGroup, 'region' | 'name'>) => `${region}:${name}`
const places: Record<string, number> = {
  current_asg: 0,
  ancestor_asg: 1,
  oldest_asg: -1,
  current: 0,
  newest: 0,
  previous: 1,
  ancestor: 1,
  oldest: -1,
}
const newestFirst = (one: { createdTime: number }, other: { createdTime: number }) =>
  other.createdTime - one.createdTime

function instancesOf({ name, capacity, disabled, healthy, outOfTraffic, createdTime, ...group }: StubGroup) {
  const out = disabled ? capacity.desired : Math.ceil((capacity.desired * outOfTraffic) / 100)
  return Array.from({ length: capacity.desired }, (_, index) => {
    const times = group.replaced[index] ?? 0
    const id = `i-${name}-${index}${'x'.repeat(times)}`
    const state = !healthy ? 'Down' : index < out || group.deregistered.has(id) ? 'OutOfService' : 'Up'
    const health = [
      { type: 'Amazon', state: 'Unknown', healthClass: 'platform' },
      { type: 'TargetGroup', state },
      { type: 'LoadBalancer', state },
    ]
    return {
      id,
      instanceId: id,
      name: id,
      healthState: state,
      health,
      launchTime: createdTime + index + times * 1_000,
      zone: 'us-east-1a',
    }
  })
}

function viewOf(group: StubGroup) {
  const { name, account, region, cloudProvider, createdTime, capacity, disabled, imageId, suspendedProcesses } = group
  const moniker = parseName(name)
  const instances = instancesOf(group)
  const count = (state: string) => instances.filter(({ healthState }) => healthState === state).length
  return {
    name,
    type: cloudProvider,
    cloudProvider,
    region,
    account,
    accountName: account,
    application: moniker.app,
    cluster: moniker.cluster,
    moniker,
    disabled,
    isDisabled: disabled,
    createdTime,
    zones: [`${region}a`],
    capacity,
    instances,
    instanceCounts: {
      total: instances.length,
      up: count('Up'),
      down: count('Down'),
      unknown: 0,
      outOfService: count('OutOfService'),
      starting: 0,
    },
    loadBalancers: ['web'],
    securityGroups: [],
    image: { imageId, name: imageId },
    launchConfig: { imageId },
    suspendedProcesses: suspendedProcesses.map((process) => ({ name: process, expiresAt: null })),
    asg: {
      minSize: capacity.min,
      maxSize: capacity.max,
      desiredCapacity: capacity.desired,
      // Spot says so in its own words.
      ...(cloudProvider !== 'spot' && {
        suspendedProcesses: suspendedProcesses.map((processName) => ({ processName })),
      }),
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? undefined : JSON.parse(text)
}
