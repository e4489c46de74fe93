import { problem } from '../../../../platform/errors/index.ts'
import { checked, createSpotHttp, type SpotHttpOptions, segment } from '../../client/index.ts'
import { accountCosts, addCosts, costsOf, inSeconds, noCosts, organizationCosts } from '../costs.ts'
import type { ElastigroupDriver, Group, RollRequest } from '../driver.ts'
import { costsSchema } from '../shapes.ts'
import { createGcpClient } from './client.ts'
import { gcpDocuments } from './document.ts'
import { instancesOf, isRunning } from './instances.ts'

/**
 * Elastigroups on Google Cloud. Spot documents no capacity call there (an update does it), no health of machines, and
 * nothing that suspends, takes out of traffic, imports or clones.
 */
export function createGcpDriver(options: SpotHttpOptions): ElastigroupDriver {
  const http = createSpotHttp(options)
  const client = createGcpClient(http)

  return {
    cloud: 'gcp',
    cloudName: 'GCP',
    ...gcpDocuments,
    async list({ name } = {}, onUnreadable) {
      const groups = (await client.listGroups(onUnreadable)) as Group[]
      return name === undefined ? groups : groups.filter((group) => group.name === name)
    },
    get: (id) => client.group(id) as Promise<Group>,
    create: (document) => client.create(document) as Promise<Group>,
    update: (id, patch) => client.update(id, patch) as Promise<Group>,
    async resize(id, capacity) {
      await client.update(id, { capacity })
    },
    scale: client.scale,
    remove: (id) => client.remove(id),
    async read(group, what) {
      const [statuses, rolls] = await Promise.all([client.status(group.id), what.rolls ? rollsOf(group.id) : []])
      const [newest, ...older] = rolls
      return {
        group,
        instances: instancesOf(group.id, statuses),
        suspended: [],
        disabled: false,
        rolls: newest === undefined ? [] : [{ ...newest, details: detailsOf(newest) }, ...older],
      }
    },
    running: async (id) =>
      (await client.status(id)).filter(isRunning).flatMap(({ instanceName }) => instanceName ?? []),
    detach: (id, { instanceIds, terminate, decrement, drainingTimeout }) =>
      client.detach(id, {
        instancesToDetach: instanceIds,
        shouldTerminateInstances: terminate,
        shouldDecrementTargetCapacity: decrement,
        ...(drainingTimeout === undefined ? {} : { drainingTimeout }),
      }),
    async lock(_id, instanceId, ttlInMinutes) {
      if (ttlInMinutes === undefined) {
        throw problem('invalid', "Elastigroups on GCP can't lock instances without an end: give ttlInMinutes")
      }
      await client.lock(instanceId, ttlInMinutes)
    },
    unlock: (_id, instanceId) => client.unlock(instanceId),
    startRoll: async (id, request) => client.startRoll(id, bodyOf(request)),
    rolls: async (id, limit = 5) => (await rollsOf(id)).slice(0, limit),
    rollDetails: async (id, rollId) => detailsOf(await client.roll(id, rollId)),
    stopRoll: (id, rollId) => client.stopRoll(id, rollId),
    async logs(id, { from, to, severity, resourceId, limit = 500 }) {
      // Neither severity nor machine narrows the call: what is left out here must not use up the limit.
      const narrow = severity !== undefined || resourceId !== undefined
      const query = { fromDate: String(from), toDate: String(to), limit: String(narrow ? 1_000 : limit) }
      const entries = await client.log(id, query)
      return entries
        .filter((entry) => severity === undefined || entry.severity === severity)
        .filter((entry) => resourceId === undefined || entry.message.includes(resourceId))
        .slice(0, limit)
    },
    async events(id, from) {
      const events = await client.events(id, from, options.clock.now())
      return events.map(({ eventType, subEvents, ...event }) => ({
        ...event,
        ...(eventType ? { eventType } : {}),
        subEvents: [subEvents ?? []].flat(),
      }))
    },
    async costs(id, period) {
      const what = `read the costs of group ${id}`
      const path = `/gcp/gce/group/${segment(id)}/costs`
      const items = await http.call({ method: 'GET', path, what, query: inSeconds(period) })
      return checked(costsSchema, items, what).map(costsOf).reduce(addCosts, noCosts)
    },
    resourceCosts: (period) => organizationCosts(http, period),
    accountCosts: (period) => accountCosts(http, { path: '/gcp/gce/costs', field: 'preemptible' }, period),
    close: () => http.close(),
  }

  /** Newest first, whatever the order of the answer. */
  async function rollsOf(id: string) {
    const rolls = await client.rolls(id)
    return rolls.toSorted((a, b) => String(b.createdAt ?? '').localeCompare(String(a.createdAt ?? '')))
  }
}

/** Which machines a roll has replaced is not told. */
const detailsOf = (roll: Readonly<Record<string, unknown>>) => ({
  numberOfBatches: roll.numOfBatches,
  ...roll,
  instances: [],
})

const elsewhere = [
  'healthCheckType',
  'drainingTimeout',
  'batchMinHealthyPercentage',
  'shouldDrainInstances',
  'onFailure',
] as const

/** A roll takes the size of its batches and their grace period, no more; a wish beyond that is refused, not forgotten. */
function bodyOf(request: RollRequest) {
  const { batchSizePercentage, gracePeriod, action } = request
  const beyond: string[] = elsewhere.filter((key) => request[key] !== undefined)
  if (action === 'RESTART_SERVER') beyond.push('action RESTART_SERVER')
  if (beyond.length > 0) {
    throw problem('invalid', `Elastigroups on GCP can't roll with ${beyond.join(', ')}: leave it out of the roll`)
  }
  return { batchSizePercentage, gracePeriod }
}
