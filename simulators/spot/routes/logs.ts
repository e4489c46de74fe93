import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { refuse } from '../failure.ts'
import { type Call, dateParameter, groupOf, queryOf, route } from './route.ts'

const RETENTION_DAYS = 92
const DAY = 24 * 60 * 60 * 1000
export const LOGS = z.object({
  fromDate: dateParameter,
  toDate: dateParameter,
  severity: z.enum(['ALL', 'INFO', 'DEBUG', 'WARN', 'ERROR']).default('ALL'),
  resourceId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
})

export type LogQuery = z.infer<typeof LOGS>

export const logRoutes = [
  route('GET', '/aws/ec2/group/:groupId/logs', logs),
  route('GET', '/aws/ec2/group/:groupId/events', events),
]

function logs(call: Call) {
  return { kind: 'spotinst:aws:ec2:group:log', items: logEntries(call, queryOf(call, LOGS)) }
}

/** Elastilog, newest first; a severity means exactly that one, `ALL` every one. */
export function logEntries(call: Call, { fromDate, toDate, severity, resourceId, limit }: LogQuery) {
  const group = groupOf(call)
  if (fromDate < call.now - RETENTION_DAYS * DAY) {
    throw refuse('VALIDATION_ERROR', 'fromDate: logs are kept for three months')
  }
  return group.log
    .filter(
      (entry) =>
        entry.createdAt >= fromDate &&
        entry.createdAt <= toDate &&
        (severity === 'ALL' || entry.severity === severity) &&
        (resourceId === undefined || entry.resourceId === resourceId),
    )
    .toReversed()
    .slice(0, limit)
    .map(({ message, severity: level, createdAt }) => ({ message, severity: level, createdAt: isoDate(createdAt) }))
}

function events(call: Call) {
  const group = groupOf(call)
  const { fromDate } = queryOf(call, z.object({ fromDate: dateParameter }))
  const items = group.events
    .filter((event) => event.createdAt >= fromDate)
    .toReversed()
    .map(({ eventType, createdAt, subEvents }) => ({
      groupId: group.id,
      eventType,
      createdAt: isoDate(createdAt),
      subEvents,
    }))
  return { kind: 'spotinst:aws:ec2:group', items }
}
