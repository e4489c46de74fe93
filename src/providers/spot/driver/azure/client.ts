import { checked, only, readable, type SpotHttp, segment } from '../../client/index.ts'
import type { Capacity, Document } from '../driver.ts'
import { logSchema } from '../shapes.ts'
import { deploymentSchema, detailsSchema, groupSchema, healthinessSchema, statusSchema } from './shapes.ts'

const groups = '/azure/compute/group'
const at = (id: string, rest = '') => `${groups}/${segment(id)}${rest}`
const deployment = (id: string, deploymentId: string, rest = '') =>
  at(id, `/deployment/${segment(deploymentId)}${rest}`)

type Processes = readonly { readonly name: string; readonly ttlInMinutes?: number }[]

/** Spot's Elastigroup API for Spot VMs on Azure, call by call. */
export function createAzureClient(http: SpotHttp) {
  return {
    /** All groups of the account; `name`: those of exactly that name. */
    async listGroups(filter: { readonly name?: string } = {}, onUnreadable?: (item: unknown) => void) {
      const what = filter.name === undefined ? 'list the groups' : `look up group ${filter.name}`
      const items = await http.call({ method: 'GET', path: groups, what, query: { name: filter.name } })
      return onUnreadable ? readable(groupSchema, items, onUnreadable) : checked(groupSchema, items, what)
    },
    async group(id: string) {
      const what = `read group ${id}`
      return only(checked(groupSchema, await http.call({ method: 'GET', path: at(id), what }), what), what)
    },
    /** Never repeated: look the name up before trying again. */
    async create(group: Document) {
      const what = `create group ${String(group.name)}`
      const items = await http.call({ method: 'POST', path: groups, what, body: { group } })
      return only(checked(groupSchema, items, what), what)
    },
    async update(id: string, group: Document) {
      const what = `change group ${id}`
      const items = await http.call({ method: 'PUT', path: at(id), what, body: { group } })
      return only(checked(groupSchema, items, what), what)
    },
    async remove(id: string) {
      await http.call({ method: 'DELETE', path: at(id), what: `delete group ${id}` })
    },
    async setCapacity(id: string, capacity: Partial<Capacity>) {
      const what = `set the capacity of group ${id}`
      await http.call({ method: 'PUT', path: at(id, '/capacity'), what, body: { capacity } })
    },
    async scale(id: string, direction: 'up' | 'down', adjustment: number) {
      const what = `scale group ${id} ${direction} by ${adjustment}`
      const query = { adjustment: String(adjustment) }
      await http.call({ method: 'PUT', path: at(id, `/scale/${direction}`), what, query, repeatable: false })
    },
    /** The group's machines and what is suspended, in one answer. */
    async status(id: string) {
      const what = `read the VMs of group ${id}`
      return only(checked(statusSchema, await http.call({ method: 'GET', path: at(id, '/status'), what }), what), what)
    },
    async healthiness(id: string) {
      const what = `read the health of group ${id}`
      const items = await http.call({ method: 'GET', path: at(id, '/vmHealthiness'), what })
      return checked(healthinessSchema, items, what)
    },
    async suspend(id: string, processes: Processes) {
      const what = `suspend ${processes.map(({ name }) => name).join(', ')} of group ${id}`
      await http.call({ method: 'PUT', path: at(id, '/suspend'), what, body: { processes } })
    },
    async resume(id: string, names: readonly string[]) {
      const what = `resume ${names.join(', ')} of group ${id}`
      const body = { processes: names.map((name) => ({ name })) }
      await http.call({ method: 'PUT', path: at(id, '/resume'), what, body })
    },
    async detach(id: string, body: Document) {
      const what = `detach VMs of group ${id}`
      await http.call({ method: 'PUT', path: at(id, '/detachVms'), what, body, repeatable: false })
    },
    async protect(id: string, vmName: string, ttlInMinutes?: number) {
      const path = at(id, `/vm/${segment(vmName)}/protection`)
      const query = { ttlInMinutes: ttlInMinutes === undefined ? undefined : String(ttlInMinutes) }
      await http.call({ method: 'POST', path, what: `lock VM ${vmName}`, query, repeatable: true })
    },
    async unprotect(id: string, vmName: string) {
      const path = at(id, `/vm/${segment(vmName)}/protection`)
      await http.call({ method: 'DELETE', path, what: `unlock VM ${vmName}` })
    },
    async startDeployment(id: string, request: Document) {
      const what = `start a deployment of group ${id}`
      const path = at(id, '/deployment')
      const items = await http.call({ method: 'POST', path, what, body: { deployment: request } })
      return only(checked(deploymentSchema, items, what), what)
    },
    /** Both parameters are in capitals. */
    async deployments(id: string, limit: number) {
      const what = `list the deployments of group ${id}`
      const query = { LIMIT: String(limit), SORT: 'createdAt:DESC' }
      const items = await http.call({ method: 'GET', path: at(id, '/deployment'), what, query })
      return checked(deploymentSchema, items, what)
    },
    async deploymentDetails(id: string, deploymentId: string) {
      const what = `read deployment ${deploymentId} of group ${id}`
      const items = await http.call({ method: 'GET', path: deployment(id, deploymentId, '/details'), what })
      return only(checked(detailsSchema, items, what), what)
    },
    async logs(id: string, query: Readonly<Record<string, string | undefined>>) {
      const what = `read the log of group ${id}`
      return checked(logSchema, await http.call({ method: 'GET', path: at(id, '/logs'), what, query }), what)
    },
  }
}
