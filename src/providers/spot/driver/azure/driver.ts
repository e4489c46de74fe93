import { isRetryable } from '../../../../platform/errors/index.ts'
import { createSpotHttp, isGone, type SpotHttpOptions } from '../../client/index.ts'
import { accountCosts, addCosts, noCosts, organizationCosts } from '../costs.ts'
import type { Costs, ElastigroupDriver, Group, Suspension } from '../driver.ts'
import { createAzureClient } from './client.ts'
import { deploymentOf, rollDetailsOf, rollOf } from './deployments.ts'
import { azureDocuments } from './document.ts'
import { instancesOf } from './instances.ts'
import { azureProcess, processes } from './processes.ts'

type Suspended = readonly { readonly name: string; readonly expiresAt?: unknown }[] | null | undefined

const suspensionsOf = (suspended: Suspended): Suspension[] =>
  (suspended ?? []).map(({ name, expiresAt }) => ({ name, expiresAt: expiresAt ?? null }))

/**
 * Elastigroups of Spot VMs on Azure. Spot documents no way there to stop a roll, to take machines out of traffic, nor to
 * clone; what a group did is told by its log alone.
 */
export function createAzureDriver(options: SpotHttpOptions): ElastigroupDriver {
  const http = createSpotHttp(options)
  const client = createAzureClient(http)
  const rolls = async (id: string, limit = 5) => (await client.deployments(id, limit)).map(rollOf)
  const rollDetails = async (id: string, rollId: string) => rollDetailsOf(await client.deploymentDetails(id, rollId))

  /** The newest rolls, the first of them with its machines. */
  async function rollsInDetail(id: string) {
    const [newest, ...older] = await rolls(id)
    if (newest === undefined) return []
    const details = await rollDetails(id, newest.id).catch((error: unknown) => {
      if (isRetryable(error) || isGone(error)) throw error
      return undefined
    })
    return [{ ...newest, ...(details === undefined ? {} : { details }) }, ...older]
  }

  return {
    cloud: 'azure',
    cloudName: 'Azure',
    ...azureDocuments,
    list: (filter, onUnreadable) => client.listGroups(filter, onUnreadable) as Promise<Group[]>,
    get: (id) => client.group(id) as Promise<Group>,
    create: (document) => client.create(document) as Promise<Group>,
    update: (id, patch) => client.update(id, patch) as Promise<Group>,
    resize: client.setCapacity,
    scale: client.scale,
    remove: (id) => client.remove(id),
    async read(group, what) {
      const [status, healthiness, itsRolls] = await Promise.all([
        client.status(group.id),
        client.healthiness(group.id),
        what.rolls ? rollsInDetail(group.id) : [],
      ])
      return {
        group,
        instances: instancesOf(group.id, healthiness, status.vms ?? []),
        suspended: suspensionsOf(status.suspendedProcesses),
        disabled: false,
        rolls: itsRolls,
      }
    },
    running: async (id) => (await client.healthiness(id)).flatMap(({ vmName }) => vmName ?? []),
    detach: (id, { instanceIds, terminate, decrement, drainingTimeout }) =>
      client.detach(id, {
        vmsToDetach: instanceIds,
        shouldTerminateVms: terminate,
        shouldDecrementTargetCapacity: decrement,
        ...(drainingTimeout === undefined ? {} : { drainingTimeout }),
      }),
    lock: client.protect,
    unlock: client.unprotect,
    startRoll: async (id, request) => rollOf(await client.startDeployment(id, deploymentOf(request))),
    rolls,
    rollDetails,
    async logs(id, { from, to, severity, resourceId, limit }) {
      return client.logs(id, {
        fromDate: String(from),
        toDate: String(to),
        SEVERITY: severity ?? 'ALL',
        RESOURCE_ID: resourceId,
        limit: limit === undefined ? undefined : String(limit),
      })
    },
    // Spot has no activity events there: the log is all that there is.
    events: async () => [],
    /** There is no call for one group: the organization's savings are told group by group. */
    async costs(id, period) {
      const resources = await organizationCosts(http, period)
      return resources.filter((each) => each.id === id).reduce<Costs>(addCosts, noCosts)
    },
    resourceCosts: (period) => organizationCosts(http, period),
    accountCosts: (period) => accountCosts(http, { path: '/azure/costs', field: 'lowPriority' }, period),
    suspensions: {
      processes,
      list: async (id) => suspensionsOf((await client.status(id)).suspendedProcesses),
      suspend: (id, asked) =>
        client.suspend(
          id,
          asked.map(({ name, ...rest }) => ({ name: azureProcess(name), ...rest })),
        ),
      resume: (id, names) => client.resume(id, names.map(azureProcess)),
    },
    close: () => http.close(),
  }
}
