import { nullPointer } from '../../errors.ts'
import { hashCode } from '../hash.ts'
import { checkedDay, inRange } from '../time/civil.ts'
import { parseDateTime } from '../time/parse.ts'
import {
  clock,
  dateHash,
  dayPart,
  joinNanos,
  LOCAL_DATE_TIME,
  type LocalDateTime,
  nanosOf,
  newLocalDate,
  newLocalDateTime,
  nowNanos,
  parsed,
  timePart,
} from '../time/points.ts'
import { plusDateTime, truncate } from '../time/units.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import type { EnumConstant, Instance } from '../values.ts'
import { dateMethods, orderMethods, stepMethods } from './date-methods.ts'

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
    'LocalDateTime of(int, int, int, int, int)': (year, month, day, hour, minute) =>
      newLocalDateTime(joinNanos(checkedDay(year, month, day), clock(hour, minute))),
    'LocalDateTime of(int, int, int, int, int, int)': (year, month, day, hour, minute, second) =>
      newLocalDateTime(joinNanos(checkedDay(year, month, day), clock(hour, minute, second))),
    'LocalDateTime of(int, int, int, int, int, int, int)': (year, month, day, hour, minute, second, nano) =>
      newLocalDateTime(joinNanos(checkedDay(year, month, day), clock(hour, minute, second, nano))),
    'LocalDateTime parse(CharSequence)': (text: string | null) => newLocalDateTime(parseDateTime(parsed(text))),
    'LocalDateTime ofEpochSecond(long, int, ZoneOffset)': () => {
      throw nullPointer('offset')
    },
    'LocalDateTime from(TemporalAccessor)': (value: Instance) => newLocalDateTime(nanosOf(value)),
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
    'LocalDate toLocalDate()': ({ state }: LocalDateTime) => newLocalDate(dayPart(state)),
    'int hashCode()': ({ state }: LocalDateTime) => {
      const nanos = timePart(state)
      return dateHash(dayPart(state)) ^ hashCode(nanos)
    },
  },
  hidden: ['Month getMonth()', 'LocalTime toLocalTime()', 'java.time.chrono.Chronology getChronology()'],
}
