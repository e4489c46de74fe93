import { javaError } from '../../errors.ts'
import { isCharset } from '../charset.ts'
import { floorDivBig } from '../numbers.ts'
import { timeText } from '../time/civil.ts'
import { dayPart, LOCAL_DATE, LOCAL_DATE_TIME, LOCAL_TIME, newInstant, newLocalDate, timePart } from '../time/points.ts'
import { ZONE_ID, ZONE_OFFSET, zoneIdOf, zoneOffsetOf } from '../time/zone-id.ts'
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

/** Spring finds the factory `of`, or the method `toX`, by its name. */
export const CONVERSIONS: Readonly<Record<string, (value: never) => unknown>> = {
  [`java.lang.String ${ZONE_ID}`]: zoneIdOf,
  [`java.lang.String ${ZONE_OFFSET}`]: zoneOffsetOf,
  'java.lang.String java.lang.StringBuffer': (text: string) => new Instance('java.lang.StringBuffer', text, () => text),
  'java.lang.String java.lang.StringBuilder': (text: string) =>
    new Instance('java.lang.StringBuilder', text, () => text),
  'java.lang.String java.nio.charset.Charset': charsetNamed,
  [`${LOCAL_DATE_TIME} ${LOCAL_DATE}`]: ({ state }: Instance<bigint>) => newLocalDate(dayPart(state)),
  [`${LOCAL_DATE_TIME} ${LOCAL_TIME}`]: ({ state }: Instance<bigint>) =>
    new Instance(LOCAL_TIME, timePart(state), (nanos: bigint) => timeText(nanos)),
}

function charsetNamed(name: string): Instance<string> {
  if (!isCharset(name)) throw javaError('java.nio.charset.UnsupportedCharsetException', name)
  return new Instance('java.nio.charset.Charset', name, (state) => state)
}

/** A Locale, which only some calls take; texts are written in English whatever it is. */
export const localeOf = (text: string): Instance => new Instance('java.util.Locale', text)
