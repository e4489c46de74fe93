import { checked, isUnsupported, only, readable, type SpotHttp, segment, unwrapped } from '../../client/index.ts'
import type { Document } from '../driver.ts'
import { documentSchema, eventSchema, logSchema, rollSchema } from '../shapes.ts'
import { groupSchema, statusSchema } from './shapes.ts'

const groups = '/gcp/gce/group'
const at = (id: string, rest = '') => `${groups}/${segment(id)}${rest}`
const instance = (name: string, rest: string) => `/gcp/gce/instance/${segment(name)}${rest}`

/** The description's spelling first; it may be put right some day. */
const detachPaths = ['/deatchInstances', '/detachInstances'] as const

/** Spot's Elastigroup API for Google Cloud, call by call. */
export function createGcpClient(http: SpotHttp) {
  return {
    /** All groups of the account: no filter is described. */
    async listGroups(onUnreadable?: (item: unknown) => void) {
      const what = 'list the groups'
      const items = unwrapped(await http.call({ method: 'GET', path: groups, what }))
      return onUnreadable ? readable(groupSchema, items, onUnreadable) : checked(groupSchema, items, what)
    },
    async group(id: string) {
      const what = `read group ${id}`
      return only(checked(groupSchema, unwrapped(await http.call({ method: 'GET', path: at(id), what })), what), what)
    },
    /** Never repeated: look the name up before trying again. */
    async create(group: Document) {
      const what = `create group ${String(group.name)}`
      const items = await http.call({ method: 'POST', path: groups, what, body: { group } })
      return only(checked(groupSchema, unwrapped(items), what), what)
    },
    async update(id: string, group: Document) {
      const what = `change group ${id}`
      const items = await http.call({ method: 'PUT', path: at(id), what, body: { group } })
      return only(checked(groupSchema, unwrapped(items), what), what)
    },
    async remove(id: string) {
      await http.call({ method: 'DELETE', path: at(id), what: `delete group ${id}` })
    },
    async scale(id: string, direction: 'up' | 'down', adjustment: number) {
      const what = `scale group ${id} ${direction} by ${adjustment}`
      const query = { adjustment: String(adjustment) }
      await http.call({ method: 'PUT', path: at(id, `/scale/${direction}`), what, query, repeatable: false })
    },
    async status(id: string) {
      const what = `read the instances of group ${id}`
      return checked(statusSchema, await http.call({ method: 'GET', path: at(id, '/status'), what }), what)
    },
    async detach(id: string, body: Document) {
      const what = `detach instances of group ${id}`
      for (const path of detachPaths) {
        try {
          await http.call({ method: 'PUT', path: at(id, path), what, body, repeatable: false })
          return
        } catch (error) {
          if (!isUnsupported(error) || path === detachPaths.at(-1)) throw error
        }
      }
    },
    async lock(name: string, ttlInMinutes: number) {
      const query = { ttlInMinutes: String(ttlInMinutes) }
      const what = `lock instance ${name}`
      await http.call({ method: 'POST', path: instance(name, '/lock'), what, query, repeatable: true })
    },
    async unlock(name: string) {
      const what = `unlock instance ${name}`
      await http.call({ method: 'POST', path: instance(name, '/unlock'), what, repeatable: true })
    },
    async startRoll(id: string, body: Document) {
      const what = `start a roll of group ${id}`
      const items = await http.call({ method: 'PUT', path: at(id, '/roll'), what, body, repeatable: false })
      return only(checked(rollSchema, items, what), what)
    },
    async rolls(id: string) {
      const what = `list the rolls of group ${id}`
      return checked(rollSchema, await http.call({ method: 'GET', path: at(id, '/roll'), what }), what)
    },
    async roll(id: string, rollId: string) {
      const what = `read roll ${rollId} of group ${id}`
      const path = at(id, `/roll/${segment(rollId)}`)
      return only(checked(documentSchema, await http.call({ method: 'GET', path, what }), what), what)
    },
    async stopRoll(id: string, rollId: string) {
      const what = `stop roll ${rollId} of group ${id}`
      const path = at(id, `/roll/${segment(rollId)}`)
      await http.call({ method: 'PUT', path, what, body: { roll: { status: 'STOPPED' } } })
    },
    /** Singular on this cloud; it takes no severity. */
    async log(id: string, query: Readonly<Record<string, string | undefined>>) {
      const what = `read the log of group ${id}`
      return checked(logSchema, await http.call({ method: 'GET', path: at(id, '/log'), what, query }), what)
    },
    async events(id: string, from: number, to: number) {
      const what = `read the events of group ${id}`
      const query = { fromDate: new Date(from).toISOString(), toDate: new Date(to).toISOString() }
      return checked(eventSchema, await http.call({ method: 'GET', path: at(id, '/events'), what, query }), what)
    },
  }
}
