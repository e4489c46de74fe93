import { nullPointer } from '../../errors.ts'
import { exactLong, floorDivBig } from '../numbers.ts'
import {
  checkedDay,
  civilOf,
  dateTimeError,
  dayOf,
  dayOfWeek,
  dayOfYear,
  daysInMonth,
  inRange,
  isLeapYear,
  MAX_YEAR,
  plusDays,
  plusMonths,
} from '../time/civil.ts'
import { comparePoints, type LocalDateTime, nanosOf } from '../time/points.ts'
import { unitsBetween } from '../time/units.ts'
import { type ZoneId, zoneNanos } from '../time/zone-id.ts'
import type { Body } from '../type-definition.ts'
import type { EnumConstant, Instance } from '../values.ts'
import { DAY_OF_WEEK, enumConstants } from './enums.ts'

/** The DayOfWeek of a day. */
export const weekday = (day: number) => enumConstants(DAY_OF_WEEK)?.[dayOfWeek(day) - 1]

type Change = (self: Instance, day: number) => Instance

/** Methods that LocalDate and LocalDateTime share, written once for the day in them. */
export function dateMethods(
  type: string,
  day: (self: Instance) => number,
  withDay: Change,
): Readonly<Record<string, Body>> {
  const civil = (self: Instance) => civilOf(day(self))
  const plus = (amount: bigint, self: Instance, days: bigint) =>
    withDay(self, plusDays(day(self), exactLong(amount * days)))
  const plusMonthsOf = (amount: bigint, self: Instance, months: bigint) =>
    withDay(self, plusMonths(day(self), amount * months))
  const clamped = (year: number, month: number, dayOfMonth: number) =>
    dayOf(year, month, Math.min(dayOfMonth, daysInMonth(year, month)))
  return {
    'int getYear()': (self) => civil(self).year,
    'int getMonthValue()': (self) => civil(self).month,
    'int getDayOfMonth()': (self) => civil(self).day,
    'int getDayOfYear()': (self) => dayOfYear(day(self)),
    'DayOfWeek getDayOfWeek()': (self) => weekday(day(self)),
    [`${type} plusDays(long)`]: (self, amount: bigint) => plus(amount, self, 1n),
    [`${type} plusWeeks(long)`]: (self, amount: bigint) => plus(amount, self, 7n),
    [`${type} plusMonths(long)`]: (self, amount: bigint) => plusMonthsOf(amount, self, 1n),
    [`${type} plusYears(long)`]: (self, amount: bigint) => plusMonthsOf(amount, self, 12n),
    [`${type} minusDays(long)`]: (self, amount: bigint) => plus(-amount, self, 1n),
    [`${type} minusWeeks(long)`]: (self, amount: bigint) => plus(-amount, self, 7n),
    [`${type} minusMonths(long)`]: (self, amount: bigint) => plusMonthsOf(-amount, self, 1n),
    [`${type} minusYears(long)`]: (self, amount: bigint) => plusMonthsOf(-amount, self, 12n),
    [`${type} withDayOfMonth(int)`]: (self, value: number) =>
      withDay(self, checkedDay(civil(self).year, civil(self).month, value)),
    [`${type} withMonth(int)`]: (self, value: number) => {
      inRange(value, 1, 12, 'MonthOfYear')
      return withDay(self, clamped(civil(self).year, value, civil(self).day))
    },
    [`${type} withYear(int)`]: (self, value: number) => {
      inRange(value, -MAX_YEAR, MAX_YEAR, 'Year')
      return withDay(self, clamped(value, civil(self).month, civil(self).day))
    },
    [`${type} withDayOfYear(int)`]: (self, value: number) => {
      inRange(value, 1, 366, 'DayOfYear', '1 - 365/366')
      return withDay(self, dayOfYearDay(civil(self).year, value))
    },
  }
}

const COMPARED_TO_NULL: Readonly<Record<string, string>> = {
  ChronoLocalDate: 'Cannot invoke "java.time.chrono.ChronoLocalDate.toEpochDay()" because "other" is null',
  ChronoLocalDateTime: 'Cannot invoke "java.time.chrono.ChronoLocalDateTime.toLocalDate()" because "other" is null',
  Instant: 'Cannot read field "seconds" because "otherInstant" is null',
}

/** The day of that number in a year. */
export function dayOfYearDay(year: number, value: number): number {
  inRange(year, -MAX_YEAR, MAX_YEAR, 'Year')
  inRange(value, 1, 366, 'DayOfYear', '1 - 365/366')
  if (value === 366 && !isLeapYear(year)) {
    throw dateTimeError(`Invalid date 'DayOfYear 366' as '${year}' is not a leap year`)
  }
  return dayOf(year, 1, 1) + value - 1
}

/** Methods of every point in time that compare two of a kind. */
export function orderMethods(type: string): Readonly<Record<string, Body>> {
  const order = (self: Instance, other: Instance) => {
    const [a, b] = [nanosOf(self), nanosOf(other)]
    return a < b ? -1 : a > b ? 1 : 0
  }
  return {
    [`boolean isBefore(${type})`]: (self, other) => order(self, other) < 0,
    [`boolean isAfter(${type})`]: (self, other) => order(self, other) > 0,
    ...(type === 'Instant' ? {} : { [`boolean isEqual(${type})`]: (self, other) => order(self, other) === 0 }),
    [`int compareTo(${type})`]: (self, other) => {
      if (other === null) throw nullPointer(COMPARED_TO_NULL[type] ?? 'null')
      return comparePoints(self, other)
    },
    'long until(Temporal, TemporalUnit)': (self, end, unit) => unitsBetween(self, end, unit),
  }
}

/** `plusX` and `minusX` for units of fixed length. */
export function stepMethods(type: string, steps: Readonly<Record<string, bigint>>, make: (nanos: bigint) => Instance) {
  return Object.fromEntries(
    Object.entries(steps).flatMap(([name, length]): [string, Body][] => [
      [`${type} plus${name}(long)`, (self: LocalDateTime, amount: bigint) => make(self.state + amount * length)],
      [`${type} minus${name}(long)`, (self: LocalDateTime, amount: bigint) => make(self.state - amount * length)],
    ]),
  )
}

/** A Month's number, which Java insists on. */
export const monthOf = (month: EnumConstant | null): number => {
  if (month === null) throw nullPointer('month')
  return month.ordinal + 1
}

export const instantNanos = (instant: LocalDateTime | null): bigint => {
  if (instant === null) throw nullPointer('instant')
  return instant.state
}

/** What a zone's clock shows at an instant, in nanoseconds since 1970. */
export const localNanos = (instant: bigint, zone: ZoneId | null): bigint => {
  if (zone === null) throw nullPointer('zone')
  return instant + zoneNanos(zone, instant)
}

/** The second since 1970 at which a zone of fixed offset shows this time. */
export const epochSecond = (local: bigint, zone: ZoneId | null): bigint => {
  if (zone === null) throw nullPointer('offset')
  return floorDivBig(local - zoneNanos(zone, 0n), 1_000_000_000n)
}
