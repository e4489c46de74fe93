import { illegalArgument } from '../../errors.ts'
import { civilOf, dayOf, dayOfWeek, floorMod } from './civil.ts'
import { offsetAt, zoneName } from './zones.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const LETTERS = 'GyMLdkHmsSEDFwWahKzZYuX'
/** Before this instant java.util's calendar is Julian. */
const GREGORIAN_START = -12219292800000
const DAY = 86_400_000

type Piece = { readonly literal: string } | { readonly letter: string; readonly count: number }

const compiled = new Map<string, readonly Piece[]>()

/** @throws SpelError IllegalArgumentException for a letter that means nothing or an open quote */
export function checkPattern(pattern: string): void {
  compilePattern(pattern)
}

function compilePattern(pattern: string): readonly Piece[] {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const pieces: Piece[] = []
  let literal = ''
  const flush = () => {
    if (literal !== '') pieces.push({ literal })
    literal = ''
  }
  for (let at = 0; at < pattern.length; at++) {
    const ch = pattern[at] as string
    if (ch === "'") {
      if (pattern[at + 1] === "'") {
        literal += "'"
        at++
        continue
      }
      let end = at + 1
      while (end < pattern.length && (pattern[end] !== "'" || pattern[end + 1] === "'")) {
        if (pattern[end] === "'") end++
        literal += pattern[end++]
      }
      if (end >= pattern.length) throw illegalArgument('Unterminated quote')
      at = end
    } else if (/[a-zA-Z]/.test(ch)) {
      if (!LETTERS.includes(ch)) throw illegalArgument(`Illegal pattern character '${ch}'`)
      flush()
      let count = 1
      while (pattern[at + count] === ch) count++
      if (ch === 'X' && count > 3) throw illegalArgument(`invalid ISO 8601 format: length=${count}`)
      pieces.push({ letter: ch, count })
      at += count - 1
    } else literal += ch
  }
  flush()
  if (compiled.size > 500) compiled.clear()
  compiled.set(pattern, pieces)
  return pieces
}

interface Fields {
  /** Year of the era; `bc` before year 1. */
  readonly year: number
  readonly bc: boolean
  readonly month: number
  readonly day: number
  readonly epochDay: number
  readonly dayOfYear: number
  readonly julian: boolean
  /** 0 for Sunday. */
  readonly weekday: number
  readonly millisOfDay: number
}

/** java.util's calendar: Gregorian, Julian before October 1582. */
function fieldsAt(localMillis: number, utcMillis: number): Fields {
  const epochDay = Math.floor(localMillis / DAY)
  const millisOfDay = localMillis - epochDay * DAY
  const julian = utcMillis < GREGORIAN_START
  const civil = julian ? julianOf(epochDay) : civilOf(epochDay)
  const firstDay = julian ? julianDay(civil.year, 1, 1) : dayOf(civil.year, 1, 1)
  return {
    year: civil.year > 0 ? civil.year : 1 - civil.year,
    bc: civil.year <= 0,
    month: civil.month,
    day: civil.day,
    epochDay,
    dayOfYear: epochDay - firstDay + 1,
    julian,
    weekday: dayOfWeek(epochDay) % 7,
    millisOfDay,
  }
}

function julianDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const cycle = Math.floor(y / 4)
  const inCycle = y - cycle * 4
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return cycle * 1461 + inCycle * 365 + dayOfYear - 719_470
}

function julianOf(epochDay: number) {
  const shifted = epochDay + 719_470
  const cycle = Math.floor(shifted / 1461)
  const dayOfCycle = shifted - cycle * 1461
  const inCycle = Math.min(3, Math.floor(dayOfCycle / 365))
  const dayOfYear = dayOfCycle - inCycle * 365
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
  return {
    year: cycle * 4 + inCycle + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

const pad = (value: number, width: number) => (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0')

/** The US week of a year: weeks start on Sunday, the first one holds January 1st. */
function weekOfYear(fields: Fields): { week: number; year: number } {
  const year = fields.bc ? 1 - fields.year : fields.year
  const startOf = (y: number) => {
    const first = fields.julian ? julianDay(y, 1, 1) : dayOf(y, 1, 1)
    return first - (dayOfWeek(first) % 7)
  }
  if (fields.epochDay >= startOf(year + 1)) return { week: 1, year: year + 1 }
  return { week: Math.floor((fields.epochDay - startOf(year)) / 7) + 1, year }
}

/** SimpleDateFormat.format in English. @param millis since 1970; @param zone a time zone of the IANA database */
export function formatDate(pattern: string, millis: number, zone = 'UTC'): string {
  const offset = offsetAt(zone, millis)
  const fields = fieldsAt(millis + offset, millis)
  return compilePattern(pattern)
    .map((piece) =>
      'literal' in piece ? piece.literal : formatField(piece.letter, piece.count, fields, offset, millis, zone),
    )
    .join('')
}

function formatField(letter: string, count: number, f: Fields, offset: number, millis: number, zone: string): string {
  const hour = Math.floor(f.millisOfDay / 3_600_000)
  switch (letter) {
    case 'G':
      return f.bc ? 'BC' : 'AD'
    case 'y':
      return count === 2 ? pad(f.year % 100, 2) : pad(f.year, count)
    case 'Y': {
      const { year } = weekOfYear(f)
      return count === 2 ? pad(floorMod(year, 100), 2) : pad(year, count)
    }
    case 'M':
    case 'L': {
      const name = MONTHS[f.month - 1] as string
      return count >= 4 ? name : count === 3 ? name.slice(0, 3) : pad(f.month, count)
    }
    case 'd':
      return pad(f.day, count)
    case 'k':
      return pad(hour === 0 ? 24 : hour, count)
    case 'H':
      return pad(hour, count)
    case 'h':
      return pad(hour % 12 === 0 ? 12 : hour % 12, count)
    case 'K':
      return pad(hour % 12, count)
    case 'm':
      return pad(Math.floor(f.millisOfDay / 60_000) % 60, count)
    case 's':
      return pad(Math.floor(f.millisOfDay / 1000) % 60, count)
    case 'S':
      return pad(f.millisOfDay % 1000, count)
    case 'E':
      return count >= 4 ? (WEEKDAYS[f.weekday] as string) : (WEEKDAYS[f.weekday] as string).slice(0, 3)
    case 'u':
      return pad(f.weekday === 0 ? 7 : f.weekday, count)
    case 'D':
      return pad(f.dayOfYear, count)
    case 'F':
      return pad(Math.floor((f.day - 1) / 7) + 1, count)
    case 'w':
      return pad(weekOfYear(f).week, count)
    case 'W': {
      const firstWeekday = floorMod(f.weekday - (f.day - 1), 7)
      return pad(Math.floor((f.day - 1 + firstWeekday) / 7) + 1, count)
    }
    case 'a':
      return hour < 12 ? 'AM' : 'PM'
    case 'z':
      return zoneName(zone, millis, count >= 4)
    case 'Z':
      return offsetText(offset, '')
    default:
      if (offset === 0) return 'Z'
      return count === 1 ? offsetText(offset, '').slice(0, 3) : offsetText(offset, count === 3 ? ':' : '')
  }
}

function offsetText(offset: number, separator: string): string {
  const minutes = Math.trunc(Math.abs(offset) / 60_000)
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${separator}${pad(minutes % 60, 2)}`
}

/** SimpleDateFormat.parse, lenient, in UTC; text after the date is ignored. Undefined when the text does not fit. */
export function parseDateWith(pattern: string, text: string): number | undefined {
  const pieces = compilePattern(pattern)
  const values: Record<string, number> = {}
  let at = 0
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as Piece
    if ('literal' in piece) {
      if (!text.startsWith(piece.literal, at)) return undefined
      at += piece.literal.length
      continue
    }
    const next = pieces[i + 1]
    // A field directly before another one has its fixed width.
    const abutting = next !== undefined && 'letter' in next
    const end = parseField(piece.letter, piece.count, text, at, abutting, values)
    if (end === undefined) return undefined
    at = end
  }
  return assemble(values)
}

function parseField(
  letter: string,
  count: number,
  text: string,
  start: number,
  fixedWidth: boolean,
  values: Record<string, number>,
): number | undefined {
  let at = start
  while (text[at] === ' ' || text[at] === '\t') at++
  const rest = text.slice(at)
  const name = (names: readonly string[], key: string, base: number): number | undefined => {
    let best = -1
    let length = 0
    names.forEach((full, index) => {
      for (const candidate of [full, full.slice(0, 3)]) {
        if (candidate.length > length && rest.toLowerCase().startsWith(candidate.toLowerCase())) {
          best = index
          length = candidate.length
        }
      }
    })
    if (best < 0) return undefined
    values[key] = best + base
    return at + length
  }
  switch (letter) {
    case 'G': {
      const era = /^(?:AD|BC)/i.exec(rest)?.[0]
      if (era === undefined) return undefined
      values.era = era.toUpperCase() === 'AD' ? 1 : 0
      return at + 2
    }
    case 'E':
      return name(WEEKDAYS, 'weekday', 0)
    case 'a': {
      const half = /^(?:AM|PM)/i.exec(rest)?.[0]
      if (half === undefined) return undefined
      values.a = half.toUpperCase() === 'PM' ? 1 : 0
      return at + 2
    }
    case 'z':
    case 'Z':
    case 'X':
      return parseZone(rest, at, letter, values)
    case 'M':
    case 'L':
      if (count >= 3) return name(MONTHS, 'M', 1)
      break
  }
  // A fixed width is counted from before the spaces.
  if (fixedWidth && start + count > text.length) return undefined
  const digits = /^-?\d+/.exec(fixedWidth ? text.slice(at, start + count) : rest)?.[0]
  if (digits === undefined) return undefined
  let value = Number(digits)
  if (letter === 'y' && count <= 2 && digits.length === 2 && /^\d\d$/.test(digits)) {
    // Two digits mean the year from 80 years ago to 19 years ahead.
    const century = new Date().getUTCFullYear() - 80
    value = century - (century % 100) + value
    if (value < century) value += 100
  }
  values[letter === 'L' ? 'M' : letter] = value
  return at + digits.length
}

function parseZone(rest: string, at: number, letter: string, values: Record<string, number>): number | undefined {
  const utc = /^(?:UTC|GMT(?![+-])|Z)/.exec(rest)?.[0]
  if (utc !== undefined && (utc !== 'Z' || letter === 'X')) {
    values.zone = 0
    return at + utc.length
  }
  const named = /^([ECMP])([SD])T/.exec(rest)
  if (named !== null && letter === 'z') {
    const hours = -5 - 'ECMP'.indexOf(named[1] as string) + (named[2] === 'D' ? 1 : 0)
    values.zone = hours * 3_600_000
    return at + 3
  }
  const offset = /^(?:GMT)?([+-])(\d{1,2}):?(\d\d)?/.exec(rest)
  if (offset === null) return undefined
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0)
  values.zone = (offset[1] === '-' ? -minutes : minutes) * 60_000
  return at + offset[0].length
}

function assemble(v: Record<string, number>): number {
  const yearOfEra = v.y ?? v.Y ?? 1970
  const year = v.era === 0 ? 1 - yearOfEra : yearOfEra
  let day: number
  if (v.D !== undefined && v.M === undefined) day = dayOf(year, 1, 1) + v.D - 1
  else if (v.w !== undefined && v.M === undefined) {
    const first = dayOf(year, 1, 1)
    day = first - (dayOfWeek(first) % 7) + (v.w - 1) * 7 + (v.weekday ?? (v.u === undefined ? 0 : v.u % 7))
  } else {
    const months = (v.M ?? 1) - 1
    const first = dayOf(year + Math.floor(months / 12), floorMod(months, 12) + 1, 1)
    const weekday = v.weekday ?? (v.u === undefined ? undefined : v.u % 7)
    // A weekday without a day is the first one of its month.
    day =
      first + (v.d === undefined && weekday !== undefined ? floorMod(weekday - dayOfWeek(first), 7) : (v.d ?? 1) - 1)
  }
  let hour = v.H ?? (v.k === undefined ? undefined : v.k === 24 ? 0 : v.k)
  if (hour === undefined) {
    const half = v.h === undefined ? v.K : v.h === 12 ? 0 : v.h
    hour = (half ?? 0) + 12 * (v.a ?? 0)
  }
  const time = hour * 3_600_000 + (v.m ?? 0) * 60_000 + (v.s ?? 0) * 1000 + (v.S ?? 0)
  return day * DAY + time - (v.zone ?? 0)
}
