import { javaError } from '../../errors.ts'
import { exactLong, floorDivBig } from '../numbers.ts'

/** Days, months and years of the ISO calendar. A day is counted from 1970-01-01. */
export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

export const NANOS_PER_DAY = 86_400_000_000_000n
export const MAX_YEAR = 999_999_999

const floorDiv = (a: number, b: number) => Math.floor(a / b)
export const floorMod = (a: number, b: number) => a - b * Math.floor(a / b)

export const dateTimeError = (message: string) => javaError('java.time.DateTimeException', message)

export const isLeapYear = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The day of a date, by Howard Hinnant's method for the proleptic calendar. */
export function dayOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = floorDiv(y, 400)
  const yearOfEra = y - era * 400
  const dayOfYear = floorDiv(153 * (month + (month > 2 ? -3 : 9)) + 2, 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + floorDiv(yearOfEra, 4) - floorDiv(yearOfEra, 100) + dayOfYear - 719_468
}

export function civilOf(day: number): CivilDate {
  const shifted = day + 719_468
  const era = floorDiv(shifted, 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = floorDiv(
    dayOfEra - floorDiv(dayOfEra, 1460) + floorDiv(dayOfEra, 36_524) - floorDiv(dayOfEra, 146_096),
    365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + floorDiv(yearOfEra, 4) - floorDiv(yearOfEra, 100))
  const shiftedMonth = floorDiv(5 * dayOfYear + 2, 153)
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - floorDiv(153 * shiftedMonth + 2, 5) + 1,
  }
}

const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ')

/** Checks each field, as LocalDate.of does. */
export function checkedDay(year: number, month: number, day: number): number {
  inRange(year, -MAX_YEAR, MAX_YEAR, 'Year')
  inRange(month, 1, 12, 'MonthOfYear')
  inRange(day, 1, 31, 'DayOfMonth', '1 - 28/31')
  if (day > daysInMonth(year, month)) {
    throw dateTimeError(
      day === 29
        ? `Invalid date 'February 29' as '${year}' is not a leap year`
        : `Invalid date '${MONTHS[month - 1]} ${day}'`,
    )
  }
  return dayOf(year, month, day)
}

/** @throws SpelError `Invalid value for HourOfDay (valid values 0 - 23): 24` */
export function inRange(
  value: number | bigint,
  low: number,
  high: number,
  field: string,
  range = `${low} - ${high}`,
): void {
  if (value < low || value > high) {
    throw dateTimeError(`Invalid value for ${field} (valid values ${range}): ${value}`)
  }
}

/** Adds months; a day that the month lacks becomes its last one. */
export function plusMonths(day: number, months: bigint): number {
  const { year, month, day: dayOfMonth } = civilOf(day)
  const total = BigInt(year * 12 + (month - 1)) + months
  const years = floorDivBig(total, 12n)
  inRange(years, -MAX_YEAR, MAX_YEAR, 'Year')
  const newYear = Number(years)
  const newMonth = Number(total - years * 12n) + 1
  return dayOf(newYear, newMonth, Math.min(dayOfMonth, daysInMonth(newYear, newMonth)))
}

/** Days that a LocalDate may have. */
export const checkEpochDay = (day: bigint) => inRange(day, -365_243_219_162, 365_241_780_471, 'EpochDay')

/** Adds days, as far as the calendar goes. */
export function plusDays(day: number, days: bigint): number {
  const result = exactLong(BigInt(day) + days)
  if (result !== BigInt(day)) checkEpochDay(result)
  return Number(result)
}

/** 1 for Monday to 7 for Sunday. */
export const dayOfWeek = (day: number) => floorMod(day + 3, 7) + 1

export const dayOfYear = (day: number) => day - dayOf(civilOf(day).year, 1, 1) + 1

const two = (value: number) => String(value).padStart(2, '0')

/** `2024-02-29`; years beyond 9999 with a sign. */
export function dateText(day: number): string {
  const { year, month, day: dayOfMonth } = civilOf(day)
  const digits = String(Math.abs(year)).padStart(4, '0')
  return `${year < 0 ? '-' : year > 9999 ? '+' : ''}${digits}-${two(month)}-${two(dayOfMonth)}`
}

/** `10:30`, `10:30:15`, `10:30:15.005`: as short as Java makes it. */
export function timeText(nanoOfDay: bigint, alwaysSeconds = false): string {
  const seconds = Number(nanoOfDay / 1_000_000_000n)
  const nano = Number(nanoOfDay % 1_000_000_000n)
  const second = seconds % 60
  const base = `${two(floorDiv(seconds, 3600))}:${two(floorDiv(seconds, 60) % 60)}`
  if (second === 0 && nano === 0 && !alwaysSeconds) return base
  return `${base}:${two(second)}${fractionText(nano)}`
}

function fractionText(nano: number): string {
  if (nano === 0) return ''
  const digits = String(nano).padStart(9, '0')
  return `.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`
}
