import type { Clock } from '../../../platform/clock.ts'
import { type Priority, priorities } from './priority.ts'

/**
 * The calls of a minute. Spot counts them for each organization, route and method in a sliding minute, and counts those
 * that it refuses as well. So one of these is shared by all accounts of a token, remembers what it sent, learns the
 * limit and what others use from the headers, and never sends what would be refused.
 */
export interface RateLimits {
  /** Waits until the route may be called. Throws `NoTurn` when that takes longer than the turn's patience, or the signal's reason. */
  admit(route: string, turn: Turn): Promise<Ticket>
  /**
   * How many groups an account may read in a minute in the background, as far as the headers have told: of each route that
   * reads a group, half of what is not kept for people, shared by the accounts.
   */
  readingsPerMinute(): number | undefined
  /**
   * How old the last reading of a group may be for somebody who asks again and again, in milliseconds: 0 while less than
   * half of the minute's calls are used, then longer and longer.
   */
  restMs(): number
  /** An account more that makes its calls here. */
  join(): void
}

export interface Turn {
  readonly priority: Priority
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** The right to one call. It is given back in exactly one of these ways. */
export interface Ticket {
  answered(status: number, headers: Headers): void
  /** There was no answer: Spot may have counted the call. */
  lost(): void
  /** The call was not made. */
  unused(): void
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** The route can't be called in the time that somebody would wait. */
export class NoTurn extends Error {
  /** As far as it is known. */
  readonly waitMs: number | undefined
  constructor(waitMs: number | undefined) {
    super('no call is left in this minute')
    this.name = 'NoTurn'
    this.waitMs = waitMs
  }
}

const minute = 60_000
/** Calls of a route at once while nothing is known of its limit. */
const firstCalls = 2
/** The share of the limit that is kept for what is more urgent: what people do never meets a limit that readings have used up. */
const reserved: Readonly<Record<Priority, number>> = { people: 0, waiting: 0.1, background: 0.2 }
const reserveOf = (limit: number, priority: Priority) => Math.floor(limit * reserved[priority])
const longestRestMs = 30_000
const longestBackoffMs = 120_000
/** The routes that each reading of a group takes, whichever its cloud. */
const stateRoutes = /\/\{id\}\/(status|instanceHealthiness|vmHealthiness|suspension)$/
/** For how long a route counts as one that the readings use. */
const inUseMs = 10 * minute

type Waiting = (ticket: Ticket) => void

interface Route {
  /** When our calls of the last minute were answered, oldest first: from then on at the latest Spot has counted them. */
  readonly counted: number[]
  underWay: number
  /** Calls sent so far; tells which of two answers is the newer one. */
  sent: number
  heardOf: number
  heardAt: number
  resetAt: number
  limit: number | undefined
  /** Calls of the minute that are not ours, as the last answer had it. */
  others: number
  blockedUntil: number
  /** Refusals in a row. */
  refusals: number
  readAt: number
  readonly queues: Readonly<Record<Priority, Set<Waiting>>>
  cancelTimer: () => void
}

export function createRateLimits(clock: Clock, random: () => number = Math.random): RateLimits {
  const routes = new Map<string, Route>()
  let accounts = 0

  const routeNamed = (name: string): Route => {
    const known = routes.get(name)
    if (known) return known
    const route: Route = {
      counted: [],
      underWay: 0,
      sent: 0,
      heardOf: 0,
      heardAt: Number.NEGATIVE_INFINITY,
      resetAt: Number.NEGATIVE_INFINITY,
      limit: undefined,
      others: 0,
      blockedUntil: 0,
      refusals: 0,
      readAt: Number.NEGATIVE_INFINITY,
      queues: { people: new Set(), waiting: new Set(), background: new Set() },
      cancelTimer: () => {},
    }
    routes.set(name, route)
    return route
  }

  const forgetOld = (route: Route, now: number) => {
    const fresh = route.counted.findIndex((at) => at > now - minute)
    if (fresh !== 0) route.counted.splice(0, fresh === -1 ? route.counted.length : fresh)
    if (now >= route.heardAt + minute) route.others = 0
  }

  /** When the route may be called: a time that is not after `now` means at once; undefined: when a call under way ends. */
  const dueAt = (route: Route, priority: Priority, now: number): number | undefined => {
    forgetOld(route, now)
    if (route.blockedUntil > now) return route.blockedUntil
    // After a refusal one call finds out whether the others may follow.
    if (route.refusals > 0) return route.underWay === 0 ? now : undefined
    const { limit, counted, underWay, others } = route
    if (limit === undefined) return route.heardOf > 0 || underWay < firstCalls ? now : undefined
    const room = limit - reserveOf(limit, priority) - counted.length - underWay - others
    if (room > 0) return now
    // What the others use is an estimate: once one of the minute's calls has expired, somebody's call may try.
    const isPeople = priority === 'people'
    if (isPeople && others > 0 && underWay === 0 && route.resetAt <= now) return now
    const ours = counted[-room]
    const times = [
      ...(ours === undefined ? [] : [ours + minute]),
      ...(others > 0 ? [route.heardAt + minute, ...(isPeople ? [route.resetAt] : [])] : []),
    ].filter((at) => at > now)
    if (times.length > 0) return Math.min(...times)
    return underWay > 0 ? undefined : now + minute
  }

  const ticketOf = (route: Route, priority: Priority): Ticket => {
    route.underWay += 1
    route.sent += 1
    const { sent, refusals } = route
    const ours = route.counted.length + route.underWay
    if (priority === 'background') route.readAt = clock.now()
    const end = (count: boolean) => {
      route.underWay -= 1
      if (count) route.counted.push(clock.now())
    }
    return {
      answered(status, headers) {
        end(true)
        hear(route, status, headers, { sent, ours, isLater: refusals === route.refusals })
        serve(route)
      },
      lost() {
        end(true)
        serve(route)
      },
      unused() {
        end(false)
        serve(route)
      },
    }
  }

  const hear = (
    route: Route,
    status: number,
    headers: Headers,
    call: { sent: number; ours: number; isLater: boolean },
  ) => {
    const now = clock.now()
    const limit = numberIn(headers['x-ratelimit-limit'])
    const remaining = numberIn(headers['x-ratelimit-remaining'])
    const reset = numberIn(headers['x-ratelimit-reset']) ?? numberIn(headers['retry-after'])
    if (call.sent > route.heardOf) {
      route.heardOf = call.sent
      route.heardAt = now
      if (limit !== undefined) route.limit = limit
      if (reset !== undefined) route.resetAt = now + reset * 1_000
      const known = route.limit
      if (known !== undefined && remaining !== undefined) route.others = Math.max(0, known - remaining - call.ours)
    }
    if (status === 429) {
      route.refusals += 1
      const backoff = Math.min(250 * 2 ** route.refusals, longestBackoffMs)
      const wait = Math.max((reset ?? 0) * 1_000, backoff) + random() * backoff
      route.blockedUntil = Math.max(route.blockedUntil, now + wait)
    } else if (call.isLater) {
      route.refusals = 0
      if (remaining === 0 && reset !== undefined) {
        route.blockedUntil = Math.max(route.blockedUntil, now + reset * 1_000)
      }
    }
  }

  /** Lets go who may, the most urgent first. */
  const serve = (route: Route) => {
    route.cancelTimer()
    const now = clock.now()
    let wakeAt = Number.POSITIVE_INFINITY
    for (const priority of priorities) {
      for (const go of route.queues[priority]) {
        const due = dueAt(route, priority, now)
        if (due === undefined || due > now) {
          wakeAt = Math.min(wakeAt, due ?? Number.POSITIVE_INFINITY)
          break
        }
        route.queues[priority].delete(go)
        go(ticketOf(route, priority))
      }
    }
    route.cancelTimer = Number.isFinite(wakeAt) ? clock.setTimer(() => serve(route), wakeAt - now) : () => {}
  }

  return {
    admit: (name, { priority, patienceMs, signal }) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const route = routeNamed(name)
        const now = clock.now()
        const due = dueAt(route, priority, now)
        const before = priorities.slice(0, priorities.indexOf(priority) + 1)
        const isFirst = before.every((each) => route.queues[each].size === 0)
        if (isFirst && due !== undefined && due <= now) return resolve(ticketOf(route, priority))
        if (due !== undefined && due - now > patienceMs) return reject(new NoTurn(due - now))
        const queue = route.queues[priority]
        const leave = (reason: unknown) => {
          queue.delete(go)
          end()
          reject(reason)
        }
        const aborted = () => leave(signal.reason)
        const cancelPatience = clock.setTimer(() => leave(new NoTurn(undefined)), patienceMs)
        const end = () => {
          cancelPatience()
          signal.removeEventListener('abort', aborted)
        }
        const go: Waiting = (ticket) => {
          end()
          resolve(ticket)
        }
        queue.add(go)
        signal.addEventListener('abort', aborted, { once: true })
        serve(route)
      }),
    readingsPerMinute() {
      const inUse = [...routes].filter(([name, { readAt }]) => stateRoutes.test(name) && readAt > clock.now() - inUseMs)
      const limits = inUse.flatMap(([, { limit }]) =>
        limit === undefined ? [] : [limit - reserveOf(limit, 'background')],
      )
      return limits.length === 0 ? undefined : Math.floor(Math.min(...limits) / 2 / Math.max(1, accounts))
    },
    restMs() {
      const now = clock.now()
      const used = [...routes].flatMap(([name, route]) => {
        if (!stateRoutes.test(name) || route.limit === undefined) return []
        forgetOld(route, now)
        if (route.blockedUntil > now) return [1]
        return [(route.counted.length + route.underWay + route.others) / Math.max(1, route.limit)]
      })
      const share = Math.min(1, Math.max(0, ...used))
      return share < 0.5 ? 0 : Math.ceil((share - 0.5) * 2 * longestRestMs)
    },
    join() {
      accounts += 1
    },
  }
}

/** Rate limits by endpoint and token: what Spot counts together is kept together. */
export function rateLimitsByToken(clock: Clock): (endpoint: string, token: string) => RateLimits {
  const all = new Map<string, RateLimits>()
  return (endpoint, token) => {
    const key = `${endpoint}\n${token}`
    const limits = all.get(key) ?? createRateLimits(clock)
    all.set(key, limits)
    limits.join()
    return limits
  }
}

function numberIn(value: string | string[] | undefined): number | undefined {
  const text = Array.isArray(value) ? value[0] : value
  const parsed = Number(text)
  return text === undefined || text.trim() === '' || !Number.isFinite(parsed) || parsed < 0 ? undefined : parsed
}
