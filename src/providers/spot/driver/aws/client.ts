import { checked, only, readable, type SpotHttp, segment, unwrapped } from '../../client/index.ts'
import type { Capacity, Document, StatefulAction } from '../driver.ts'
import { documentSchema } from '../shapes.ts'
import {
  groupSchema,
  healthinessSchema,
  policySuspensionsSchema,
  statefulSchema,
  statusSchema,
  suspensionsSchema,
} from './shapes.ts'

export type AwsClient = ReturnType<typeof createAwsClient>

const groups = '/aws/ec2/group'
const at = (id: string, rest = '') => `${groups}/${segment(id)}${rest}`
const instance = (id: string, rest: string) => `/aws/ec2/instance/${segment(id)}${rest}`
const minutes = (ttl: number | undefined) => (ttl === undefined ? undefined : String(ttl))

/** Spot's Elastigroup API for AWS, call by call: groups, their machines and what is suspended. */
export function createAwsClient(http: SpotHttp) {
  const group = async (id: string) => {
    const what = `read group ${id}`
    return only(checked(groupSchema, unwrapped(await http.call({ method: 'GET', path: at(id), what })), what), what)
  }
  return {
    /** All groups of the account; `name`: those of exactly that name. */
    async listGroups(filter: { readonly name?: string } = {}, onUnreadable?: (item: unknown) => void) {
      const what = filter.name === undefined ? 'list the groups' : `look up group ${filter.name}`
      const items = unwrapped(await http.call({ method: 'GET', path: groups, what, query: { name: filter.name } }))
      const all = onUnreadable ? readable(groupSchema, items, onUnreadable) : checked(groupSchema, items, what)
      // The filter is in Spot's clients only, not in its description.
      return filter.name === undefined ? all : all.filter(({ name }) => name === filter.name)
    },
    group,
    /** Never repeated: look the name up before trying again. */
    async create(group: Document) {
      const what = `create group ${String(group.name)}`
      const items = await http.call({ method: 'POST', path: groups, what, body: { group } })
      return only(checked(groupSchema, unwrapped(items), what), what)
    },
    /** Merges deeply: what is not mentioned stays. */
    async update(id: string, change: Document, applyTags: boolean) {
      const what = `change group ${id}`
      const query = applyTags ? { autoApplyTags: 'true' } : {}
      const items = await http.call({ method: 'PUT', path: at(id), what, body: { group: change }, query })
      // It is changed, also where the answer tells nothing of it, or a part.
      const [changed] = readable(groupSchema, unwrapped(items), () => {})
      return changed ?? group(id)
    },
    async setCapacity(id: string, capacity: Partial<Capacity>) {
      const what = `set the capacity of group ${id}`
      await http.call({ method: 'PUT', path: at(id, '/capacity'), what, body: { capacity } })
    },
    async scale(id: string, direction: 'up' | 'down', adjustment: number) {
      await http.call({
        method: 'PUT',
        path: at(id, `/scale/${direction}`),
        what: `scale group ${id} ${direction} by ${adjustment}`,
        query: { adjustment: String(adjustment) },
        repeatable: false,
      })
    },
    async remove(id: string, options: Document = {}) {
      const body = Object.keys(options).length === 0 ? {} : { body: options }
      await http.call({ method: 'DELETE', path: at(id), what: `delete group ${id}`, ...body })
    },
    async status(id: string) {
      const what = `read the instances of group ${id}`
      return checked(statusSchema, await http.call({ method: 'GET', path: at(id, '/status'), what }), what)
    },
    async healthiness(id: string) {
      const what = `read the health of group ${id}`
      const items = await http.call({ method: 'GET', path: at(id, '/instanceHealthiness'), what })
      return checked(healthinessSchema, items, what)
    },
    async detach(id: string, request: Document, repeatable: boolean) {
      const what = `detach instances of group ${id}`
      await http.call({ method: 'PUT', path: at(id, '/detachInstances'), what, body: request, repeatable })
    },
    async lock(instanceId: string, ttlInMinutes?: number) {
      const query = { ttlInMinutes: minutes(ttlInMinutes) }
      const what = `lock instance ${instanceId}`
      await http.call({ method: 'POST', path: instance(instanceId, '/lock'), what, query, repeatable: true })
    },
    async unlock(instanceId: string) {
      const what = `unlock instance ${instanceId}`
      await http.call({ method: 'POST', path: instance(instanceId, '/unlock'), what, repeatable: true })
    },
    async interrupt(instanceIds: readonly string[]) {
      const what = `interrupt ${instanceIds.join(', ')}`
      const body = { instancesToInterrupt: instanceIds }
      await http.call({ method: 'POST', path: '/aws/ec2/instance/interruption', what, body })
    },
    async suspensions(id: string) {
      const what = `read what is suspended of group ${id}`
      const items = await http.call({ method: 'GET', path: at(id, '/suspension'), what })
      return checked(suspensionsSchema, items, what)[0]
    },
    async suspend(id: string, suspensions: readonly { readonly name: string; readonly ttlInMinutes?: number }[]) {
      const what = `suspend ${suspensions.map(({ name }) => name).join(', ')} of group ${id}`
      await http.call({ method: 'POST', path: at(id, '/suspension'), what, body: { suspensions }, repeatable: true })
    },
    async resume(id: string, processes: readonly string[]) {
      const what = `resume ${processes.join(', ')} of group ${id}`
      await http.call({ method: 'DELETE', path: at(id, '/suspension'), what, body: { processes } })
    },
    async policySuspensions(id: string) {
      const what = `read which scaling policies of group ${id} are suspended`
      const items = await http.call({ method: 'GET', path: at(id, '/scale/suspensions'), what })
      return checked(policySuspensionsSchema, items, what)[0]?.scalePolicySuspensions ?? []
    },
    async suspendPolicy(id: string, policyName: string, ttlInMinutes?: number) {
      const path = at(id, '/scale/suspendPolicy')
      const what = `suspend scaling policy ${policyName} of group ${id}`
      const body = ttlInMinutes === undefined ? {} : { body: { suspension: { ttlInMinutes } } }
      await http.call({ method: 'POST', path, what, query: { policyName }, ...body, repeatable: true })
    },
    async resumePolicy(id: string, policyName: string) {
      const path = at(id, '/scale/resumePolicy')
      const what = `resume scaling policy ${policyName} of group ${id}`
      await http.call({ method: 'POST', path, what, query: { policyName }, repeatable: true })
    },
    /** Takes the whole group out of its load balancers, or puts it back. Undocumented: may answer 404. */
    async groupStandby(id: string, enter: boolean) {
      const what = `${enter ? 'put' : 'take'} group ${id} ${enter ? 'into' : 'out of'} standby`
      await http.call({ method: enter ? 'POST' : 'DELETE', path: at(id, '/standby'), what, repeatable: true })
    },
    async instanceStandby(instanceId: string, enter: boolean) {
      const path = instance(instanceId, `/standby/${enter ? 'enter' : 'exit'}`)
      const what = `${enter ? 'put' : 'take'} instance ${instanceId} ${enter ? 'into' : 'out of'} standby`
      await http.call({ method: 'POST', path, what, repeatable: true })
    },
    async statefulInstances(id: string) {
      const what = `read the stateful instances of group ${id}`
      const items = await http.call({ method: 'GET', path: at(id, '/statefulInstance'), what })
      return checked(statefulSchema, items, what)
    },
    async actOnStateful(id: string, statefulInstanceId: string, action: StatefulAction) {
      const path = at(id, `/statefulInstance/${segment(statefulInstanceId)}/${action}`)
      const what = `${action} stateful instance ${statefulInstanceId} of group ${id}`
      await http.call({ method: 'PUT', path, what, repeatable: false })
    },
    async importAutoScalingGroup(query: Readonly<Record<string, string>>, group: Document) {
      const what = `import auto-scaling group ${query.autoScalingGroupName}`
      const path = `${groups}/autoScalingGroup/import`
      return only(
        checked(
          documentSchema,
          unwrapped(await http.call({ method: 'POST', path, what, query, body: { group } })),
          what,
        ),
        what,
      )
    },
    async importInstance(query: Readonly<Record<string, string>>, group: Document) {
      const what = `import instance ${query.instanceId}`
      const path = `${groups}/instance/import`
      return only(
        checked(groupSchema, unwrapped(await http.call({ method: 'POST', path, what, query, body: { group } })), what),
        what,
      )
    },
  }
}
