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
  plusMonths,
} from '../time/civil.ts'
import { comparePoints, type LocalDateTime, nanosOf } from '../time/points.ts'
import { unitsBetween } from '../time/units.ts'
import type { Body } from '../type-definition.ts'
import type { Instance } from '../values.ts'
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
export function orderMethods(type: string): Readonly<Record<string, Body>> {
  const order = (self: Instance, other: Instance) => {
    const [a, b] = [nanosOf(self), nanosOf(other)]
    return a < b ? -1 : a > b ? 1 : 0
  }
  return {
    [`boolean isBefore(${type})`]: (self, other) => order(self, other) < 0,
    [`boolean isAfter(${type})`]: (self, other) => order(self, other) > 0,
    [`boolean isEqual(${type})`]: (self, other) => order(self, other) === 0,
    [`int compareTo(${type})`]: (self, other) => comparePoints(self, other),
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
