import { javaError, nullPointer } from '../../errors.ts'
import { hashCode } from '../hash.ts'
import {
  checkedDay,
  civilOf,
  dateText,
  dateTimeError,
  dayOf,
  dayOfWeek,
  dayOfYear,
  daysInMonth,
  floorDivBig,
  inRange,
  isLeapYear,
  NANOS_PER_DAY,
  plusMonths,
  timeText,
} from '../time/civil.ts'
import { parseDate, parseDateTime, parseInstant } from '../time/parse.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { type EnumConstant, Instance } from '../values.ts'
import { chronoUnitStatics } from './enum-types.ts'
import { CHRONO_UNIT, DAY_OF_WEEK, enumConstants } from './enums.ts'

export const LOCAL_DATE = 'java.time.LocalDate'
export const LOCAL_DATE_TIME = 'java.time.LocalDateTime'
export const INSTANT = 'java.time.Instant'

/** A LocalDate; its state is the day since 1970-01-01. */
export type LocalDate = Instance<number>
/** A LocalDateTime and an Instant; their state is nanoseconds since 1970. */
export type LocalDateTime = Instance<bigint>

export const newLocalDate = (day: number): LocalDate => new Instance(LOCAL_DATE, day, dateText)
export const newLocalDateTime = (nanos: bigint): LocalDateTime =>
  new Instance(LOCAL_DATE_TIME, nanos, (state) => `${dateText(dayPart(state))}T${timeText(timePart(state))}`)
export const newInstant = (nanos: bigint): Instance<bigint> => {
  inRange(floorDivBig(nanos, 1_000_000_000n), -31557014167219200, 31556889864403199, 'Instant')
  return new Instance(INSTANT, nanos, (state) => `${dateText(dayPart(state))}T${timeText(timePart(state), true)}Z`)
}

const dayPart = (nanos: bigint) => Number(floorDivBig(nanos, NANOS_PER_DAY))
const timePart = (nanos: bigint) => nanos - floorDivBig(nanos, NANOS_PER_DAY) * NANOS_PER_DAY
const joinNanos = (day: number, nanoOfDay: bigint) => BigInt(day) * NANOS_PER_DAY + nanoOfDay
const nowNanos = () => BigInt(Date.now()) * 1_000_000n

/** Fixed lengths of units in nanoseconds, by their position in ChronoUnit. */
const UNIT_NANOS = [1n, 1_000n, 1_000_000n, 1_000_000_000n, 60_000_000_000n, 3_600_000_000_000n, 43_200_000_000_000n]
const DAYS = 7
const MONTHS_PER_UNIT: Readonly<Record<string, number>> = {
  MONTHS: 1,
  YEARS: 12,
  DECADES: 120,
  CENTURIES: 1200,
  MILLENNIA: 12_000,
}

const unsupportedUnit = (unit: EnumConstant) =>
  javaError('java.time.temporal.UnsupportedTemporalTypeException', `Unsupported unit: ${unit.text}`)

function plusDate(day: number, amount: bigint, unit: EnumConstant): number {
  const months = MONTHS_PER_UNIT[unit.name]
  if (months !== undefined) return plusMonths(day, Number(amount) * months)
  if (unit.ordinal < DAYS || unit.name === 'ERAS' || unit.name === 'FOREVER') throw unsupportedUnit(unit)
  const result = day + Number(amount) * (unit.name === 'WEEKS' ? 7 : 1)
  inRange(civilOf(result).year, -999_999_999, 999_999_999, 'Year')
  return result
}

function plusDateTime(nanos: bigint, amount: bigint, unit: EnumConstant): bigint {
  const length = UNIT_NANOS[unit.ordinal]
  if (length !== undefined) return nanos + amount * length
  return joinNanos(plusDate(dayPart(nanos), amount, unit), timePart(nanos))
}

function plusInstant(nanos: bigint, amount: bigint, unit: EnumConstant): bigint {
  const length = unit.ordinal === DAYS ? NANOS_PER_DAY : UNIT_NANOS[unit.ordinal]
  if (length === undefined) throw unsupportedUnit(unit)
  return nanos + amount * length
}

/** Nanoseconds on the clock of a LocalDate, LocalDateTime or Instant. */
const nanosOf = (value: Instance): bigint =>
  value.typeName === LOCAL_DATE ? joinNanos(value.state as number, 0n) : (value.state as bigint)

/** ChronoUnit.between, Temporal.until: whole units from one to the other. */
export function unitsBetween(start: Instance, end: Instance, unit: EnumConstant): bigint {
  if (start === null || end === null) throw nullPointer('temporal')
  const onlyDate = start.typeName === LOCAL_DATE
  if (onlyDate && unit.ordinal < DAYS) throw unsupportedUnit(unit)
  if (start.typeName === INSTANT && unit.ordinal > DAYS) throw unsupportedUnit(unit)
  if (end.typeName !== start.typeName && !(onlyDate && end.typeName === LOCAL_DATE_TIME)) {
    throw dateTimeError(
      `Unable to obtain ${start.typeName.slice('java.time.'.length)} from TemporalAccessor: ${end.toText?.()} of type ${end.typeName}`,
    )
  }
  const [from, to] = [nanosOf(start), onlyDate ? joinNanos(dayPart(nanosOf(end)), 0n) : nanosOf(end)]
  const months = MONTHS_PER_UNIT[unit.name]
  if (months !== undefined) return BigInt(Math.trunc(monthsBetween(from, to) / months))
  if (unit.ordinal > DAYS && unit.name !== 'WEEKS') throw unsupportedUnit(unit)
  const length = UNIT_NANOS[unit.ordinal] ?? NANOS_PER_DAY * (unit.name === 'WEEKS' ? 7n : 1n)
  return (to - from) / length
}

function monthsBetween(from: bigint, to: bigint): number {
  const [a, b] = [civilOf(dayPart(from)), civilOf(dayPart(to))]
  const months = (b.year - a.year) * 12 + (b.month - a.month)
  const within = (nanos: bigint, day: number) => BigInt(day) * NANOS_PER_DAY + timePart(nanos)
  const [restA, restB] = [within(from, a.day), within(to, b.day)]
  if (months > 0 && restB < restA) return months - 1
  return months < 0 && restB > restA ? months + 1 : months
}

const weekday = (day: number) => enumConstants(DAY_OF_WEEK)?.[dayOfWeek(day) - 1]

type Change = (self: Instance, day: number) => Instance

/** Methods that LocalDate and LocalDateTime share, written once for the day in them. */
function dateMethods(type: string, day: (self: Instance) => number, withDay: Change): Readonly<Record<string, Body>> {
  const civil = (self: Instance) => civilOf(day(self))
  const plus = (amount: bigint, self: Instance, days: number) => {
    const result = day(self) + Number(amount) * days
    inRange(civilOf(result).year, -999_999_999, 999_999_999, 'Year')
    return withDay(self, result)
  }
  const plusMonthsOf = (amount: bigint, self: Instance, months: number) =>
    withDay(self, plusMonths(day(self), Number(amount) * months))
  const clamped = (year: number, month: number, dayOfMonth: number) =>
    dayOf(year, month, Math.min(dayOfMonth, daysInMonth(year, month)))
  return {
    'int getYear()': (self) => civil(self).year,
    'int getMonthValue()': (self) => civil(self).month,
    'int getDayOfMonth()': (self) => civil(self).day,
    'int getDayOfYear()': (self) => dayOfYear(day(self)),
    'DayOfWeek getDayOfWeek()': (self) => weekday(day(self)),
    [`${type} plusDays(long)`]: (self, amount: bigint) => plus(amount, self, 1),
    [`${type} plusWeeks(long)`]: (self, amount: bigint) => plus(amount, self, 7),
    [`${type} plusMonths(long)`]: (self, amount: bigint) => plusMonthsOf(amount, self, 1),
    [`${type} plusYears(long)`]: (self, amount: bigint) => plusMonthsOf(amount, self, 12),
    [`${type} minusDays(long)`]: (self, amount: bigint) => plus(-amount, self, 1),
    [`${type} minusWeeks(long)`]: (self, amount: bigint) => plus(-amount, self, 7),
    [`${type} minusMonths(long)`]: (self, amount: bigint) => plusMonthsOf(-amount, self, 1),
    [`${type} minusYears(long)`]: (self, amount: bigint) => plusMonthsOf(-amount, self, 12),
    [`${type} withDayOfMonth(int)`]: (self, value: number) =>
      withDay(self, checkedDay(civil(self).year, civil(self).month, value)),
    [`${type} withMonth(int)`]: (self, value: number) => {
      inRange(value, 1, 12, 'MonthOfYear')
      return withDay(self, clamped(civil(self).year, value, civil(self).day))
    },
    [`${type} withYear(int)`]: (self, value: number) =>
      withDay(self, clamped(value, civil(self).month, civil(self).day)),
    [`${type} withDayOfYear(int)`]: (self, value: number) => {
      inRange(value, 1, 366, 'DayOfYear', '1 - 365/366')
      const { year } = civil(self)
      if (value === 366 && !isLeapYear(year)) {
        throw dateTimeError(`Invalid date 'DayOfYear 366' as '${year}' is not a leap year`)
      }
      return withDay(self, dayOf(year, 1, 1) + value - 1)
    },
  }
}

/** Methods of every point in time that compare two of a kind. */
function orderMethods(type: string): Readonly<Record<string, Body>> {
  const order = (self: Instance, other: Instance) => {
    const [a, b] = [nanosOf(self), nanosOf(other)]
    return a < b ? -1 : a > b ? 1 : 0
  }
  return {
    [`boolean isBefore(${type})`]: (self, other) => order(self, other) < 0,
    [`boolean isAfter(${type})`]: (self, other) => order(self, other) > 0,
    [`boolean isEqual(${type})`]: (self, other) => order(self, other) === 0,
    [`int compareTo(${type})`]: (self, other) => comparePoints(self, other),
    [`long until(Temporal, TemporalUnit)`]: (self, end, unit) => unitsBetween(self, end, unit),
  }
}

/** LocalDate.compareTo answers the difference of the first field that differs; the others −1, 0 or 1. */
export function comparePoints(left: Instance, right: Instance): number {
  if (left.typeName !== INSTANT) {
    const [a, b] = [civilOf(dayPart(nanosOf(left))), civilOf(dayPart(nanosOf(right)))]
    const difference = a.year - b.year || a.month - b.month || a.day - b.day
    if (difference !== 0 || left.typeName === LOCAL_DATE) return difference
  }
  const [a, b] = [nanosOf(left), nanosOf(right)]
  return a < b ? -1 : a > b ? 1 : 0
}

const clock = (hour: number, minute: number, second = 0, nano = 0): bigint => {
  inRange(hour, 0, 23, 'HourOfDay')
  inRange(minute, 0, 59, 'MinuteOfHour')
  inRange(second, 0, 59, 'SecondOfMinute')
  inRange(nano, 0, 999_999_999, 'NanoOfSecond')
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt(nano)
}

const parsed = (text: string | null): string => {
  if (text === null) throw nullPointer('text')
  return text
}

const localDate: TypeDefinition = {
  name: LOCAL_DATE,
  allowed: true,
  extends: ['Temporal', 'TemporalAdjuster', 'ChronoLocalDate', 'java.lang.Comparable', 'TemporalAccessor'],
  statics: {
    'LocalDate now()': () => newLocalDate(dayPart(nowNanos())),
    'LocalDate of(int, int, int)': (year: number, month: number, day: number) =>
      newLocalDate(checkedDay(year, month, day)),
    'LocalDate of(int, Month, int)': (year: number, month: EnumConstant, day: number) =>
      newLocalDate(checkedDay(year, month.ordinal + 1, day)),
    'LocalDate ofEpochDay(long)': (day: bigint) => newLocalDate(Number(day)),
    'LocalDate ofYearDay(int, int)': (year: number, day: number) => {
      inRange(day, 1, 366, 'DayOfYear', '1 - 365/366')
      return newLocalDate(dayOf(year, 1, 1) + day - 1)
    },
    'LocalDate parse(CharSequence)': (text: string | null) => newLocalDate(parseDate(parsed(text))),
    'LocalDate from(TemporalAccessor)': (value: Instance) => newLocalDate(dayPart(nanosOf(value))),
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
    'int lengthOfMonth()': ({ state }: LocalDate) => daysInMonth(civilOf(state).year, civilOf(state).month),
    'int lengthOfYear()': ({ state }: LocalDate) => (isLeapYear(civilOf(state).year) ? 366 : 365),
    'boolean isLeapYear()': ({ state }: LocalDate) => isLeapYear(civilOf(state).year),
    'long toEpochDay()': ({ state }: LocalDate) => state,
    'LocalDateTime atStartOfDay()': ({ state }: LocalDate) => newLocalDateTime(joinNanos(state, 0n)),
    'LocalDateTime atTime(int, int)': ({ state }: LocalDate, hour: number, minute: number) =>
      newLocalDateTime(joinNanos(state, clock(hour, minute))),
    'LocalDateTime atTime(int, int, int)': ({ state }: LocalDate, hour: number, minute: number, second: number) =>
      newLocalDateTime(joinNanos(state, clock(hour, minute, second))),
    'int hashCode()': ({ state }: LocalDate) => dateHash(state),
  },
  hidden: ['Month getMonth()', 'java.time.chrono.IsoChronology getChronology()', 'java.time.chrono.IsoEra getEra()'],
}

function dateHash(day: number): number {
  const { year, month, day: dayOfMonth } = civilOf(day)
  return (year & 0xfffff800) ^ ((year << 11) + (month << 6) + dayOfMonth)
}

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

function stepMethods(type: string, steps: Readonly<Record<string, bigint>>, make: (nanos: bigint) => Instance) {
  return Object.fromEntries(
    Object.entries(steps).flatMap(([name, length]): [string, Body][] => [
      [`${type} plus${name}(long)`, (self: LocalDateTime, amount: bigint) => make(self.state + amount * length)],
      [`${type} minus${name}(long)`, (self: LocalDateTime, amount: bigint) => make(self.state - amount * length)],
    ]),
  )
}

function truncate(nanos: bigint, unit: EnumConstant): bigint {
  if (unit.name === 'FOREVER') return nanos
  const length = unit.ordinal === DAYS ? NANOS_PER_DAY : UNIT_NANOS[unit.ordinal]
  if (length === undefined) {
    throw javaError(
      'java.time.temporal.UnsupportedTemporalTypeException',
      'Unit is too large to be used for truncation',
    )
  }
  return floorDivBig(nanos, length) * length
}

const localDateTime: TypeDefinition = {
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

const INSTANT_STEPS = { Seconds: 1_000_000_000n, Millis: 1_000_000n, Nanos: 1n }

const instant: TypeDefinition = {
  name: INSTANT,
  allowed: true,
  extends: ['Temporal', 'TemporalAdjuster', 'java.lang.Comparable', 'TemporalAccessor'],
  statics: {
    'Instant now()': () => newInstant(nowNanos()),
    'Instant ofEpochMilli(long)': (millis: bigint) => newInstant(millis * 1_000_000n),
    'Instant ofEpochSecond(long)': (seconds: bigint) => newInstant(seconds * 1_000_000_000n),
    'Instant ofEpochSecond(long, long)': (seconds: bigint, nanos: bigint) =>
      newInstant(seconds * 1_000_000_000n + nanos),
    'Instant parse(CharSequence)': (text: string | null) => newInstant(parseInstant(parsed(text))),
  },
  methods: {
    ...orderMethods('Instant'),
    ...stepMethods('Instant', INSTANT_STEPS, newInstant),
    'long getEpochSecond()': ({ state }: LocalDateTime) => floorDivBig(state, 1_000_000_000n),
    'int getNano()': ({ state }: LocalDateTime) => Number(((state % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n),
    'long toEpochMilli()': ({ state }: LocalDateTime) => floorDivBig(state, 1_000_000n),
    'Instant plus(long, TemporalUnit)': (self: LocalDateTime, amount: bigint, unit: EnumConstant) =>
      newInstant(plusInstant(self.state, amount, unit)),
    'Instant minus(long, TemporalUnit)': (self: LocalDateTime, amount: bigint, unit: EnumConstant) =>
      newInstant(plusInstant(self.state, -amount, unit)),
    'Instant truncatedTo(TemporalUnit)': ({ state }: LocalDateTime, unit: EnumConstant) =>
      newInstant(truncate(state, unit)),
    'int hashCode()': ({ state }: LocalDateTime) => {
      const seconds = floorDivBig(state, 1_000_000_000n)
      return (hashCode(seconds) + 51 * Number(state - seconds * 1_000_000_000n)) | 0
    },
  },
  hidden: ['java.time.ZonedDateTime atZone()', 'java.time.OffsetDateTime atOffset()'],
}

const chronoUnit: TypeDefinition = {
  name: CHRONO_UNIT,
  allowed: true,
  extends: ['Enum', 'TemporalUnit'],
  statics: chronoUnitStatics,
  methods: {
    'long between(Temporal, Temporal)': (self: EnumConstant, start, end) => unitsBetween(start, end, self),
    'boolean isDateBased()': (self: EnumConstant) => self.ordinal >= DAYS && self.name !== 'FOREVER',
    'boolean isTimeBased()': (self: EnumConstant) => self.ordinal < DAYS,
    'boolean isDurationEstimated()': (self: EnumConstant) => self.ordinal >= DAYS,
    'boolean isSupportedBy(Temporal)': (self: EnumConstant, point: Instance) =>
      point.typeName === LOCAL_DATE
        ? self.ordinal >= DAYS && self.name !== 'FOREVER'
        : point.typeName === INSTANT
          ? self.ordinal <= DAYS
          : self.name !== 'FOREVER',
  },
  hidden: ['Duration getDuration()'],
}

/** java.time: LocalDate, LocalDateTime, Instant, ChronoUnit, and the day of a date. */
export const dateTypes: readonly TypeDefinition[] = [
  localDate,
  localDateTime,
  instant,
  chronoUnit,
  { name: 'java.time.temporal.TemporalAdjusters', allowed: true },
]
