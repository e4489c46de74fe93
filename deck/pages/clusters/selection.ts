import { useSyncExternalStore } from 'react'
import { placeOf } from '../../clouds/group.ts'
import type { InstanceLine } from '../../data/infrastructure.ts'
import type { ServerGroup } from '../../data/shapes.ts'

export interface SelectedInstance {
  readonly group: ServerGroup
  readonly instance: InstanceLine
}

interface Selection {
  readonly app: string
  readonly groups: ReadonlyMap<string, ServerGroup>
  readonly instances: ReadonlyMap<string, SelectedInstance>
}

const nothing: Selection = { app: '', groups: new Map(), instances: new Map() }

let selection: Selection = nothing
const listeners = new Set<() => void>()

const set = (next: Selection): void => {
  selection = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What somebody has marked in an application's list, to do something to all of it. It outlives panels and filters. */
export const useSelection = (app: string): Selection => {
  const now = useSyncExternalStore(subscribe, () => selection)
  return now.app === app ? now : nothing
}

const toggled = <T>(map: ReadonlyMap<string, T>, key: string, value: T): ReadonlyMap<string, T> => {
  const next = new Map(map)
  if (!next.delete(key)) next.set(key, value)
  return next
}

const own = (app: string): Selection => (selection.app === app ? selection : { ...nothing, app })

export const toggleGroup = (app: string, group: ServerGroup): void => {
  const now = own(app)
  set({ ...now, groups: toggled(now.groups, placeOf(group), group) })
}

export const instanceKey = (group: ServerGroup, id: string): string => `${placeOf(group)}/${id}`

export const toggleInstance = (app: string, group: ServerGroup, instance: InstanceLine): void => {
  const now = own(app)
  set({ ...now, instances: toggled(now.instances, instanceKey(group, instance.id), { group, instance }) })
}

export const clearSelection = (): void => set(nothing)
