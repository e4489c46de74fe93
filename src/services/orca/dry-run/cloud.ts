import { clusterOf as clusterNameOf, nextServerGroupName, parseName } from '../../../lib/moniker/index.ts'
import type { ClouddriverClient, CloudTask, ServerGroupView } from '../../clouddriver/client.ts'
import type { Json } from '../model.ts'
import { isTrue, json, list, number, objects, text, texts } from '../values.ts'
import type { Change } from './schema.ts'
import { sentenceOf } from './sentences.ts'
import { detailsOf } from './unforeseen.ts'

/**
 * Clouddriver as it would be after what was already asked for: reads are real, operations are written down, and what they do to
 * server groups shows in what is read afterwards.
 * @param real must refuse to write
 */
export function simulatedCloud(
  real: ClouddriverClient,
  clock: { now(): number },
  record: (change: Change) => void,
): ClouddriverClient {
  const groups = createGroups(real, clock)
  const results = new Map<string, readonly Json[]>()

  return {
    ...real,
    async submit({ provider, operations }) {
      const made: Json[] = []
      for (const operation of operations) {
        for (const [name, given] of Object.entries(operation)) {
          const description = json(given)
          const before = await groups.named(description)
          const created = await groups.apply(name, description, provider ?? '')
          if (created !== undefined) made.push({ serverGroupNames: [`${created.region}:${created.name}`] })
          if (isBookkeeping(name, description)) continue
          record({
            kind: 'cloudOperation',
            ...(provider === undefined ? {} : { provider }),
            operation: name,
            summary: sentenceOf(name, description, before, created),
            details: detailsOf(description),
          })
        }
      }
      const id = `planned-${results.size + 1}`
      results.set(id, made)
      return { id, resourceUri: `/task/${id}` }
    },
    async task(id) {
      const made = results.get(id)
      return made === undefined ? real.task(id) : endedTask(id, made, clock.now())
    },
    resumeTask: async (id) => ({ id }),
    refreshCache: async () => ({ cachedIdentifiersByType: {} }),
    pendingRefreshes: async () => [],
    async cluster(app, account, name, provider) {
      return groups.ofCluster(await real.cluster(app, account, name, provider), { app, account, name, provider })
    },
    async targetServerGroup(app, account, name, provider, scope, target, query) {
      if (!groups.touched(account, name)) {
        return real.targetServerGroup(app, account, name, provider, scope, target, query)
      }
      const clusters = groups.ofCluster(await real.cluster(app, account, name, provider), {
        app,
        account,
        name,
        provider,
      })
      return chosen(
        clusters.flatMap(({ serverGroups }) => serverGroups).filter(isAt(scope)),
        target,
        query?.onlyEnabled,
      )
    },
    async clusterServerGroups(app, account, cluster, provider, name) {
      const found = await real.clusterServerGroups(app, account, cluster, provider, name)
      return [...found.flatMap((group) => groups.current(group) ?? []), ...groups.made(account, cluster, name)]
    },
    async serverGroup(app, account, region, name) {
      return groups.one(account, region, name, () => real.serverGroup(app, account, region, name))
    },
    async serverGroupNamed(account, region, name) {
      return groups.one(account, region, name, () => real.serverGroupNamed(account, region, name))
    },
  }
}

const modelled = [
  ...['createServerGroup', 'cloneServerGroup', 'resizeServerGroup', 'destroyServerGroup'],
  ...['enableServerGroup', 'disableServerGroup', 'suspendProcesses', 'resumeProcesses'],
]

/** Whether what an operation does shows in what is read afterwards; of others nobody knows what comes of them. */
export const isModelled = (operation: string) => modelled.includes(operation)

/** Notes that Spinnaker writes on entities for itself, beside what was asked for: nobody means them by a change. */
function isBookkeeping(operation: string, { tags }: Json): boolean {
  const [given] = list(tags)
  if (given === undefined) return false
  if (operation === 'deleteEntityTags') return texts(tags).every((name) => name.startsWith('spinnaker:'))
  return operation === 'upsertEntityTags' && objects(tags).every(({ namespace }) => namespace === 'spinnaker')
}

const isAt = (scope: string) => (group: ServerGroupView) =>
  group.region === scope || group.zones?.includes(scope) === true

const ageOf = (one: ServerGroupView, two: ServerGroupView) => two.createdTime - one.createdTime

/** The group that a target means (clouddriver: TargetServerGroup). */
function chosen(groups: readonly ServerGroupView[], target: string, onlyEnabled = false): ServerGroupView | undefined {
  const newest = groups.filter(({ disabled }) => !onlyEnabled || !disabled).toSorted(ageOf)
  switch (target.toLowerCase().replace(/_asg(_dynamic)?$/, '')) {
    case 'oldest':
      return newest.at(-1)
    case 'ancestor':
    case 'previous':
      return newest[1]
    case 'largest':
      return newest.toSorted((one, two) => two.instances.length - one.instances.length)[0]
    default:
      return newest[0]
  }
}

interface Where {
  readonly app: string
  readonly account: string
  readonly name: string
  readonly provider: string | undefined
}

const keyOf = (account: string, region: string, name: string) => JSON.stringify([account, region, name])

/** What the operations so far made of the server groups. */
function createGroups(real: ClouddriverClient, clock: { now(): number }) {
  const patches = new Map<string, Partial<ServerGroupView> | 'gone'>()
  const created: { readonly account: string; readonly cluster: string; readonly group: ServerGroupView }[] = []
  const touchedClusters = new Set<string>()
  const touch = (account: string, cluster: string) => touchedClusters.add(keyOf(account, '', cluster))

  const current = (group: ServerGroupView): ServerGroupView | undefined => {
    const patch = patches.get(keyOf(group.account, group.region, group.name))
    if (patch === 'gone') return undefined
    return patch === undefined ? group : { ...group, ...patch }
  }
  const made = (account: string, cluster: string, name?: string) =>
    created
      .filter((each) => each.account === account && each.cluster === cluster)
      .flatMap(({ group }) => current(group) ?? [])
      .filter((group) => name === undefined || group.name === name)

  async function one(account: string, region: string, name: string, read: () => Promise<ServerGroupView | undefined>) {
    const own = created.find(({ group }) => group.account === account && group.region === region && group.name === name)
    const found = own?.group ?? (await read())
    return found && current(found)
  }

  /** The group that an operation names. */
  async function named(description: Json): Promise<ServerGroupView | undefined> {
    const name = text(description.serverGroupName) ?? text(description.asgName)
    const account = text(description.credentials) ?? text(description.account) ?? text(description.accountName)
    const region = text(description.region) ?? texts(description.regions)[0] ?? text(description.namespace)
    if (name === undefined || account === undefined || region === undefined) return undefined
    return one(account, region, name, () => real.serverGroupNamed(account, region, name)).catch(() => undefined)
  }

  function change(group: ServerGroupView, patch: Partial<ServerGroupView> | 'gone'): void {
    const key = keyOf(group.account, group.region, group.name)
    const before = patches.get(key)
    patches.set(key, patch === 'gone' || before === 'gone' ? 'gone' : { ...before, ...patch })
    touch(group.account, group.cluster ?? parseName(group.name).cluster ?? group.name)
  }

  async function create(description: Json, provider: string): Promise<ServerGroupView | undefined> {
    const account = text(description.credentials) ?? text(description.account)
    const region =
      text(description.region) ?? texts(description.regions)[0] ?? Object.keys(json(description.availabilityZones))[0]
    const application = text(description.application)
    if (account === undefined || region === undefined || application === undefined) return undefined
    const asked = {
      application,
      stack: text(description.stack) ?? null,
      details: text(description.freeFormDetails) ?? null,
      region,
    }
    const cluster = clusterNameOf(asked)
    const known = await real.cluster(application, account, cluster, provider).catch(() => [])
    const there = [...known.flatMap(({ serverGroups }) => serverGroups), ...made(account, cluster)].filter(isAt(region))
    const taken = there.map((group) => {
      const sequence = group.moniker?.sequence ?? parseName(group.name).sequence
      return {
        serverGroupName: group.name,
        createdTime: group.createdTime,
        ...(sequence === undefined ? {} : { sequence }),
      }
    })
    const name = nextServerGroupName(asked, taken)
    const newest = there.toSorted(ageOf)[0]
    const source = json(description.source)
    const copied = text(source.serverGroupName) ?? text(source.asgName)
    const like = there.find((group) => group.name === copied) ?? newest
    const usesSource = isTrue(description.useSourceCapacity) || isTrue(source.useSourceCapacity)
    const capacity = usesSource ? like?.capacity : (capacityOf(description) ?? like?.capacity)
    const size = capacity ?? { min: 0, max: 0, desired: 0 }
    const group = {
      ...like,
      name,
      type: provider,
      cloudProvider: provider,
      ...{ region, account, accountName: account, application, cluster },
      moniker: {
        app: application,
        cluster,
        ...(parseName(name).sequence === undefined ? {} : { sequence: parseName(name).sequence }),
      },
      disabled: false,
      createdTime: clock.now(),
      zones: like?.zones ?? [],
      loadBalancers: like?.loadBalancers ?? [],
      securityGroups: like?.securityGroups ?? [],
      capacity: size,
      ...population(name, size.desired, true, like),
    } as ServerGroupView
    created.push({ account, cluster, group })
    touch(account, cluster)
    return group
  }

  return {
    current,
    made,
    one,
    named,
    touched: (account: string, cluster: string) => touchedClusters.has(keyOf(account, '', cluster)),
    ofCluster<T extends { readonly serverGroups: readonly ServerGroupView[] }>(
      clusters: readonly T[],
      where: Where,
    ): T[] {
      const added = made(where.account, where.name)
      const known = clusters.map((cluster) => ({
        ...cluster,
        serverGroups: cluster.serverGroups.flatMap((group) => current(group) ?? []),
      }))
      const [first, ...others] = known
      if (added.length === 0) return known
      if (first !== undefined) return [{ ...first, serverGroups: [...first.serverGroups, ...added] }, ...others]
      return [
        { name: where.name, accountName: where.account, application: where.app, serverGroups: added } as unknown as T,
      ]
    },
    /** Does to the groups what an operation would; answers with the group that it makes. */
    async apply(operation: string, description: Json, provider: string): Promise<ServerGroupView | undefined> {
      if (operation === 'createServerGroup' || operation === 'cloneServerGroup') return create(description, provider)
      const group = await named(description)
      if (group === undefined) return undefined
      const desired = group.capacity?.desired ?? group.instances.length
      if (operation === 'enableServerGroup')
        change(group, { disabled: false, ...population(group.name, desired, true, group) })
      if (operation === 'disableServerGroup') {
        const share = Math.min(100, number(description.desiredPercentage) ?? 100)
        const out = Math.ceil((desired * share) / 100)
        change(group, { disabled: share === 100, ...population(group.name, desired, desired - out, group) })
      }
      if (operation === 'suspendProcesses' || operation === 'resumeProcesses') {
        const processes = texts(description.processes)
        const others = objects(group.suspendedProcesses).filter(({ name }) => !processes.includes(String(name)))
        const added = operation === 'suspendProcesses' ? processes.map((name) => ({ name, expiresAt: null })) : []
        change(group, { suspendedProcesses: [...others, ...added] } as Partial<ServerGroupView>)
      }
      if (operation === 'destroyServerGroup') change(group, 'gone')
      if (operation === 'resizeServerGroup') {
        const capacity = { ...group.capacity, ...capacityOf(description) }
        change(group, { capacity, ...population(group.name, capacity.desired, !group.disabled, group) })
      }
      return undefined
    },
  }
}

function capacityOf({ capacity, targetSize }: Json): ServerGroupView['capacity'] | undefined {
  const given = json(capacity)
  const desired = number(given.desired) ?? number(targetSize)
  if (desired === undefined) return undefined
  return { desired, min: number(given.min) ?? desired, max: number(given.max) ?? desired }
}

/** Instances as a healthy group of that size has them, all of them in the traffic or so many. */
function population(
  name: string,
  size: number,
  inTraffic: boolean | number,
  like?: ServerGroupView,
): Partial<ServerGroupView> {
  const up = inTraffic === true ? size : inTraffic === false ? 0 : inTraffic
  const types = [...new Set(objects(like?.instances?.flatMap(({ health }) => health ?? [])).map(({ type }) => type))]
  const healthOf = (state: string) =>
    (types.length > 0 ? types : ['Planned']).map((type) => ({ type, state, healthClass: 'platform' }))
  const instances = Array.from({ length: Math.min(size, 10_000) }, (_, index) => {
    const id = `${name}-planned-${index + 1}`
    const healthState = index < up ? 'Up' : 'OutOfService'
    return { id, name: id, healthState, health: healthOf(healthState) }
  })
  const instanceCounts = { total: size, up, down: 0, unknown: 0, outOfService: size - up, starting: 0 }
  return { instances, instanceCounts } as Partial<ServerGroupView>
}

function endedTask(id: string, resultObjects: readonly Json[], now: number): CloudTask {
  const done = { phase: 'ORCHESTRATION', status: 'Orchestration completed.' }
  return {
    id,
    requestId: id,
    startTimeMs: now,
    status: { ...done, complete: true, completed: true, failed: false, retryable: false },
    history: [done],
    resultObjects,
    outputs: [],
    retryable: false,
  }
}
