/** How many calls one organization may make to one route template with one method in a sliding window. */
export type Limits = {
  windowSeconds: number
  default: number
  /** Route templates as `GET /aws/ec2/group/:groupId/status`. */
  routes: { [route: string]: number }
}

export type LimitVerdict = { blocked: boolean; headers: Record<string, string> }

/**
 * Spot's rate limiter. A blocked call counts too, so that hammering delays the reset. Every answer carries the three
 * headers, also below the limit; `X-RateLimit-Reset` is the seconds until the oldest counted call expires.
 */
export function createLimiter(limits: Limits) {
  const windows = new Map<string, { times: number[]; first: number }>()
  return {
    limits,
    reset: () => windows.clear(),
    count(organizationId: string, route: string, now: number): LimitVerdict {
      const key = `${organizationId} ${route}`
      const window = windows.get(key) ?? { times: [], first: 0 }
      windows.set(key, window)
      const span = limits.windowSeconds * 1000
      while (window.first < window.times.length && window.times[window.first]! <= now - span) window.first++
      // Expired entries are cut off in bulk: a busy route costs nothing per call.
      if (window.first > 1024) {
        window.times.splice(0, window.first)
        window.first = 0
      }
      window.times.push(now)
      const limit = limits.routes[route] ?? limits.default
      const used = window.times.length - window.first
      const oldest = window.times[window.first]!
      return {
        blocked: used > limit,
        headers: {
          'X-RateLimit-Limit': String(limit),
          'X-RateLimit-Remaining': String(Math.max(0, limit - used)),
          'X-RateLimit-Reset': String(Math.max(1, Math.ceil((oldest + span - now) / 1000))),
        },
      }
    },
  }
}

export type Limiter = ReturnType<typeof createLimiter>
