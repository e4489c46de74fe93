import type { Instance, ServerGroup } from '../../data/shapes.ts'

export type Document = Readonly<Record<string, unknown>>

export interface SuspendedProcess {
  name: string
  expiresAt?: string | number | null
}

/** As Spot lists it; statuses come in either case. */
export interface Roll {
  id: string
  status: string
  progress?: { value?: number | null } | null
  currentBatch?: number | null
  numOfBatches?: number | null
  gracePeriod?: number | null
  createdAt?: string | null
  updatedAt?: string | null
  details?: RollDetails
}

export interface RolledInstance {
  instanceId?: string | null
  lifeCycle?: string | null
  batchNum?: number | null
  status?: string | null
}

export interface RollDetails {
  progress?: { value?: number | null } | null
  numberOfBatches?: number | null
  currentBatch?: number | null
  gracePeriod?: number | null
  strategyAction?: string | null
  healthCheck?: string | null
  instances?: { blue?: RolledInstance[] | null; green?: RolledInstance[] | null }[] | null
}

export interface StatefulInstance {
  id: string
  instanceId?: string | null
  state?: string | null
  privateIp?: string | null
}

/** A server group of Spot in full: `group` is the wire's own document. */
export interface SpotGroup extends ServerGroup {
  cloudId?: string
  cloud?: 'aws' | 'gcp' | 'azure'
  group?: Document
  elastigroup?: Document
  suspendedProcesses?: SuspendedProcess[]
  rolls?: Roll[]
  lifecycleMix?: { spot: number; onDemand: number }
  statefulInstances?: StatefulInstance[]
  readings?: { stale?: boolean; readAt?: number }
}

export interface SpotInstance extends Instance {
  /** SPOT or ON_DEMAND. */
  lifecycle?: string
  /** As Spot's SDK names it, e.g. `M5_LARGE`. */
  type?: string
  spotHealthStatus?: string
  privateIp?: string
  publicIp?: string
  lockStatus?: string
  protectedUntil?: string | number | null
  standby?: boolean
}

/** What the contract of panels gives is Spot's, for these panels are only loaded for it. */
export const asSpot = (group: ServerGroup): SpotGroup => group as SpotGroup
export const asSpotInstance = (instance: Instance): SpotInstance => instance as SpotInstance

/** The value at a path of keys, as far as there is one. */
export const at = (document: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((value, key) => (value as Document | null | undefined)?.[key], document)

export const listAt = <T = Document>(document: unknown, ...keys: readonly string[]): readonly T[] => {
  const value = at(document, ...keys)
  return Array.isArray(value) ? (value as T[]) : []
}

/** `M5_LARGE` → `m5.large`, `M5D_2XLARGE` → `m5d.2xlarge`; what is written that way already stays. */
export const instanceType = (type: string | undefined): string | undefined => type?.toLowerCase().replace('_', '.')

export const lifecycleWords = (lifecycle: string | null | undefined): string => {
  if (lifecycle === undefined || lifecycle === null) return '–'
  return /^spot$/i.test(lifecycle) ? 'Spot' : 'On-demand'
}

/** `AUTO_SCALE` → `Auto scale`. */
export const wordsOf = (name: string): string => {
  const words = name.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Milliseconds of a time as Spot writes it, which it does in several notations. */
export const timeOf = (time: string | number | null | undefined): number | undefined => {
  if (typeof time === 'number') return time
  if (!time) return undefined
  const iso = time
    .trim()
    .replace(' ', 'T')
    .replace(/(\.\d{3})\d+/, '$1')
  const parsed = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`)
  return Number.isNaN(parsed) ? undefined : parsed
}
