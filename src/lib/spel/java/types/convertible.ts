import { floorDivBig } from '../time/civil.ts'
import { Instance } from '../values.ts'
import { newDate, parseLegacyDate } from './date.ts'
import { newInstant } from './dates.ts'
import { parseUuid } from './uuid.ts'

export { INSTANT } from './dates.ts'
export const DATE = 'java.util.Date'

/** Spring turns a text or an Instant into a Date by the constructor and factory that it finds. */
export const asDate = (value: unknown): Instance =>
  value instanceof Instance
    ? newDate(Number(floorDivBig(value.state as bigint, 1_000_000n)))
    : newDate(parseLegacyDate(String(value)))

export const asInstant = (value: unknown): Instance =>
  newInstant(BigInt((value as Instance<number>).state) * 1_000_000n)

export const uuidOf = parseUuid
