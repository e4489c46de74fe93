import { nullPointer } from '../../errors.ts'
import { checkedDay, inRange } from '../time/civil.ts'
import { parseDateTime } from '../time/parse.ts'
import {
  clock,
  dayPart,
  joinNanos,
  LOCAL_DATE,
  LOCAL_DATE_TIME,
  type LocalDateTime,
  nanosOf,
  newInstant,
  newLocalDate,
  newLocalDateTime,
  nowNanos,
  parsed,
  timePart,
} from '../time/points.ts'
import { plusDateTime, pointFrom, supports, truncate } from '../time/units.ts'
import { type ZoneId, zoneNanos } from '../time/zone-id.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { type EnumConstant, Instance } from '../values.ts'
import {
  dateMethods,
  epochSecond,
  instantNanos,
  localNanos,
  monthOf,
  orderMethods,
  stepMethods,
} from './date-methods.ts'
import { adjustedDay } from './local-date.ts'

const timeMethods: Readonly<Record<string, Body>> = {
  'int getHour()': ({ state }: LocalDateTime) => Number(timePart(state) / 3_600_000_000_000n),
  'int getMinute()': ({ state }: LocalDateTime) => Number((timePart(state) / 60_000_000_000n) % 60n),
  'int getSecond()': ({ state }: LocalDateTime) => Number((timePart(state) / 1_000_000_000n) % 60n),
  'int getNano()': ({ state }: LocalDateTime) => Number(timePart(state) % 1_000_000_000n),
}

const TIME_STEPS: Readonly<Record<string, bigint>> = {
  Hours: 3_600_000_000_000n,
  Minutes: 60_000_000_000n,
  Seconds: 1_000_000_000n,
  Nanos: 1n,
}

/** java.time.LocalDateTime. */
export const localDateTimeType: TypeDefinition = {
  name: LOCAL_DATE_TIME,
  allowed: true,
  extends: ['Temporal', 'TemporalAdjuster', 'ChronoLocalDateTime', 'java.lang.Comparable', 'TemporalAccessor'],
  statics: {
    'LocalDateTime now()': () => newLocalDateTime(nowNanos()),
    'LocalDateTime now(ZoneId)': (zone: ZoneId | null) => newLocalDateTime(localNanos(nowNanos(), zone)),
    'LocalDateTime ofInstant(Instant, ZoneId)': (instant: LocalDateTime | null, zone: ZoneId | null) =>
      newLocalDateTime(localNanos(instantNanos(instant), zone)),
    'LocalDateTime of(LocalDate, LocalTime)': (date: Instance<number> | null, time: Instance<bigint> | null) => {
      if (date === null) throw nullPointer('date')
      if (time === null) throw nullPointer('time')
      return newLocalDateTime(joinNanos(date.state, time.state))
    },
    'LocalDateTime of(int, Month, int, int, int)': (year, month: EnumConstant | null, day, hour, minute) =>
      newLocalDateTime(joinNanos(checkedDay(year, monthOf(month), day), clock(hour, minute))),
    'LocalDateTime of(int, Month, int, int, int, int)': (year, month: EnumConstant | null, day, hour, minute, second) =>
      newLocalDateTime(joinNanos(checkedDay(year, monthOf(month), day), clock(hour, minute, second))),
    'LocalDateTime of(int, Month, int, int, int, int, int)': (year, month, day, hour, minute, second, nano) =>
      newLocalDateTime(joinNanos(checkedDay(year, monthOf(month), day), clock(hour, minute, second, nano))),
    'LocalDateTime of(int, int, int, int, int)': (year, month, day, hour, minute) =>
      newLocalDateTime(joinNanos(checkedDay(year, month, day), clock(hour, minute))),
    'LocalDateTime of(int, int, int, int, int, int)': (year, month, day, hour, minute, second) =>
      newLocalDateTime(joinNanos(checkedDay(year, month, day), clock(hour, minute, second))),
    'LocalDateTime of(int, int, int, int, int, int, int)': (year, month, day, hour, minute, second, nano) =>
      newLocalDateTime(joinNanos(checkedDay(year, month, day), clock(hour, minute, second, nano))),
    'LocalDateTime parse(CharSequence)': (text: string | null) => newLocalDateTime(parseDateTime(parsed(text))),
    'LocalDateTime ofEpochSecond(long, int, ZoneOffset)': (second: bigint, nano: number, zone: ZoneId | null) => {
      if (zone === null) throw nullPointer('offset')
      inRange(nano, 0, 999_999_999, 'NanoOfSecond')
      return newLocalDateTime(second * 1_000_000_000n + BigInt(nano) + zoneNanos(zone, 0n))
    },
    'LocalDateTime from(TemporalAccessor)': (value: Instance | EnumConstant | null) =>
      newLocalDateTime(nanosOf(pointFrom(LOCAL_DATE_TIME, value))),
  },
  methods: {
    ...dateMethods(
      'LocalDateTime',
      (self) => dayPart(self.state as bigint),
      (self, day) => newLocalDateTime(joinNanos(day, timePart(self.state as bigint))),
    ),
    ...orderMethods('ChronoLocalDateTime'),
    ...timeMethods,
    ...stepMethods('LocalDateTime', TIME_STEPS, newLocalDateTime),
    'LocalDateTime withHour(int)': ({ state }: LocalDateTime, hour: number) => {
      inRange(hour, 0, 23, 'HourOfDay')
      const rest = timePart(state) % 3_600_000_000_000n
      return newLocalDateTime(joinNanos(dayPart(state), BigInt(hour) * 3_600_000_000_000n + rest))
    },
    'LocalDateTime withMinute(int)': ({ state }: LocalDateTime, minute: number) => {
      inRange(minute, 0, 59, 'MinuteOfHour')
      const time = timePart(state)
      const change = BigInt(minute) - ((time / 60_000_000_000n) % 60n)
      return newLocalDateTime(state + change * 60_000_000_000n)
    },
    'LocalDateTime withSecond(int)': ({ state }: LocalDateTime, second: number) => {
      inRange(second, 0, 59, 'SecondOfMinute')
      return newLocalDateTime(state + (BigInt(second) - ((timePart(state) / 1_000_000_000n) % 60n)) * 1_000_000_000n)
    },
    'LocalDateTime withNano(int)': ({ state }: LocalDateTime, nano: number) => {
      inRange(nano, 0, 999_999_999, 'NanoOfSecond')
      return newLocalDateTime(state - (timePart(state) % 1_000_000_000n) + BigInt(nano))
    },
    'LocalDateTime plus(long, TemporalUnit)': (self: LocalDateTime, amount: bigint, unit: EnumConstant) =>
      newLocalDateTime(plusDateTime(self.state, amount, unit)),
    'LocalDateTime minus(long, TemporalUnit)': (self: LocalDateTime, amount: bigint, unit: EnumConstant) =>
      newLocalDateTime(plusDateTime(self.state, -amount, unit)),
    'LocalDateTime truncatedTo(TemporalUnit)': ({ state }: LocalDateTime, unit: EnumConstant) =>
      newLocalDateTime(joinNanos(dayPart(state), truncate(timePart(state), unit))),
    'Instant toInstant(ZoneOffset)': ({ state }: LocalDateTime, zone: ZoneId | null) => {
      if (zone === null) throw nullPointer('offset')
      return newInstant(state - zoneNanos(zone, 0n))
    },
    'long toEpochSecond(ZoneOffset)': ({ state }: LocalDateTime, zone: ZoneId | null) => epochSecond(state, zone),
    'boolean isSupported(TemporalUnit)': (self: LocalDateTime, unit: EnumConstant | null) => supports(self, unit),
    'LocalDateTime with(TemporalAdjuster)': ({ state }: LocalDateTime, adjuster) => {
      if (adjuster instanceof Instance && adjuster.typeName !== LOCAL_DATE) return newLocalDateTime(nanosOf(adjuster))
      return newLocalDateTime(joinNanos(adjustedDay(dayPart(state), adjuster), timePart(state)))
    },
    'LocalDate toLocalDate()': ({ state }: LocalDateTime) => newLocalDate(dayPart(state)),
  },
  hidden: ['Month getMonth()', 'LocalTime toLocalTime()', 'java.time.chrono.Chronology getChronology()'],
}
