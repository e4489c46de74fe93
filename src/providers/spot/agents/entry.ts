import { createHash } from 'node:crypto'
import type { ServerGroup } from '../../../services/clouddriver/provider.ts'
import type { Group, Roll } from '../driver/index.ts'

/**
 * How an entry of the inventory came about, in its `extra`: `stale` when it could not be read lately; `readAt` is added to
 * the view, and is null here as long as nothing but the list has told of the group.
 */
export interface Readings {
  readonly stale: boolean
  readonly readAt?: null
}

export const readingsOf = (entry: ServerGroup) => entry.extra['readings'] as Readings | undefined
export const namesakesOf = (entry: ServerGroup | undefined) => (entry?.extra['namesakes'] ?? []) as readonly string[]
export const rollsOf = (entry: ServerGroup | undefined) => (entry?.extra['rolls'] ?? []) as readonly Roll[]

/** The entry with how it came about, and the ids of other groups of its name. */
export function entryOf(
  made: ServerGroup,
  readings: Readings,
  namesakes: readonly string[],
  readAt?: number,
): ServerGroup {
  const { namesakes: _, ...rest } = made.extra
  const extra = { ...rest, readings, ...(namesakes.length === 0 ? {} : { namesakes }) }
  return { ...made, extra, ...(readAt === undefined ? {} : { readAt }) }
}

/** The last entry of a group that could not be read; the same object when it says so already. */
export function staleEntry(entry: ServerGroup): ServerGroup {
  const readings = readingsOf(entry)
  return readings?.stale ? entry : { ...entry, extra: { ...entry.extra, readings: { ...readings, stale: true } } }
}

/** Tells whether a document is another one than before. */
export const fingerprint = (document: unknown): string =>
  createHash('sha1').update(JSON.stringify(document)).digest('base64url')

export const fingerprintOf = (entry: ServerGroup): string => fingerprint(entry.extra['group'])

const activeRoll = /^(starting|in_progress|stopping)$/i
export const isRolling = (entry: ServerGroup | undefined) =>
  rollsOf(entry).some(({ status }) => activeRoll.test(status))

/** Whether the group is as it should be: all its machines there and healthy, or out of traffic on purpose. */
export function isSettled(entry: ServerGroup, group: Group): boolean {
  if (entry.instances.some(({ healthState }) => healthState === 'Starting')) return false
  const counted = (group.capacity as { unit?: unknown } | null | undefined)?.unit !== 'weight'
  if (counted && entry.instances.length !== entry.capacity.desired) return false
  return entry.disabled || entry.instances.every(({ healthState }) => healthState === 'Up')
}
