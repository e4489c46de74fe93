import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { PastOperations } from '../../../services/clouddriver/provider.ts'
import type { Readings } from '../client/index.ts'
import { type GroupOf, momentOf } from '../costs/index.ts'
import type { Document, Period } from '../driver/index.ts'
import { attributed, reachMs } from './attribution.ts'
import { isOnDemand, saysFallback, wantsOnDemand } from './classify.ts'
import type { Counters, Entry } from './entry.ts'
import { countersOf, merge } from './merge.ts'
import { entryOfEvent, entryOfLog } from './read.ts'

export const timelineQuery = z.object({
  from: z.string().optional(),
  to: z.string().optional(),
  instanceId: z.string().optional(),
})

export interface Timeline {
  readonly from: number
  readonly to: number
  readonly entries: readonly Entry[]
  /** There is more than what is told here. */
  readonly truncated: boolean
  readonly counters: Counters
  /** When Spot told it, and whether it could not be asked since. */
  readonly readAt: number
  readonly stale: boolean
}

const day = 86_400_000
const wholeMinute = (time: number) => Math.floor(time / 60_000) * 60_000
/** Spot keeps its logs for three months. */
const keptMs = 90 * day
/** As many lines as Spot gives at once. */
const mostLines = 1_000
const mostEntries = 2_000
/** Of a cluster: each costs two calls. */
const mostGroups = 10
/** Many may look at a group while it changes. */
const maxAgeMs = 10_000
const waitMs = 30_000

interface TimelinePeriod extends Period {
  /** Until now, whenever that is. */
  readonly open: boolean
}

/** What is asked about: the last week unless said otherwise, three months at most. @throws invalid */
export function timelinePeriod({ from, to }: z.infer<typeof timelineQuery>, now: number): TimelinePeriod {
  const end = to === undefined ? now : momentOf('to', to)
  // Whole minutes: who asks again in the same one asks the same.
  const begin = wholeMinute(Math.max(now - keptMs, from === undefined ? end - 7 * day : momentOf('from', from)))
  if (begin >= end) throw problem('invalid', 'The period must begin before it ends; Spot keeps three months')
  return { from: begin, to: end, open: to === undefined }
}

export interface TimelineParts {
  readonly clock: Clock
  readonly pastOperations: PastOperations
  readonly readings: Readings
}

/**
 * What happened to groups: Spot's log and its activity events as one, each entry with the execution that did it. Two calls
 * a group, made when somebody looks. @throws what Spot said, where it tells neither
 */
export async function timelineOf(
  { pastOperations, readings }: TimelineParts,
  groups: readonly GroupOf[],
  period: TimelinePeriod,
  instanceId?: string,
): Promise<Timeline> {
  const newest = groups.toSorted((a, b) => b.group.createdTime - a.group.createdTime).slice(0, mostGroups)
  const read = await Promise.all(
    newest.map(async ({ account, group }) => {
      const id = String(group.cloudId)
      const query = { ...period, limit: mostLines, ...(instanceId === undefined ? {} : { resourceId: instanceId }) }
      const about = { lane: `${account.name} timeline ${id}`, maxAgeMs, waitMs, awaited: true }
      const spoken = `${account.name} ${id} ${period.from} ${period.open ? 'now' : period.to}`
      const [log, done, operations] = await Promise.all([
        readings.get({ ...about, key: `${spoken} log ${instanceId}`, read: () => account.driver.logs(id, query) }),
        readings.get({ ...about, key: `${spoken} events`, read: () => account.driver.events(id, period.from) }),
        pastOperations.on(group, { from: period.from - reachMs, to: period.to }),
      ])
      const isInside = ({ at, instanceIds }: Entry) =>
        at >= period.from &&
        at <= period.to &&
        (instanceId === undefined || instanceIds.length === 0 || instanceIds.includes(instanceId))
      const isAbout = ({ instanceIds }: Entry) => instanceId === undefined || instanceIds.includes(instanceId)
      // What Spot filed under the instance is about it, even where the line does not name it.
      const told = log.value.flatMap(entryOfLog).filter(isInside)
      const events = done.value.flatMap(entryOfEvent).filter((entry) => isInside(entry) && isAbout(entry))
      const wants = wantsOnDemand((group.extra.group ?? {}) as Document)
      const entries = attributed(merge(told, events), operations).map((entry) => withFallback(entry, wants))
      return {
        entries: withGroup(entries, group.name, groups.length > 1),
        full: log.value.length >= mostLines,
        newness: [log, done],
      }
    }),
  )
  const entries = read.flatMap((each) => each.entries).toSorted((a, b) => b.at - a.at)
  const newness = read.flatMap((each) => each.newness)
  return {
    from: period.from,
    to: period.to,
    readAt: Math.min(...newness.map(({ readAt }) => readAt)),
    stale: newness.some(({ stale }) => stale),
    entries: entries.slice(0, mostEntries),
    truncated: entries.length > mostEntries || groups.length > mostGroups || read.some(({ full }) => full),
    counters: countersOf(entries),
  }
}

const withFallback = (entry: Entry, wanted: boolean): Entry =>
  saysFallback(entry.message) || (!wanted && isOnDemand(entry.kind, entry.message))
    ? { ...entry, fallback: true }
    : entry

const withGroup = (entries: readonly Entry[], serverGroup: string, several: boolean) =>
  several ? entries.map((entry) => ({ ...entry, serverGroup })) : entries
