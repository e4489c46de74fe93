import type { Clock } from '../../../platform/clock.ts'
import { GennakerError } from '../../../platform/errors/index.ts'
import type { ServerGroup } from '../../../services/clouddriver/provider.ts'
import type { SpotAccount } from '../account.ts'
import { isNotYet, type Question, type Reading, type Readings } from '../client/index.ts'
import type { DailyCosts, Document, InstanceCosts, Period } from '../driver/index.ts'
import { type Money, moneyOf, nothing, sum, type Tally } from './money.ts'
import { type AskedPeriod, nameOf } from './period.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** How old an answer may be: days that are over change little, today grows. */
const maxAge = { over: hour, open: 5 * minute, potential: hour }
/** How long somebody who looks is kept waiting: for one thing, and for many that are read one after the other. */
const waitMs = { one: 15_000, many: 8_000 }
/** An application with more groups than this is asked about as a whole, where the token may. */
const mostOneByOne = 20
/** No question leads to more calls than this. */
const mostMembers = 100
/** A token that may not see its organization's savings is not tried again for so long. */
const refusedMs = 6 * hour

export interface GroupOf {
  readonly account: SpotAccount
  readonly group: ServerGroup
}

/** One answer about money, as the routes give it. */
export interface CostsAnswer extends Money {
  readonly from: number
  readonly to: number
  readonly readAt: number
  readonly stale: boolean
}

export interface SeriesAnswer extends CostsAnswer {
  readonly series: readonly (Pick<DailyCosts, 'at' | 'actualCosts' | 'onDemandCosts'> & {
    readonly runningHours: number
  })[]
}

export type Member = { readonly name: string; readonly account: string; readonly region: string } & (
  | (Money & { readonly readAt: number; readonly stale: boolean })
  | { readonly pending: true }
  | { readonly error: string }
)

export interface SumAnswer extends CostsAnswer {
  readonly members: readonly Member[]
  /** False: some members are missing from the totals, because they could not be read yet or at all. */
  readonly complete: boolean
}

export type CostReader = ReturnType<typeof createCosts>

/** What Spot's groups cost. Each number is read once for everybody, in the background, and kept for as long as it is true enough. */
export function createCosts(readings: Readings, clock: Clock) {
  const refusedUntil = new Map<string, number>()

  const question = <T>(
    { name }: SpotAccount,
    what: string,
    period: AskedPeriod,
    read: () => Promise<T>,
    waits: number = waitMs.one,
  ): Question<T> => ({
    lane: name,
    key: `${name} ${what} ${nameOf(period)}`,
    maxAgeMs: period.open ? maxAge.open : maxAge.over,
    waitMs: waits,
    read,
  })

  /** When it is read, not when it is asked: readings wait for each other. */
  const untilNow = ({ from, to, open }: AskedPeriod): Period => ({ from, to: open ? clock.now() : to })

  /** Machine by machine where Spot tells so: only then on-demand ones count. */
  const groupQuestion = ({ account, group }: GroupOf, period: AskedPeriod, waits?: number) => {
    const id = String(group.cloudId)
    const read = (): Promise<readonly InstanceCosts[] | Tally> => {
      const { driver } = account
      return driver.instanceCosts?.(id, untilNow(period)) ?? driver.costs(id, untilNow(period))
    }
    return question(account, `group ${id}`, period, read, waits)
  }

  const tallyOf = (value: readonly InstanceCosts[] | Tally): Tally =>
    isList(value)
      ? sum(value.map((each) => ({ ...each, spotHours: each.lifecycle === 'SPOT' ? each.runningHours : 0 })))
      : value

  /** The whole organization in one call: its groups by id. Undefined where the token may not, or the cloud has no such thing. */
  async function wholeAccount(account: SpotAccount, period: AskedPeriod): Promise<Whole | undefined> {
    const { driver, name } = account
    const { resourceCosts } = driver
    if (!resourceCosts || (refusedUntil.get(name) ?? 0) > clock.now()) return undefined
    const read = async () => new Map((await resourceCosts(untilNow(period))).map(({ id, ...costs }) => [id, costs]))
    try {
      return await readings.get(question(account, 'all groups', period, read, waitMs.many))
    } catch (error) {
      if (!(error instanceof GennakerError)) throw error
      // Group by group Spot would be asked the same, and more often.
      if (isNotYet(error) || ![400, 401, 403, 404].includes(error.status)) return { failure: unread(error) }
      refusedUntil.set(name, clock.now() + refusedMs)
      return undefined
    }
  }

  async function memberOf(of: GroupOf, period: AskedPeriod): Promise<{ member: Member; tally?: Tally }> {
    const { name, account, region } = of.group
    const about = { name, account, region }
    try {
      const { value, readAt, stale } = await readings.get(groupQuestion(of, period, waitMs.many))
      const tally = tallyOf(value)
      return { member: { ...about, ...moneyOf(tally), readAt, stale }, tally }
    } catch (error) {
      if (!(error instanceof GennakerError)) throw error
      return { member: { ...about, ...unread(error) } }
    }
  }

  const answerOf = <T>(
    tally: Tally,
    period: AskedPeriod,
    { readAt, stale }: Omit<Reading<T>, 'value'>,
  ): CostsAnswer => ({
    from: period.from,
    to: period.open ? readAt : period.to,
    readAt,
    stale,
    ...moneyOf(tally),
  })

  return {
    /** One group. `detailed`: also machine by machine. `daily`: also day by day, Spot machines only. */
    async group(of: GroupOf, period: AskedPeriod, more: { readonly detailed: boolean; readonly daily: boolean }) {
      const reading = await readings.get(groupQuestion(of, period))
      const { driver } = of.account
      const id = String(of.group.cloudId)
      const { dailyCosts } = driver
      // What is known of the whole is worth more than an error about its days.
      const days =
        more.daily && dailyCosts
          ? await readings
              .get(question(of.account, `days of ${id}`, period, () => dailyCosts(id, untilNow(period))))
              .catch(() => undefined)
          : undefined
      const machines = isList(reading.value) ? reading.value : []
      return {
        ...answerOf(tallyOf(reading.value), period, { ...reading, stale: reading.stale || days?.stale === true }),
        ...(more.detailed
          ? { members: machines.map(({ instanceId, ...each }) => ({ name: instanceId, ...shown(each) })) }
          : {}),
        ...(days === undefined ? {} : { series: days.value }),
      }
    },

    /** Groups together, of one account or of several: those that are there now. */
    async sum(groups: readonly GroupOf[], period: AskedPeriod): Promise<SumAnswer> {
      const byAccount = Map.groupBy(groups, ({ account }) => account)
      const wholes = new Map<SpotAccount, Whole>()
      for (const [account, own] of byAccount) {
        // On Azure Spot has no call for one group: all of them are asked for anyway.
        const asOne = own.length > mostOneByOne || account.driver.cloud === 'azure'
        const whole = asOne ? await wholeAccount(account, period) : undefined
        if (whole !== undefined) wholes.set(account, whole)
      }
      const asked = groups.filter(({ account }) => !wholes.has(account)).slice(0, mostMembers)
      const found = await Promise.all(
        groups.map(async (of): Promise<{ member: Member; tally?: Tally }> => {
          const { name, account, region } = of.group
          const whole = wholes.get(of.account)
          if (whole === undefined) {
            if (asked.includes(of)) return memberOf(of, period)
            return { member: { name, account, region, error: `Only ${mostMembers} groups are read at once` } }
          }
          if ('failure' in whole) return { member: { name, account, region, ...whole.failure } }
          const tally = whole.value.get(String(of.group.cloudId)) ?? { ...nothing }
          const { readAt, stale } = whole
          return { member: { name, account, region, ...moneyOf(tally), readAt, stale }, tally }
        }),
      )
      const members = found.map(({ member }) => member)
      const read = members.flatMap((member) => ('readAt' in member ? [member] : []))
      const oldest = Math.min(clock.now(), ...read.map(({ readAt }) => readAt))
      const newness = { readAt: oldest, stale: read.some(({ stale }) => stale) }
      const tallies = found.flatMap(({ tally }) => tally ?? [])
      return { ...answerOf(sum(tallies), period, newness), members, complete: read.length === members.length }
    },

    /** The whole account, day by day until yesterday: Spot machines, also of groups that are gone. */
    async account(account: SpotAccount, period: AskedPeriod): Promise<SeriesAnswer> {
      const past = untilYesterday(period, clock.now())
      const read = async () => (past.from < past.to ? account.driver.accountCosts(past) : [])
      const reading = await readings.get(question(account, 'account', past, read))
      const series = reading.value.toSorted((a, b) => a.at - b.at)
      return { ...answerOf(sum(series.map(asSpot)), past, reading), series }
    },

    /** What is not on Spot yet. Each with the operation that would bring it there, where there is one. */
    async potentialSavings(account: SpotAccount) {
      const read = async () => (await account.driver.potentialSavings?.()) ?? []
      const about = { lane: account.name, key: `${account.name} potential savings`, maxAgeMs: maxAge.potential }
      const { value, readAt, stale } = await readings.get({ ...about, waitMs: waitMs.one, read })
      const members = value.map((each) => withAction(each, account))
      const monthly = members.reduce((total, { potentialSavings }) => total + (Number(potentialSavings) || 0), 0)
      return { readAt, stale, potentialSavings: monthly, members }
    },
  }
}

type Unread = { readonly pending: true } | { readonly error: string }
type Whole = Reading<ReadonlyMap<string, Tally>> | { readonly failure: Unread }

const unread = (error: GennakerError): Unread => (isNotYet(error) ? { pending: true } : { error: error.message })

const isList = (value: readonly InstanceCosts[] | Tally): value is readonly InstanceCosts[] => Array.isArray(value)

/** Spot tells an account's costs of days that are over, and of a year. */
function untilYesterday({ from, to }: AskedPeriod, now: number): AskedPeriod {
  const today = Math.floor(now / day) * day
  const begin = Math.max(from, today - 365 * day)
  return { from: begin, to: Math.max(begin, Math.min(to, today)), open: false }
}

/** All that is counted ran on Spot. */
const asSpot = (costs: DailyCosts): Tally => ({ ...costs, spotHours: costs.runningHours })

const shown = ({ instanceType, zone, lifecycle, ...costs }: Omit<InstanceCosts, 'instanceId'>) => ({
  ...(instanceType === undefined ? {} : { instanceType }),
  ...(zone === undefined ? {} : { zone }),
  lifecycle,
  ...moneyOf({ ...costs, spotHours: lifecycle === 'SPOT' ? costs.runningHours : 0 }),
})

/** The group that could be made of it, as a job for `POST /tasks` that only shows what it would make. */
function withAction(found: Document, { name: account }: SpotAccount) {
  const { resourceType, name, region, instanceTypes } = found
  if (String(resourceType).toUpperCase() !== 'ASG' || typeof name !== 'string') return found
  const job = {
    ...{ type: 'importAutoScalingGroup', cloudProvider: 'spot', credentials: account },
    ...{ region, autoScalingGroupName: name, dryRun: true },
    group: { ...(Array.isArray(instanceTypes) ? { spotInstanceTypes: instanceTypes } : {}) },
  }
  return { ...found, action: job }
}
