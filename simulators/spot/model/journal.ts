import type { ActivityEvent, Group, Severity } from './state.ts'

const KEPT = 2000

/** Elastilog: what the group did and why, oldest first here; the newest 2,000 entries are kept. */
export function log(group: Group, at: number, severity: Severity, message: string, resourceId?: string): void {
  group.log.push({ message, severity, createdAt: at, ...(resourceId === undefined ? {} : { resourceId }) })
  if (group.log.length > KEPT * 1.1) group.log.splice(0, group.log.length - KEPT)
}

/** The activity events of a group: which instances came and went, and by what. */
export function record(group: Group, at: number, eventType: string, subEvents: ActivityEvent['subEvents']): void {
  group.events.push({ eventType, createdAt: at, subEvents })
  if (group.events.length > KEPT * 1.1) group.events.splice(0, group.events.length - KEPT)
}
