import type { ActivityPage } from '../../src/services/gate/v1/activity.ts'
import type { ApplicationCounts, ApplicationOverview } from '../../src/services/gate/v1/overview.ts'
import { firstOfApplication } from './bootstrap.ts'
import { get, path } from './gate.ts'
import { useGate } from './queries.ts'
import type { Json } from './shapes.ts'

const route = (app: string, what: string) => path('v1', 'applications', app, what)

/** How much goes on in an application now. */
export const useCounts = (app: string) =>
  useGate(['executions', app, 'counts'], (signal) =>
    firstOfApplication(app, 'counts', () => get<ApplicationCounts>(route(app, 'counts'), undefined, signal)),
  )

export const useOverview = (app: string) =>
  useGate(['executions', app, 'overview'], (signal) =>
    get<ApplicationOverview>(route(app, 'overview'), undefined, signal),
  )

/** What happened last. */
export const useLatestActivity = (app: string, limit: number) =>
  useGate(['activity', app, 'latest', limit], (signal) => get<ActivityPage>(route(app, 'activity'), { limit }, signal))

/** Whether an application uses a part of the deck (its attribute `dataSources`); what it does not name is used. */
export const usesSource = (attributes: Json | undefined, key: string): boolean => {
  const { disabled } = (attributes?.dataSources ?? {}) as { disabled?: unknown }
  return !(Array.isArray(disabled) && disabled.includes(key))
}

export interface CustomBanner {
  readonly enabled?: boolean
  readonly text?: string
  readonly textColor?: string
  readonly backgroundColor?: string
}

export const bannersOf = (attributes: Json | undefined): readonly CustomBanner[] =>
  Array.isArray(attributes?.customBanners) ? (attributes.customBanners as CustomBanner[]) : []
