import type { z } from 'zod'
import { createSpotHttp, type SpotHttpOptions } from './http.ts'
import { noAnswer } from './problems.ts'
import {
  groupSchema,
  healthinessSchema,
  type RollRequest,
  rollSchema,
  statusSchema,
  suspensionsSchema,
} from './shapes.ts'

export type SpotClientOptions = SpotHttpOptions
export type SpotClient = ReturnType<typeof createSpotClient>

type Json = Readonly<Record<string, unknown>>
const groups = '/aws/ec2/group'

/** Spot's Elastigroup API for AWS, call by call. An answer that is not as described is an error, never a guess. */
export function createSpotClient(options: SpotClientOptions) {
  const http = createSpotHttp(options)
  const at = (id: string, rest = '') => `${groups}/${encodeURIComponent(id)}${rest}`

  function first<T>(items: readonly T[], what: string): T {
    const [item] = items
    if (item === undefined) throw noAnswer(what, 'the answer was empty')
    return item
  }

  return {
    /** All groups of the account; `name`: those of exactly that name. */
    async listGroups(filter: { name?: string } = {}) {
      const what = filter.name === undefined ? 'list the groups' : `look up group ${filter.name}`
      return checked(
        groupSchema,
        await http.call({ method: 'GET', path: groups, what, query: { name: filter.name } }),
        what,
      )
    },
    async group(id: string) {
      const what = `read group ${id}`
      return first(checked(groupSchema, await http.call({ method: 'GET', path: at(id), what }), what), what)
    },
    /** Never repeated: look the name up before trying again. */
    async create(group: Json) {
      const what = `create group ${String(group.name)}`
      return first(
        checked(groupSchema, await http.call({ method: 'POST', path: groups, what, body: { group } }), what),
        what,
      )
    },
    /** Merges deeply: what is not mentioned stays. */
    async update(id: string, group: Json) {
      const what = `change group ${id}`
      return first(
        checked(groupSchema, await http.call({ method: 'PUT', path: at(id), what, body: { group } }), what),
        what,
      )
    },
    async remove(id: string, options: Json = {}) {
      const body = Object.keys(options).length === 0 ? {} : { body: options }
      await http.call({ method: 'DELETE', path: at(id), what: `delete group ${id}`, ...body })
    },
    async status(id: string) {
      const what = `read the instances of group ${id}`
      return checked(statusSchema, await http.call({ method: 'GET', path: at(id, '/status'), what }), what)
    },
    async healthiness(id: string) {
      const what = `read the health of group ${id}`
      return checked(
        healthinessSchema,
        await http.call({ method: 'GET', path: at(id, '/instanceHealthiness'), what }),
        what,
      )
    },
    async suspensions(id: string) {
      const what = `read what is suspended of group ${id}`
      return checked(suspensionsSchema, await http.call({ method: 'GET', path: at(id, '/suspension'), what }), what)[0]
    },
    async suspend(id: string, processes: readonly string[]) {
      const what = `suspend ${processes.join(', ')} of group ${id}`
      const body = { suspensions: processes.map((name) => ({ name })) }
      await http.call({ method: 'POST', path: at(id, '/suspension'), what, body, repeatable: true })
    },
    async resume(id: string, processes: readonly string[]) {
      const what = `resume ${processes.join(', ')} of group ${id}`
      await http.call({ method: 'DELETE', path: at(id, '/suspension'), what, body: { processes } })
    },
    /** Takes the whole group out of its load balancers, or puts it back. Undocumented: may answer 404. */
    async groupStandby(id: string, enter: boolean) {
      const what = `${enter ? 'put group' : 'take group'} ${id} ${enter ? 'into' : 'out of'} standby`
      await http.call({ method: enter ? 'POST' : 'DELETE', path: at(id, '/standby'), what, repeatable: true })
    },
    async instanceStandby(instanceId: string, enter: boolean) {
      const path = `/aws/ec2/instance/${encodeURIComponent(instanceId)}/standby/${enter ? 'enter' : 'exit'}`
      const what = `${enter ? 'put' : 'take'} instance ${instanceId} ${enter ? 'into' : 'out of'} standby`
      await http.call({ method: 'POST', path, what, repeatable: true })
    },
    async detach(id: string, request: Json) {
      await http.call({
        method: 'PUT',
        path: at(id, '/detachInstances'),
        what: `detach instances of group ${id}`,
        body: request,
        repeatable: false,
      })
    },
    async startRoll(id: string, roll: RollRequest) {
      const what = `start a roll of group ${id}`
      const items = await http.call({ method: 'PUT', path: at(id, '/roll'), what, body: roll, repeatable: false })
      return first(checked(rollSchema, items, what), what)
    },
    /** Newest first. */
    async rolls(id: string, limit = 5) {
      const what = `list the rolls of group ${id}`
      const query = { limit: String(limit), sort: 'createdAt:DESC' }
      return checked(rollSchema, await http.call({ method: 'GET', path: at(id, '/roll'), what, query }), what)
    },
    async stopRoll(id: string, rollId: string) {
      const what = `stop roll ${rollId} of group ${id}`
      await http.call({
        method: 'PUT',
        path: at(id, `/roll/${encodeURIComponent(rollId)}`),
        what,
        body: { roll: { status: 'STOPPED' } },
      })
    },
    close: () => http.close(),
  }
}

function checked<S extends z.ZodType>(schema: S, items: readonly unknown[], what: string): z.infer<S>[] {
  return items.map((item) => {
    const parsed = schema.safeParse(item)
    if (parsed.success) return parsed.data
    throw noAnswer(
      what,
      `the answer is not as described (${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message})`,
    )
  })
}
