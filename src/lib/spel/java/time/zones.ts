import { work } from '../../work.ts'

const START_OF_1900 = Date.UTC(1900, 0, 1)
const SEASONS = [Date.UTC(2024, 0, 1), Date.UTC(2024, 6, 1)]

const MAX_CACHED = 500
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * A format for English dates, from a bounded cache: to make one takes a thousand times as long as to use it.
 * @throws RangeError for a zone or a language that there is none of
 */
export function dateFormat(options: Intl.DateTimeFormatOptions, language = 'en-US'): Intl.DateTimeFormat {
  const key = `${language} ${Object.values(options).join(' ')}`
  const known = formats.get(key)
  if (known !== undefined) return known
  work(100)
  const made = new Intl.DateTimeFormat(language, options)
  if (formats.size >= MAX_CACHED) formats.delete(formats.keys().next().value as string)
  formats.set(key, made)
  return made
}

/** Milliseconds that a zone's clock is ahead of UTC at an instant. */
export function offsetAt(zone: string, millis: number): number {
  if (zone === 'UTC') return 0
  // Before 1900 Java's legacy calendar knows standard time only, no local mean time.
  if (millis < START_OF_1900) return Math.min(...SEASONS.map((season) => offsetAt(zone, season)))
  const offset = dateFormat({ timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(millis)
    .find((part) => part.type === 'timeZoneName')?.value
  const match = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(offset ?? '')
  if (match === null) return 0
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return (match[1] === '-' ? -seconds : seconds) * 1000
}

/** A zone's name in English: `PST`, or `Pacific Standard Time`. */
export function zoneName(zone: string, millis: number, long: boolean): string {
  if (zone === 'UTC') return long ? 'Coordinated Universal Time' : 'UTC'
  const format = dateFormat({ timeZone: zone, timeZoneName: long ? 'long' : 'short' })
  return format.formatToParts(millis).find((part) => part.type === 'timeZoneName')?.value ?? zone
}
