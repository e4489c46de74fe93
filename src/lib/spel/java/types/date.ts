import { illegalArgument, nullPointer } from '../../errors.ts'
import { floorDivBig } from '../numbers.ts'
import { newInstant } from '../time/points.ts'
import { formatDate } from '../time/simple-date-format.ts'
import type { TypeDefinition } from '../type-definition.ts'
import { Instance } from '../values.ts'
import { refuse } from './object.ts'

type LegacyDate = Instance<number>

/** A java.util.Date; its state is milliseconds since 1970. Expressions run in UTC. */
export const newDate = (millis: number): LegacyDate =>
  new Instance('java.util.Date', millis, (state) => formatDate('EEE MMM dd HH:mm:ss zzz yyyy', state))

/** The milliseconds of a date that is compared with, which Java insists on. */
function millisOf(date: LegacyDate | null): number {
  if (date === null) throw nullPointer('Cannot invoke "Object.getClass()" because "date" is null')
  return date.state
}

const utc = (self: LegacyDate) => new Date(self.state)
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Date.parse, for the forms that people write: what JavaScript reads as a date with or without time, taken as UTC. */
export function parseLegacyDate(text: string | null): number {
  if (text === null) throw illegalArgument('null')
  const hasMonth = months.some((month) => text.toLowerCase().includes(month)) || /\d+\/\d+\/\d+/.test(text)
  const zoned = /(?:GMT|UTC|Z|[+-]\d{4})\b/.test(text) ? text : `${text} UTC`
  const millis = hasMonth ? Date.parse(zoned) : Number.NaN
  if (Number.isNaN(millis)) throw illegalArgument('null')
  return millis
}

const utcMillis = (year: number, month: number, day: number, hour: number, minute: number, second = 0) =>
  Date.UTC(year + 1900, month, day, hour, minute, second)

/** java.util.Date, in UTC. */
export const dateType: TypeDefinition = {
  name: 'java.util.Date',
  allowed: true,
  extends: ['java.lang.Comparable'],
  constructors: {
    '()': () => newDate(Date.now()),
    // The last that fits after conversion is taken: a whole number is milliseconds, not text.
    '(String)': (text: string | null) => newDate(parseLegacyDate(text)),
    '(long)': (millis: bigint) => newDate(Number(millis)),
    '(int, int, int)': (year: number, month: number, day: number) => newDate(utcMillis(year, month, day, 0, 0)),
    '(int, int, int, int, int)': (year, month, day, hour, minute) => newDate(utcMillis(year, month, day, hour, minute)),
    '(int, int, int, int, int, int)': (year, month, day, hour, minute, second) =>
      newDate(utcMillis(year, month, day, hour, minute, second)),
  },
  statics: {
    'long UTC(int, int, int, int, int, int)': utcMillis,
    'long parse(String)': parseLegacyDate,
    'Date from(Instant)': (value: Instance<bigint>) => newDate(Number(floorDivBig(value.state, 1_000_000n))),
  },
  methods: {
    'long getTime()': (self: LegacyDate) => self.state,
    'boolean before(Date)': (self: LegacyDate, other: LegacyDate | null) => self.state < millisOf(other),
    'boolean after(Date)': (self: LegacyDate, other: LegacyDate | null) => self.state > millisOf(other),
    'int compareTo(Date)': (self: LegacyDate, other: LegacyDate | null) => Math.sign(self.state - millisOf(other)),
    'Instant toInstant()': (self: LegacyDate) => newInstant(BigInt(self.state) * 1_000_000n),
    'int getYear()': (self: LegacyDate) => utc(self).getUTCFullYear() - 1900,
    'int getMonth()': (self: LegacyDate) => utc(self).getUTCMonth(),
    'int getDate()': (self: LegacyDate) => utc(self).getUTCDate(),
    'int getDay()': (self: LegacyDate) => utc(self).getUTCDay(),
    'int getHours()': (self: LegacyDate) => utc(self).getUTCHours(),
    'int getMinutes()': (self: LegacyDate) => utc(self).getUTCMinutes(),
    'int getSeconds()': (self: LegacyDate) => utc(self).getUTCSeconds(),
    'int getTimezoneOffset()': () => 0,
    'String toGMTString()': (self: LegacyDate) => formatDate("d MMM yyyy HH:mm:ss 'GMT'", self.state),
    'String toLocaleString()': (self: LegacyDate) => formatDate('MMM d, yyyy, h:mm:ss a', self.state),
    'void setTime(long)': refuse('changing a Date'),
    ...Object.fromEntries(
      ['Year', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds'].map((field) => [
        `void set${field}(int)`,
        refuse('changing a Date'),
      ]),
    ),
  },
}
