import { randomUUID } from 'node:crypto'
import type { SpotError } from './failure.ts'

/** What a route answers with: the kind and items of Spot's envelope; a call without payload has neither. */
export type Answer = { kind?: string; items?: unknown[] }

export type CallLine = { id: string; url: string; method: string; timestamp: string }

const REASONS: Record<number, string> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

export const reason = (status: number): string => REASONS[status] ?? 'Error'

/** The `request` part of every envelope: a fresh id, and the call as it came in. */
export const callLine = (method: string, url: string, now: number): CallLine => ({
  id: randomUUID(),
  url,
  method,
  timestamp: isoDate(now),
})

export const success = (request: CallLine, { kind, items }: Answer) => ({
  request,
  response: {
    status: { code: 200, message: 'OK' },
    ...(kind === undefined ? {} : { kind }),
    ...(items === undefined ? {} : { items, count: items.length }),
  },
})

export const failure = (request: CallLine, status: number, errors: SpotError[]) => ({
  request,
  response: { status: { code: status, message: reason(status) }, errors },
})

/** Spot's 429 carries a `data` string where other errors carry `errors`. */
export const tooManyRequests = (request: CallLine) => ({
  request,
  response: { status: { code: 429, message: reason(429) }, data: 'Rate limit exceeded' },
})

export const isoDate = (time: number): string => new Date(time).toISOString()
