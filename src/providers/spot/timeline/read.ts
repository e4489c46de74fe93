import type { Document, GroupEvent, LogEntry } from '../driver/index.ts'
import { parseTime } from '../model/index.ts'
import { kindOfEvent, kindOfMessage } from './classify.ts'
import type { Entry } from './entry.ts'

/** EC2's ids of instances, which Elastilog names in its sentences. */
const ec2Id = /\bi-(?:[0-9a-f]{17}|[0-9a-f]{8})\b/g
/** Machines on other clouds have names: what stands behind the word and looks like one. */
const named = /\b(?:instance|vm)s?:?\s+\[?((?=[\w-]*\d)[a-z][a-z0-9]*-[\w-]{2,80})/gi

const machinesNamedIn = (message: string): string[] => [
  ...new Set([...(message.match(ec2Id) ?? []), ...[...message.matchAll(named)].map(([, name = '']) => name)]),
]

export function entryOfLog({ message, severity, createdAt }: LogEntry): Entry[] {
  const at = parseTime(createdAt)
  if (at === undefined) return []
  return [
    {
      at,
      kind: kindOfMessage(message),
      severity: severity.toUpperCase(),
      message,
      instanceIds: machinesNamedIn(message),
    },
  ]
}

export function entryOfEvent({ eventType, createdAt, subEvents }: GroupEvent): Entry[] {
  const at = parseTime(createdAt)
  if (at === undefined) return []
  const parts = subEvents.length === 0 ? [{} as Document] : subEvents
  return parts.map((part) => {
    const type = typeof part.type === 'string' ? part.type : undefined
    const { coming, onDemand, going } = machinesIn(part)
    const types = [type ?? eventType ?? 'update']
    const all = [...coming, ...onDemand]
    const kind = kindOfEvent(types, all.length > 0)
    const said = [
      ...(coming.length > 0 ? [`${coming.join(', ')} came`] : []),
      ...(onDemand.length > 0 ? [`${onDemand.join(', ')} came on demand`] : []),
      ...(going.length > 0 ? [`${going.join(', ')} went`] : []),
    ]
    const message = [types.join(' '), said.join(', ')].filter(Boolean).join(': ')
    return { at, kind, severity: 'INFO', message, instanceIds: [...all, ...going].filter((id) => !isRequest(id)) }
  })
}

/** A request that has no machine yet. */
const isRequest = (id: string) => id.startsWith('sir-')

/** Who came and who went: lists such as `newSpots`, `newInstances` (on demand), `terminatedSpots`, `victimInstances`. */
function machinesIn(part: Document): { coming: string[]; onDemand: string[]; going: string[] } {
  const lists = Object.entries(part).filter(([, value]) => Array.isArray(value)) as [string, unknown[]][]
  const named = (fits: (name: string) => boolean) =>
    lists.filter(([name]) => fits(name)).flatMap(([, items]) => items.flatMap(idOf))
  const isOnDemand = (name: string) => /^new(Instances|Vms)$/i.test(name)
  return {
    coming: named((name) => /^new/i.test(name) && !isOnDemand(name)),
    onDemand: named(isOnDemand),
    going: named((name) => !/^new/i.test(name)),
  }
}

function idOf(item: unknown): string[] {
  if (typeof item === 'string') return [item]
  const { instanceId: id, instanceName, vmName, spotInstanceRequestId } = (item ?? {}) as Document
  const found = [id, instanceName, vmName, spotInstanceRequestId].find((each) => typeof each === 'string')
  return found === undefined ? [] : [String(found)]
}
