import type { Counters, Entry } from './entry.ts'

/** Elastilog and the activity events tell of one thing within so many milliseconds of each other. */
const sameWithinMs = 10_000

/**
 * Log and events as one, the newest first. What both tell stands once, in the log's words with the event's machines; a line
 * that stands twice in a log, word by word at one moment, is one.
 */
export function merge(logs: readonly Entry[], events: readonly Entry[]): Entry[] {
  const told = [...new Map(logs.map((entry) => [`${entry.at} ${entry.message}`, entry])).values()]
  const byMachine = Map.groupBy(
    told.flatMap((entry) => entry.instanceIds.map((id) => ({ id, entry }))),
    ({ id }) => id,
  )
  const isTold = ({ at, kind, instanceIds }: Entry) =>
    instanceIds.length > 0 &&
    instanceIds.every((id) =>
      byMachine.get(id)?.some(({ entry }) => Math.abs(entry.at - at) <= sameWithinMs && isSameThing(entry.kind, kind)),
    )
  const isSpoken = ({ at, kind, instanceIds }: Entry) =>
    instanceIds.length === 0 && told.some((entry) => entry.kind === kind && Math.abs(entry.at - at) <= sameWithinMs)
  const own = [...new Map(events.map((entry) => [`${entry.at} ${entry.message}`, entry])).values()]
  return [...told, ...own.filter((entry) => !isTold(entry) && !isSpoken(entry))].toSorted((a, b) => b.at - a.at)
}

/** An event says less than the log of why a machine came or went. */
function isSameThing(told: Entry['kind'], event: Entry['kind']): boolean {
  const moves = ['launch', 'replacement', 'interruption', 'scale', 'roll']
  return told === event || (moves.includes(told) && moves.includes(event))
}

export function countersOf(entries: readonly Entry[]): Counters {
  const machines = (kind: Entry['kind']) => {
    const found = entries.filter((entry) => entry.kind === kind)
    const named = new Set(found.flatMap(({ instanceIds }) => instanceIds))
    return named.size + found.filter(({ instanceIds }) => instanceIds.length === 0).length
  }
  return {
    interruptions: machines('interruption'),
    onDemandFallbacks: entries.filter(({ fallback }) => fallback).length,
    launches: machines('launch'),
    replacements: machines('replacement'),
  }
}
