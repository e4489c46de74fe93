import { checked, type SpotHttp, segment } from '../../client/index.ts'
import type { ElastigroupDriver } from '../driver.ts'
import { eventSchema, logSchema } from '../shapes.ts'

const at = (id: string, rest: string) => `/aws/ec2/group/${segment(id)}${rest}`

/** What Spot wrote down of a group. */
export function awsLogs(http: SpotHttp): Pick<ElastigroupDriver, 'logs' | 'events'> {
  return {
    async logs(id, { from, to, severity, resourceId, limit }) {
      const what = `read the log of group ${id}`
      const query = {
        fromDate: String(from),
        toDate: String(to),
        severity: severity ?? 'ALL',
        resourceId,
        limit: limit === undefined ? undefined : String(limit),
      }
      return checked(logSchema, await http.call({ method: 'GET', path: at(id, '/logs'), what, query }), what)
    },
    async events(id, from) {
      const what = `read the events of group ${id}`
      const query = { fromDate: new Date(from).toISOString() }
      const items = await http.call({ method: 'GET', path: at(id, '/events'), what, query })
      return checked(eventSchema, items, what).map(({ eventType, subEvents, ...event }) => ({
        ...event,
        ...(eventType ? { eventType } : {}),
        subEvents: [subEvents ?? []].flat(),
      }))
    },
  }
}
