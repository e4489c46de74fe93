import { nullPointer } from '../../errors.ts'
import { checkEpochDay, checkedDay, civilOf, dayOfWeek, daysInMonth, isLeapYear } from '../time/civil.ts'
import { parseDate } from '../time/parse.ts'
import {
  clock,
  dayPart,
  joinNanos,
  LOCAL_DATE,
  type LocalDate,
  type LocalDateTime,
  nanosOf,
  newLocalDate,
  newLocalDateTime,
  nowNanos,
  parsed,
} from '../time/points.ts'
import { plusDate, pointFrom, supports } from '../time/units.ts'
import type { ZoneId } from '../time/zone-id.ts'
import type { TypeDefinition } from '../type-definition.ts'
import { EnumConstant, type Instance } from '../values.ts'
import {
  dateMethods,
  dayOfYearDay,
  epochSecond,
  instantNanos,
  localNanos,
  monthOf,
  orderMethods,
} from './date-methods.ts'

/** The day that an adjuster makes of a day: another date, or the weekday of the same week. */
export const adjustedDay = (day: number, adjuster: EnumConstant | Instance): number =>
  adjuster instanceof EnumConstant ? day - dayOfWeek(day) + adjuster.ordinal + 1 : dayPart(nanosOf(adjuster))

/** java.time.LocalDate. */
export const localDateType: TypeDefinition = {
  name: LOCAL_DATE,
  allowed: true,
  extends: ['Temporal', 'TemporalAdjuster', 'ChronoLocalDate', 'java.lang.Comparable', 'TemporalAccessor'],
  statics: {
    'LocalDate now()': () => newLocalDate(dayPart(nowNanos())),
    'LocalDate now(ZoneId)': (zone: ZoneId | null) => newLocalDate(dayPart(localNanos(nowNanos(), zone))),
    'LocalDate ofInstant(Instant, ZoneId)': (instant: LocalDateTime | null, zone: ZoneId | null) =>
      newLocalDate(dayPart(localNanos(instantNanos(instant), zone))),
    'LocalDate of(int, int, int)': (year: number, month: number, day: number) =>
      newLocalDate(checkedDay(year, month, day)),
    'LocalDate of(int, Month, int)': (year: number, month: EnumConstant | null, day: number) =>
      newLocalDate(checkedDay(year, monthOf(month), day)),
    'LocalDate ofEpochDay(long)': (day: bigint) => {
      checkEpochDay(day)
      return newLocalDate(Number(day))
    },
    'LocalDate ofYearDay(int, int)': (year: number, day: number) => newLocalDate(dayOfYearDay(year, day)),
    'LocalDate parse(CharSequence)': (text: string | null) => newLocalDate(parseDate(parsed(text))),
    'LocalDate from(TemporalAccessor)': (value: Instance | EnumConstant | null) =>
      newLocalDate(dayPart(nanosOf(pointFrom(LOCAL_DATE, value)))),
  },
  methods: {
    ...dateMethods(
      'LocalDate',
      (self) => self.state as number,
      (_, day) => newLocalDate(day),
    ),
    ...orderMethods('ChronoLocalDate'),
    'LocalDate plus(long, TemporalUnit)': (self: LocalDate, amount: bigint, unit: EnumConstant) =>
      newLocalDate(plusDate(self.state, amount, unit)),
    'LocalDate minus(long, TemporalUnit)': (self: LocalDate, amount: bigint, unit: EnumConstant) =>
      newLocalDate(plusDate(self.state, -amount, unit)),
    'LocalDate with(TemporalAdjuster)': ({ state }: LocalDate, adjuster) => newLocalDate(adjustedDay(state, adjuster)),
    'LocalDateTime atTime(LocalTime)': ({ state }: LocalDate, time: Instance<bigint> | null) => {
      if (time === null) throw nullPointer('time')
      return newLocalDateTime(joinNanos(state, time.state))
    },
    'long toEpochSecond(LocalTime, ZoneOffset)': ({ state }: LocalDate, time: Instance<bigint> | null, zone) => {
      if (time === null) throw nullPointer('time')
      return epochSecond(joinNanos(state, time.state), zone)
    },
    'boolean isSupported(TemporalUnit)': (self: LocalDate, unit: EnumConstant | null) => supports(self, unit),
    'int lengthOfMonth()': ({ state }: LocalDate) => daysInMonth(civilOf(state).year, civilOf(state).month),
    'int lengthOfYear()': ({ state }: LocalDate) => (isLeapYear(civilOf(state).year) ? 366 : 365),
    'boolean isLeapYear()': ({ state }: LocalDate) => isLeapYear(civilOf(state).year),
    'long toEpochDay()': ({ state }: LocalDate) => state,
    'LocalDateTime atStartOfDay()': ({ state }: LocalDate) => newLocalDateTime(joinNanos(state, 0n)),
    'LocalDateTime atTime(int, int)': ({ state }: LocalDate, hour: number, minute: number) =>
      newLocalDateTime(joinNanos(state, clock(hour, minute))),
    'LocalDateTime atTime(int, int, int)': ({ state }: LocalDate, hour: number, minute: number, second: number) =>
      newLocalDateTime(joinNanos(state, clock(hour, minute, second))),
    'LocalDateTime atTime(int, int, int, int)': ({ state }: LocalDate, hour, minute, second, nano) =>
      newLocalDateTime(joinNanos(state, clock(hour, minute, second, nano))),
  },
  hidden: ['Month getMonth()', 'java.time.chrono.IsoChronology getChronology()', 'java.time.chrono.IsoEra getEra()'],
}
