import { get, path } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import type { Roll } from './shapes.ts'

/** Money in USD, and hours. `onDemandCosts`: the same hours at the on-demand price. */
export interface Money {
  runningHours: number
  actualCosts: number
  onDemandCosts: number
  saved: number
  /** Of the on-demand price, 0 to 100. */
  savingsPercentage?: number | null
  /** Parts of the hours, 0 to 1; null where Spot does not tell them apart. */
  spotShare?: number | null
  onDemandShare?: number | null
}

/** A part of a sum: a server group of an application, an instance of a server group. */
export interface MemberCosts extends Partial<Money> {
  name: string
  account?: string
  region?: string
  lifecycle?: string
  instanceType?: string
  stale?: boolean
  /** Not read yet. */
  pending?: boolean
  /** Why it could not be read. */
  error?: string
}

export interface Day {
  at: number
  actualCosts: number
  onDemandCosts: number
}

export interface CostsView extends Money {
  from: number
  to: number
  readAt?: number | null
  stale?: boolean
  /** False: the totals miss members that could not be read, or not yet. */
  complete?: boolean
  members?: MemberCosts[]
  series?: Day[]
}

export interface PotentialSaving {
  resourceType?: string
  name?: string
  region?: string
  instances?: number
  instanceTypes?: string[]
  /** USD a month. */
  potentialSavings?: number
}

export interface PotentialSavings {
  readAt?: number
  stale?: boolean
  /** Of all members, USD a month. */
  potentialSavings?: number
  members: PotentialSaving[]
}

export interface TimelineEntry {
  at: number
  kind: string
  severity?: string
  message: string
  instanceIds?: string[]
  /** An on-demand machine that stood in for a Spot machine. */
  fallback?: boolean
  /** In a cluster's timeline. */
  serverGroup?: string
  executionId?: string
  executionName?: string
  executionType?: string
}

export interface TimelineView {
  entries: TimelineEntry[]
  truncated?: boolean
  counters?: { interruptions?: number; onDemandFallbacks?: number; launches?: number; replacements?: number }
}

export interface LogEntry {
  message: string
  severity: string
  createdAt: string
  code?: string | null
  link?: string | null
}

export interface GroupAddress {
  app: string
  account: string
  region: string
  name: string
}

const groupPath = ({ account, region, name }: GroupAddress, ...more: readonly string[]) =>
  path('spot', 'serverGroups', account, region, name, ...more)

/** Under the group's own key: what changes the group changes this. */
const groupKey = ({ app, account, region, name }: GroupAddress, ...more: readonly unknown[]) => [
  ...['serverGroups', app, account, region, name],
  ...more,
]

/** Costs move once a day: the page's own reading asks for them, not every change of a server group. */
const useCosts = (from: string, ...place: readonly string[]) => {
  const more = place[0] === 'serverGroups' ? { detailed: true, series: true } : {}
  return useGate(['costs', ...place, from], (signal) =>
    get<CostsView>(path('spot', ...place, 'costs'), { from, ...more }, signal),
  )
}

/** `from`: a day, e.g. `2026-01-31`. */
export const useGroupCosts = ({ account, region, name }: GroupAddress, from: string) =>
  useCosts(from, 'serverGroups', account, region, name)
export const useClusterCosts = (app: string, account: string, cluster: string, from: string) =>
  useCosts(from, 'clusters', app, account, cluster)
export const useApplicationCosts = (app: string, from: string) => useCosts(from, 'applications', app)
export const useAccountCosts = (account: string, from: string) => useCosts(from, 'accounts', account)

export const usePotentialSavings = (account: string) =>
  useGate(['costs', 'potential', account], (signal) =>
    get<PotentialSavings>(path('spot', 'accounts', account, 'potentialSavings'), undefined, signal),
  )

export const useTimeline = (group: GroupAddress, from: string, instanceId?: string) =>
  useGate(groupKey(group, 'timeline', from, instanceId), (signal) =>
    get<TimelineView>(groupPath(group, 'timeline'), { from, instanceId }, signal),
  )

/** Two calls of Spot's a server group: asked now and then, not each time that one of them changes. */
export const useClusterTimeline = (app: string, account: string, cluster: string, from: string) =>
  useGate(['timeline', app, account, cluster, from], (signal) =>
    get<TimelineView>(path('spot', 'clusters', app, account, cluster, 'timeline'), { from }, signal),
  )

export const useRolls = (group: GroupAddress) =>
  useGate(groupKey(group, 'rolls'), (signal) => get<Roll[]>(groupPath(group, 'rolls'), undefined, signal))

/** Which scaling policies stand still, and until when; nothing is asked where they can't. */
export const usePolicySuspensions = (group: GroupAddress, enabled: boolean) =>
  useGate(
    groupKey(group, 'policySuspensions'),
    (signal) =>
      get<{ policyName: string; expiresAt?: string | number | null }[]>(
        groupPath(group, 'policySuspensions'),
        undefined,
        signal,
      ),
    enabled,
  )

/** Spot tells nobody how far a roll is: one that is looked at while it runs is asked about. */
const ROLL_MS = 5_000

/** A roll with its instances; nothing is asked without an id. */
export const useRoll = (group: GroupAddress, id: string | undefined, runs: boolean) =>
  useGate(
    groupKey(group, 'rolls', id),
    (signal) => get<Roll>(groupPath(group, 'rolls', id ?? ''), undefined, signal),
    id !== undefined,
    runs ? ROLL_MS : undefined,
  )

/** Periods of Elastilog, which the stock deck's route names. */
export const LOG_PERIODS: Readonly<Record<string, string>> = {
  ONE_DAY: 'Last 24 hours',
  TWO_DAYS: 'Last 2 days',
  THREE_DAYS: 'Last 3 days',
  ONE_WEEK: 'Last week',
  TWO_WEEKS: 'Last 2 weeks',
  ONE_MONTH: 'Last month',
  TWO_MONTHS: 'Last 2 months',
  THREE_MONTHS: 'Last 3 months',
}

export const LOG_SEVERITIES = ['ALL', 'INFO', 'DEBUG', 'WARN', 'ERROR'] as const

interface LogQuery {
  cluster: string
  elastigroupId: string
  period: string
  severity: string
}

export const useElastilog = (group: GroupAddress, { cluster, elastigroupId, period, severity }: LogQuery) =>
  useGate(groupKey(group, 'elastilog', period, severity), (signal) =>
    get<LogEntry[]>(
      path('applications', group.app, 'clusters', group.account, cluster, 'serverGroups', group.name, 'elastilogs'),
      { elastigroupId, period, severity, provider: 'spot' },
      signal,
    ),
  )

export interface AccountGroup {
  id: string
  name: string
  region: string
  imageId?: string
  capacity?: { minimum?: number | null; maximum?: number | null; target?: number | null }
  /** Null where its name belongs to no application. */
  application?: string | null
  cluster?: string | null
  /** Whether its name says which version of its cluster it is. */
  versioned?: boolean
}

/** Every group of an account, those too that no application has. */
export const useAccountGroups = (account: string) =>
  useGate(['serverGroups', 'account', account], (signal) =>
    get<AccountGroup[]>(path('spot', 'accounts', account, 'groups'), undefined, signal),
  )
