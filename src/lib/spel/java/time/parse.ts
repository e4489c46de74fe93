import { javaError, SpelError } from '../../errors.ts'
import { dayOf, daysInMonth, NANOS_PER_DAY } from './civil.ts'

const parseFailure = (text: string, reason: string): SpelError =>
  javaError('java.time.format.DateTimeParseException', `Text '${text}' could not be parsed${reason}`)

const shown = (text: string) => (text.length > 64 ? `${text.slice(0, 64)}...` : text)
const atIndex = (text: string, index: number) => parseFailure(shown(text), ` at index ${index}`)
const trailing = (text: string, index: number) => parseFailure(shown(text), `, unparsed text found at index ${index}`)

interface Cursor {
  readonly text: string
  at: number
}

function digits(cursor: Cursor, count: number): number {
  const found = cursor.text.slice(cursor.at, cursor.at + count)
  if (!/^\d+$/.test(found) || found.length < count) throw atIndex(cursor.text, cursor.at)
  cursor.at += count
  return Number(found)
}

function expect(cursor: Cursor, character: string): void {
  if (cursor.text[cursor.at]?.toUpperCase() !== character) throw atIndex(cursor.text, cursor.at)
  cursor.at++
}

function check(
  text: string,
  field: string,
  value: number,
  low: number,
  high: number,
  range = `${low} - ${high}`,
): void {
  if (value < low || value > high) {
    throw parseFailure(shown(text), `: Invalid value for ${field} (valid values ${range}): ${value}`)
  }
}

function readDate(cursor: Cursor): number {
  const { text } = cursor
  const year = /^(?:[+-]\d{4,10}|\d{4})/.exec(text.slice(cursor.at))?.[0]
  if (year === undefined || /^\d{5}/.test(text.slice(cursor.at))) throw atIndex(text, cursor.at)
  if (year.startsWith('+') && year.length === 5) throw atIndex(text, cursor.at)
  cursor.at += year.length
  expect(cursor, '-')
  const month = digits(cursor, 2)
  expect(cursor, '-')
  const day = digits(cursor, 2)
  check(text, 'MonthOfYear', month, 1, 12)
  check(text, 'DayOfMonth', day, 1, 31, '1 - 28/31')
  const y = Number(year)
  if (day > daysInMonth(y, month)) {
    const name = civilName(month)
    const reason =
      day === 29 ? `: Invalid date 'February 29' as '${y}' is not a leap year` : `: Invalid date '${name} ${day}'`
    throw parseFailure(shown(text), reason)
  }
  return dayOf(y, month, day)
}

const civilName = (month: number) =>
  'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ')[month - 1]

/** Nanoseconds of the day, 24:00 included when `endOfDay`. */
function readTime(cursor: Cursor, needSeconds: boolean): bigint {
  const { text } = cursor
  const hour = digits(cursor, 2)
  expect(cursor, ':')
  const minute = digits(cursor, 2)
  let second = 0
  let nano = 0
  if (needSeconds || text[cursor.at] === ':') {
    expect(cursor, ':')
    second = digits(cursor, 2)
    if (text[cursor.at] === '.') {
      const fraction = /^\d{0,9}/.exec(text.slice(cursor.at + 1))?.[0] ?? ''
      if (fraction === '' && !needSeconds) {
        cursor.at++
      } else {
        cursor.at += 1 + fraction.length
        nano = Number(fraction.padEnd(9, '0'))
      }
    }
  }
  const endOfDay = needSeconds && hour === 24 && minute === 0 && second === 0 && nano === 0
  if (!endOfDay) check(text, 'HourOfDay', hour, 0, 23)
  check(text, 'MinuteOfHour', minute, 0, 59)
  check(text, 'SecondOfMinute', second, 0, 59)
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt(nano)
}

function finish(cursor: Cursor): void {
  if (cursor.at < cursor.text.length) throw trailing(cursor.text, cursor.at)
}

/** LocalDate.parse: a day. */
export function parseDate(text: string): number {
  const cursor = { text, at: 0 }
  const day = readDate(cursor)
  finish(cursor)
  return day
}

/** LocalDateTime.parse: nanoseconds since 1970 on a local clock. */
export function parseDateTime(text: string): bigint {
  const cursor = { text, at: 0 }
  const day = readDate(cursor)
  expect(cursor, 'T')
  const nanos = readTime(cursor, false)
  finish(cursor)
  return BigInt(day) * NANOS_PER_DAY + nanos
}

/** Date and time of an Instant: Java does not say what is wrong with a field that is out of range. */
function readPoint(cursor: Cursor): [number, bigint] {
  try {
    const day = readDate(cursor)
    expect(cursor, 'T')
    return [day, readTime(cursor, true)]
  } catch (error) {
    throw error instanceof SpelError && error.message.includes(' parsed: ') ? atIndex(cursor.text, 0) : error
  }
}

/** Instant.parse: nanoseconds since 1970. */
export function parseInstant(text: string): bigint {
  const cursor = { text, at: 0 }
  const [day, nanos] = readPoint(cursor)
  const offset = /^[+-](\d\d)(?::?(\d\d))?(?::?(\d\d))?/.exec(text.slice(cursor.at))
  let shift = 0n
  if (offset !== null) {
    const seconds = Number(offset[1]) * 3600 + Number(offset[2] ?? 0) * 60 + Number(offset[3] ?? 0)
    shift = BigInt(text[cursor.at] === '-' ? -seconds : seconds) * 1_000_000_000n
    cursor.at += offset[0].length
  } else expect(cursor, 'Z')
  finish(cursor)
  return BigInt(day) * NANOS_PER_DAY + nanos - shift
}
