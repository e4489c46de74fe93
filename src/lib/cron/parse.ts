/** A Quartz expression that cannot be read; `offset` counts from 0 inside the part that is wrong, -1: of no place. */
export class CronError extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** The moments that an expression names, field by field. */
export interface Cron {
  /** The expression in upper case, as Quartz keeps it. */
  readonly canonical: string
  readonly seconds: readonly number[]
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** 1 is January. */
  readonly months: readonly number[]
  readonly years: ReadonlySet<number>
  readonly days: MonthDays | WeekDays
}

/** Days by their place in the month. */
export interface MonthDays {
  readonly by: 'month'
  readonly days: readonly number[]
  /** Days before the last one: 0 is the last itself. */
  readonly beforeLast: readonly number[]
  /** The weekdays nearest to these, of either kind. */
  readonly nearestTo: { readonly days: readonly number[]; readonly beforeLast: readonly number[] }
}

/** Days by their name; 1 is Sunday. */
export interface WeekDays {
  readonly by: 'week'
  readonly days: readonly number[]
  /** Only the last one of a month, or the n-th. Both look at the first of `days` alone. */
  readonly only?: 'last' | number
}

type Field = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'weekday' | 'year'

const FIELDS: readonly Field[] = ['second', 'minute', 'hour', 'day', 'month', 'weekday', 'year']
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

interface Range {
  readonly from: number
  readonly to: number
  /** How far a range may count before it begins anew. */
  readonly size: number
  readonly words: string
}

const sixty: Range = { from: 0, to: 59, size: 60, words: 'Minute and Second values must be between 0 and 59' }
const RANGES: Readonly<Record<Exclude<Field, 'year'>, Range>> = {
  second: sixty,
  minute: sixty,
  hour: { from: 0, to: 23, size: 24, words: 'Hour values must be between 0 and 23' },
  day: { from: 1, to: 31, size: 31, words: 'Day of month values must be between 1 and 31' },
  month: { from: 1, to: 12, size: 12, words: 'Month values must be between 1 and 12' },
  weekday: { from: 1, to: 7, size: 7, words: 'Day-of-Week values must be between 1 and 7' },
}

/** The largest increment, and the one that is said. */
const MOST_INCREMENT: Readonly<Record<Exclude<Field, 'year'>, readonly [most: number, said: number]>> = {
  second: [59, 60],
  minute: [59, 60],
  hour: [23, 24],
  day: [31, 31],
  month: [12, 12],
  weekday: [7, 7],
}

const FIRST_YEAR = 1970
/** Years beyond are accepted and never come (quartz: CronExpression.MAX_YEAR). */
const YEARS_AHEAD = 100
const MOST_BEFORE_LAST = 30

const EVERY = 99
const NO_VALUE = 98

/** What has been read of the fields so far. */
interface Reading {
  readonly sets: Readonly<Record<Field, Set<number>>>
  readonly beforeLast: Set<number>
  readonly nearest: Set<number>
  readonly nearestBeforeLast: Set<number>
  only: 'last' | number | undefined
  readonly lastYear: number
}

/**
 * Reads a Quartz expression of six or seven fields, with all that Quartz 2.5 lets pass and in its words what it does not
 * (quartz: CronExpression). `currentYear`: years more than a hundred after it never come.
 * @throws CronError
 */
export function parseCron(expression: string, currentYear = new Date().getUTCFullYear()): Cron {
  const canonical = expression.toUpperCase()
  const reading: Reading = {
    sets: Object.fromEntries(FIELDS.map((field) => [field, new Set<number>()])) as Reading['sets'],
    beforeLast: new Set(),
    nearest: new Set(),
    nearestBeforeLast: new Set(),
    only: undefined,
    lastYear: currentYear + YEARS_AHEAD,
  }
  try {
    readFields(canonical, reading)
  } catch (error) {
    if (error instanceof CronError) throw error
    throw new CronError(`Illegal cron expression format (${(error as Error).message})`, 0)
  }
  const { sets } = reading
  const sorted = (values: ReadonlySet<number>, from: number, to: number) =>
    [...values].filter((value) => value >= from && value <= to).sort((a, b) => a - b)
  const weekDays = sorted(sets.weekday, 1, 7)
  return {
    canonical,
    seconds: sorted(sets.second, 0, 59),
    minutes: sorted(sets.minute, 0, 59),
    hours: sorted(sets.hour, 0, 23),
    months: sorted(sets.month, 1, 12),
    years: new Set([...sets.year].filter((year) => year <= reading.lastYear)),
    days: sets.weekday.has(NO_VALUE)
      ? {
          by: 'month',
          days: sorted(sets.day, 1, 31),
          beforeLast: [...reading.beforeLast],
          nearestTo: { days: [...reading.nearest], beforeLast: [...reading.nearestBeforeLast] },
        }
      : { by: 'week', days: weekDays, ...(reading.only === undefined ? {} : { only: reading.only }) },
  }
}

// What Quartz refuses is refused in its own words ("not implemented" among them): clients show them, and look for parts of them.
function readFields(expression: string, reading: Reading): void {
  const parts = expression.split(/[ \t]+/).filter(Boolean)
  if (parts.length > FIELDS.length) throw new CronError(`Invalid expression has too many terms: ${expression}`, -1)
  for (const [position, part] of parts.entries()) {
    const field = FIELDS[position]!
    const text = trimmed(part)
    if (field === 'weekday' && text.length > 1 && text.includes('L') && text.includes(','))
      throw new CronError("Support for specifying 'L' with other days of the week is not implemented", -1)
    if (field === 'weekday' && text.split('#').length > 2)
      throw new CronError('Support for specifying multiple "nth" days is not implemented.', -1)
    for (const one of text.split(',').filter(Boolean)) readPart(one, field, reading)
  }
  if (parts.length < FIELDS.length - 1) throw new CronError('Unexpected end of expression.', expression.length)
  if (parts.length < FIELDS.length) readPart('*', 'year', reading)
  const { day, weekday } = reading.sets
  if (day.has(NO_VALUE) === weekday.has(NO_VALUE))
    throw new CronError('Support for specifying both a day-of-week AND a day-of-month parameter is not implemented.', 0)
}

/** As Java trims: blanks and control characters, and no other space. */
const trimmed = (text: string): string => {
  const from = [...text].findIndex((char) => char > ' ')
  return from < 0 ? '' : text.slice(from, text.length - [...text].reverse().findIndex((char) => char > ' '))
}

// Quartz reads by places in a text, and what it runs into it says in Java's words. Clients show them, so they are the same here.
const outOfRange = (place: number) =>
  new Error(`java.lang.StringIndexOutOfBoundsException: String index out of range: ${place}`)
const noNumber = (text: string) => new Error(`java.lang.NumberFormatException: For input string: "${text}"`)

const at = (text: string, place: number): string => {
  const char = text[place]
  if (char === undefined) throw outOfRange(place)
  return char
}

const three = (text: string, from: number): string => {
  if (from + 3 > text.length)
    throw new Error(`java.lang.StringIndexOutOfBoundsException: begin ${from}, end ${from + 3}, length ${text.length}`)
  return text.slice(from, from + 3)
}

const isDigit = (char: string | undefined): boolean => char !== undefined && /[0-9]/.test(char)

const number = (text: string): number => {
  if (!/^[+-]?\d+$/.test(text) || Math.abs(Number(text)) > 2_147_483_647) throw noNumber(text)
  return Number(text)
}

/** The digits from a place on, behind those that were read already; and the place after them. */
function digits(before: string, text: string, from: number): { value: number; end: number } {
  let end = from
  while (isDigit(text[end])) end += 1
  return { value: number(before + text.slice(from, end)), end }
}

/** One element of a field's list. */
function readPart(text: string, field: Field, reading: Reading): void {
  const first = text[0]!
  const isLast = text === 'L' || text === 'LW' || /^L-[0-9]*W?$/.test(text)
  if (isLast) readLast(text, field, reading)
  else if (/[A-Z]/.test(first)) readNames(text, field, reading)
  else if (first === '?') readNoValue(text, field, reading)
  else if (first === '*' || first === '/') readEvery(text, field, reading)
  else if (isDigit(first)) readNumbers(text, field, reading)
  else throw new CronError(`Unexpected character: ${first}`, 0)
}

/** `MON`, `MON-FRI`, `MON#2`, `FRIL`, `JAN`, `NOV-FEB`; only three letters count. */
function readNames(text: string, field: Field, reading: Reading): void {
  const name = three(text, 0)
  if (field !== 'month' && field !== 'weekday')
    throw new CronError(`Illegal characters for this position: '${name}'`, 0)
  const [names, what] = field === 'month' ? ([MONTHS, 'Month'] as const) : ([WEEKDAYS, 'Day-of-Week'] as const)
  const numberOf = (word: string, place: number): number => {
    const value = names.indexOf(word) + 1
    if (value === 0) throw new CronError(`Invalid ${what} value: '${word}'`, place)
    return value
  }
  const value = numberOf(name, 0)
  if (text[3] === '-') {
    add(reading, field, value, numberOf(three(text, 4), 4), 1)
    return
  }
  if (field === 'weekday' && text[3] === '#') reading.only = nth(text, 4)
  if (field === 'weekday' && text[3] === 'L') reading.only = 'last'
  add(reading, field, value, undefined, 0)
}

function nth(text: string, from: number): number {
  const rest = text.slice(from)
  if (/^\+?0*[1-5]$/.test(rest)) return Number(rest)
  throw new CronError("A numeric value between 1 and 5 must follow the '#' option", from)
}

function readNoValue(text: string, field: Field, reading: Reading): void {
  if (text.length > 2 && text[1] !== ' ' && text[2] !== '\t')
    throw new CronError(`Illegal character after '?': ${text[1]}`, 1)
  if (field !== 'weekday' && field !== 'day')
    throw new CronError("'?' can only be specified for Day-of-Month or Day-of-Week.", 1)
  if (field === 'weekday' && reading.sets.day.has(NO_VALUE))
    throw new CronError("'?' can only be specified for Day-of-Month -OR- Day-of-Week.", 1)
  reading.sets[field].add(NO_VALUE)
}

/** `*` and what begins with it or with a stroke: steps from the first value on. */
function readEvery(text: string, field: Field, reading: Reading): void {
  if (text === '/') throw new CronError("'/' must be followed by an integer.", 0)
  const slash = text[0] === '/' ? 0 : 1
  if (text[slash] !== '/') {
    add(reading, field, EVERY, undefined, 1)
    return
  }
  if (slash + 1 >= text.length) throw new CronError('Unexpected end of string.', slash + 1)
  const increment = number(text.slice(slash + 1))
  checkIncrement(increment, field, slash + (increment > 10 ? 3 : 2))
  add(reading, field, EVERY, undefined, increment)
}

/** `L`, `L-3`, `LW`, `L-3W` of a month; `L` of a week is Saturday. */
function readLast(text: string, field: Field, reading: Reading): void {
  if (field === 'second' || field === 'minute' || field === 'hour')
    throw new CronError("'L' not expected in seconds, minutes or hours fields.", 0)
  if (field === 'weekday') reading.sets.weekday.add(7)
  if (field !== 'day') return
  let offset = 0
  let place = 1
  if (text[1] === '-') {
    at(text, 2)
    const read = digits('0', text, 2)
    offset = read.value
    if (offset > MOST_BEFORE_LAST) throw new CronError(`Offset from last day must be <= ${MOST_BEFORE_LAST}`, 2)
    place = read.end
  }
  const set = text[place] === 'W' ? reading.nearestBeforeLast : reading.beforeLast
  set.add(offset)
}

/** `5`, `5-10`, `5-10/2`, `5/10`, `15W`, `6L`, `6#3`; what stands behind that is not read. */
function readNumbers(text: string, field: Field, reading: Reading): void {
  const { value, end } = digits('', text, 0)
  const next = text[end]
  switch (next) {
    case 'L':
      if (field !== 'weekday') throw new CronError(`'L' option is not valid here. (pos=${end})`, end)
      if (value < 1 || value > 7) throw new CronError(RANGES.weekday.words, -1)
      reading.only = 'last'
      reading.sets.weekday.add(value)
      return
    case 'W':
      if (field !== 'day') throw new CronError(`'W' option is not valid here. (pos=${end})`, end)
      if (value > 31)
        throw new CronError(
          "The 'W' option does not make sense with values larger than 31 (max number of days in a month)",
          end,
        )
      reading.nearest.add(value)
      return
    case '#':
      if (field !== 'weekday') throw new CronError(`'#' option is not valid here. (pos=${end})`, end)
      reading.only = nth(text, end + 1)
      reading.sets.weekday.add(value)
      return
    case '-':
      readRange(text, field, reading, value, end + 1)
      return
    case '/': {
      if (end + 1 >= text.length) throw new CronError("'/' must be followed by an integer.", end)
      const { increment, end: after } = incrementAt(text, end + 1)
      if (after < text.length) throw new CronError(`Unexpected character '${text[after]}' after '/'`, after)
      checkIncrement(increment, field, end + 2)
      add(reading, field, value, undefined, increment)
      return
    }
    default:
      add(reading, field, value, undefined, 0)
  }
}

function readRange(text: string, field: Field, reading: Reading, from: number, place: number): void {
  const first = at(text, place)
  if (!isDigit(first)) throw noNumber(first)
  const { value: to, end } = digits('', text, place)
  add(reading, field, from, to, text[end] === '/' ? incrementAt(text, end + 1).increment : 1)
}

function incrementAt(text: string, place: number): { increment: number; end: number } {
  const first = at(text, place)
  if (!isDigit(first)) throw noNumber(first)
  const { value, end } = digits('', text, place)
  return { increment: value, end }
}

function checkIncrement(increment: number, field: Field, place: number): void {
  if (field === 'year') return
  const [most, said] = MOST_INCREMENT[field]
  // Quartz says the limit of days, months and weekdays as if it were one less.
  if (increment > most) throw new CronError(`Increment >= ${said} : ${increment}`, place)
}

/** Puts a value, or a range of them, into a field's set. `increment` 0: the value alone. */
function add({ sets, lastYear }: Reading, field: Field, from: number, to: number | undefined, increment: number): void {
  const set = sets[field]
  const isEvery = from === EVERY
  if (field === 'year') {
    if (increment === 0 && !isEvery) {
      set.add(from)
      return
    }
    const end = to ?? lastYear
    const start = isEvery ? FIRST_YEAR : from
    if (end < start) throw new Error('java.lang.IllegalArgumentException: Start year must be less than stop year')
    // Years that never come need not be kept, however many are named.
    for (let year = start; year <= Math.min(end, lastYear); year += Math.max(increment, 1)) set.add(year)
    return
  }
  const range = RANGES[field]
  if (!isEvery && (from < range.from || from > range.to || (to ?? 0) > range.to)) throw new CronError(range.words, -1)
  if (increment === 0 && !isEvery) {
    set.add(from)
    return
  }
  const start = isEvery ? range.from : from
  const end = isEvery ? range.to : (to ?? range.to)
  for (let value = start; value <= (end < start ? end + range.size : end); value += Math.max(increment, 1)) {
    const wrapped = end < start ? value % range.size : value
    set.add(wrapped === 0 && range.from === 1 ? range.to : wrapped)
  }
}
