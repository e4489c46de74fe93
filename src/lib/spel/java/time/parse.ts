import { SpelError } from '../../errors.ts'
import { checkedDay, NANOS_PER_DAY } from './civil.ts'
import { clock } from './points.ts'

/** Parsers of java.time in their ISO form. As in Java, the whole text is read before its fields are checked. */

const parseFailure = (text: string, reason: string, cause?: SpelError): SpelError =>
  new SpelError('java.time.format.DateTimeParseException', `Text '${shown(text)}' could not be parsed${reason}`, cause)

const shown = (text: string) => (text.length > 64 ? `${text.slice(0, 64)}...` : text)
const atIndex = (text: string, index: number) => parseFailure(text, ` at index ${index}`)

interface DateFields {
  readonly year: number
  readonly month: number
  readonly day: number
}

interface TimeFields {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nano: number
}

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

function readDate(cursor: Cursor): DateFields {
  const { text } = cursor
  const year = /^(?:[+-]\d{4,10}|\d{4})/.exec(text.slice(cursor.at))?.[0]
  if (year === undefined || /^\d{5}/.test(text.slice(cursor.at))) throw atIndex(text, cursor.at)
  if (year.startsWith('+') && year.length === 5) throw atIndex(text, cursor.at)
  cursor.at += year.length
  expect(cursor, '-')
  const month = digits(cursor, 2)
  expect(cursor, '-')
  return { year: Number(year), month, day: digits(cursor, 2) }
}

function readTime(cursor: Cursor, needSeconds: boolean): TimeFields {
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
      cursor.at += 1 + fraction.length
      nano = Number(fraction.padEnd(9, '0'))
    }
  }
  return { hour, minute, second, nano }
}

function finish(cursor: Cursor): void {
  if (cursor.at < cursor.text.length) {
    throw parseFailure(cursor.text, `, unparsed text found at index ${cursor.at}`)
  }
}

/** Checks fields; what is wrong with them is why the text could not be parsed. */
function resolved<T>(text: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    throw parseFailure(text, `: ${error.message}`, error)
  }
}

/** LocalDate.parse: a day. */
export function parseDate(text: string): number {
  const cursor = { text, at: 0 }
  const { year, month, day } = readDate(cursor)
  finish(cursor)
  return resolved(text, () => checkedDay(year, month, day))
}

/** LocalDateTime.parse: nanoseconds since 1970 on a local clock. */
export function parseDateTime(text: string): bigint {
  const cursor = { text, at: 0 }
  const { year, month, day } = readDate(cursor)
  expect(cursor, 'T')
  const { hour, minute, second, nano } = readTime(cursor, false)
  finish(cursor)
  return resolved(text, () => {
    const nanos = clock(hour, minute, second, nano)
    return BigInt(checkedDay(year, month, day)) * NANOS_PER_DAY + nanos
  })
}

/**
 * Instant.parse: nanoseconds since 1970. 24:00 is the next midnight, a leap second the second before it; of a field
 * that is out of range Java says no more than that the text does not fit.
 */
export function parseInstant(text: string): bigint {
  const cursor = { text, at: 0 }
  const { year, month, day } = readDate(cursor)
  expect(cursor, 'T')
  const time = readTime(cursor, true)
  const offset = /^[+-](\d\d)(?::?(\d\d))?(?::?(\d\d))?/.exec(text.slice(cursor.at))
  let shift = 0n
  if (offset !== null) {
    const seconds = Number(offset[1]) * 3600 + Number(offset[2] ?? 0) * 60 + Number(offset[3] ?? 0)
    shift = BigInt(text[cursor.at] === '-' ? -seconds : seconds) * 1_000_000_000n
    cursor.at += offset[0].length
  } else expect(cursor, 'Z')
  let nanos: bigint
  try {
    nanos = BigInt(checkedDay(year, month, day)) * NANOS_PER_DAY + instantClock(time)
  } catch (error) {
    throw error instanceof SpelError ? atIndex(text, 0) : error
  }
  finish(cursor)
  return nanos - shift
}

function instantClock({ hour, minute, second, nano }: TimeFields): bigint {
  if (hour === 24 && minute === 0 && second === 0 && nano === 0) return NANOS_PER_DAY
  if (hour === 23 && minute === 59 && second === 60) return clock(hour, minute, 59, nano)
  return clock(hour, minute, second, nano)
}
