import { floorDivBig } from '../time/civil.ts'
import { newInstant } from '../time/points.ts'
import { Instance } from '../values.ts'
import { newDate, parseLegacyDate } from './date.ts'
import { parseUuid } from './uuid.ts'

export { INSTANT } from '../time/points.ts'
export const DATE = 'java.util.Date'

/** Spring turns a text or an Instant into a Date by the constructor and factory that it finds. */
export const asDate = (value: unknown): Instance =>
  value instanceof Instance
    ? newDate(Number(floorDivBig(value.state as bigint, 1_000_000n)))
    : newDate(parseLegacyDate(String(value)))

export const asInstant = (value: unknown): Instance =>
  newInstant(BigInt((value as Instance<number>).state) * 1_000_000n)

export const uuidOf = parseUuid

/** A Locale, which only some calls take; texts are written in English whatever it is. */
export const localeOf = (text: string): Instance => new Instance('java.util.Locale', text)
