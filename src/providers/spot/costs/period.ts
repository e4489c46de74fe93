import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Period } from '../driver/index.ts'

export const periodQuery = z.object({ from: z.string().optional(), to: z.string().optional() })

const day = 86_400_000
/** Spot keeps a year. */
const longest = 366 * day

/** Milliseconds of what a client writes: ISO 8601, or Unix time in seconds or milliseconds. @throws invalid */
export function momentOf(name: string, text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  const time = Number.isNaN(number) ? Date.parse(text) : number < 100_000_000_000 ? number * 1_000 : number
  if (Number.isFinite(time)) return time
  throw problem('invalid', `${name} must be a date, e.g. 2026-01-31, or a Unix time, not '${text}'`)
}

export interface AskedPeriod extends Period {
  /** Whether it goes on: what is read of it changes with every hour. */
  readonly open: boolean
}

/** What is asked about: whole days (UTC) until now, the last thirty unless said otherwise. @throws invalid */
export function periodOf({ from, to }: z.infer<typeof periodQuery>, now: number): AskedPeriod {
  const end = to === undefined ? now : Math.min(momentOf('to', to), now)
  const begin = from === undefined ? end - 30 * day : momentOf('from', from)
  const period = { from: Math.floor(begin / day) * day, to: end, open: end === now }
  if (period.from >= period.to) throw problem('invalid', 'The period must begin before it ends, and before now')
  if (now - period.from > longest) throw problem('invalid', 'Spot tells costs of a year at most: let `from` be later')
  return period
}

/** Names the period, the same for everybody who asks about it while it lasts. */
export const nameOf = ({ from, to, open }: AskedPeriod) => `${from}-${open ? 'now' : to}`
