/** A part of the expression that the description has no words for. */
class NoWords extends Error {}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const ORDINALS: Readonly<Record<string, string>> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth' }

/**
 * A valid expression in English, in the very words of the generator that Echo uses (cron-parser-core 2.8, days of the week from
 * Sunday = 1); undefined where that one has none: names of months that are not upper case, lists that mix items and ranges, and
 * the like. With words that it gets wrong, such as `L-3`, so does this.
 */
export function describeCron(expression: string): string | undefined {
  const parts = expression.split(' ')
  if (parts.length < 6 || parts.length > 7) return undefined
  const [second, minute, hour, day, month, weekday, year] = normalised(parts) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  try {
    const whole = [
      timeWords(second, minute, hour),
      dayWords(day),
      weekdayWords(weekday),
      monthWords(month),
      segment(
        year,
        ', every year',
        yearOf,
        (words) => `, every ${words} years`,
        through,
        (words) => `, only in ${words}`,
      ),
    ].join('')
    const brief = whole.replaceAll(/, every (?:minute|hour|day)(?!\w)/g, '')
    return brief.charAt(0).toUpperCase() + brief.slice(1)
  } catch (error) {
    if (error instanceof NoWords) return undefined
    throw error
  }
}

/** One way of writing for each meaning, as far as the generator knows it. */
function normalised(parts: readonly string[]): string[] {
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = parts
  const every = (text: string, from: string) => {
    const open = text.startsWith(`${from}/`) ? `*${text.slice(from.length)}` : text
    return open === '*/1' ? '*' : open
  }
  const any = (text: string) => text.replace('?', '*')
  const names = MONTHS.map((name) => name.slice(0, 3).toUpperCase())
  const months = names.reduce((text, name, position) => text.replaceAll(name, String(position + 1)), month)
  return [
    every(second === '0' ? '' : second, '0'),
    every(minute, '0'),
    every(hour, '0'),
    every(any(day), '1'),
    every(months, '1'),
    every(any(weekday), '1'),
    every(year, '1'),
  ]
}

const isPlain = (text: string): boolean => !/[/\-,*]/.test(text)

function timeWords(second: string, minute: string, hour: string): string {
  if (isPlain(second) && isPlain(minute) && isPlain(hour)) return `At ${clock(hour, minute, second)}`
  if (minute.includes('-') && !/[/,]/.test(minute) && isPlain(hour)) {
    const [from = '', to = ''] = minute.split('-')
    return `Every minute between ${clock(hour, from)} and ${clock(hour, to)}`
  }
  if (hour.includes(',') && !/[-/]/.test(hour) && isPlain(minute)) {
    const times = listOf(hour).map((each) => clock(each, minute))
    return `At ${times.slice(0, -1).join(', ')} and ${times.at(-1)}`
  }
  const words = [
    segment(
      second,
      'every second',
      (text) => text,
      (text) => `every ${text} seconds`,
      (from, to) => `seconds ${from} through ${to} past the minute`,
      (text) => `at ${text} seconds past the minute`,
    ),
    segment(
      minute,
      'every minute',
      twoDigits,
      (text) => `every ${text} ${plural(text, 'minute')}`,
      (from, to) => `minutes ${from} through ${to} past the hour`,
      (text, written) => (written === '0' ? '' : `at ${text} ${plural(written, 'minute')} past the hour`),
    ),
    segment(
      hour,
      'every hour',
      (text) => clock(text, '0'),
      (text) => `every ${text} ${plural(text, 'hour')}`,
      (from, to) => `between ${from} and ${to}`,
      (text, written) => (written === '0' ? '' : `at ${text}`),
    ),
  ]
  return words.filter(Boolean).join(', ')
}

function dayWords(day: string): string {
  if (day === 'L') return ', on the last day of the month'
  if (day === 'LW' || day === 'WL') return ', on the last weekday of the month'
  const [, nearest] = /^(\d)W$/.exec(day) ?? []
  if (nearest === '1') return ', on the first weekday of the month'
  if (nearest !== undefined) return `, on the weekday nearest day ${nearest} of the month`
  return segment(
    day,
    ', every day',
    (text) => text,
    (text) => (text === '1' ? ', every day' : `, every ${text} days`),
    (from, to) => `, between day ${from} and ${to} of the month`,
    (text) => `, on day ${text} of the month`,
  )
}

const monthWords = (month: string): string =>
  segment(
    month,
    '',
    (text) => MONTHS[integer(text) - 1] ?? noWords(),
    (text) => `, every ${text} months`,
    through,
    (text) => `, only in ${text}`,
  )

const weekdayWords = (weekday: string): string =>
  segment(
    weekday,
    ', every day',
    weekdayName,
    (text) => `, every ${text} days of the week`,
    through,
    (text, written) => {
      const [, place] = written.split('#')
      if (place !== undefined) return `, on the ${ORDINALS[place] ?? ''} ${text} of the month`
      return written.includes('L') ? `, on the last ${text} of the month` : `, only on ${text}`
    },
  )

function weekdayName(text: string): string {
  const name = text.includes('#') ? (text.split('#')[0] ?? '') : text.replaceAll('L', '')
  if (/^\d+$/.test(name)) return WEEKDAYS[Number(name) - 1] ?? noWords()
  const sought = name.toLowerCase()
  return (
    WEEKDAYS.map((each) => each.toLowerCase()).flatMap((each, position) =>
      sought === each || sought === each.slice(0, 3) ? [WEEKDAYS[position]!] : [],
    )[0] ?? noWords()
  )
}

const through = (from: string, to: string) => `, ${from} through ${to}`
const yearOf = (text: string) => String(integer(text)).padStart(4, '0')
const twoDigits = (text: string) => String(integer(text)).padStart(2, '0')
const plural = (text: string, unit: string) => (/^\d+$/.test(text) && Number(text) <= 1 ? unit : `${unit}s`)

function clock(hour: string, minute: string, second = ''): string {
  const at = integer(hour)
  const words = [String(at > 12 ? at - 12 : at), twoDigits(minute), ...(second === '' ? [] : [twoDigits(second)])]
  return `${words.join(':')} ${at >= 12 ? 'PM' : 'AM'}`
}

function integer(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : noWords()
}

function noWords(): never {
  throw new NoWords()
}

/** The items of a list; what would be empty at its end is none. */
const listOf = (text: string): string[] => {
  const items = text.split(',')
  while (items.at(-1) === '') items.pop()
  return items
}

/** One field in words: all of it, in steps, from one value to another, or some values. */
function segment(
  text: string,
  all: string,
  value: (text: string) => string,
  steps: (text: string) => string,
  between: (from: string, to: string) => string,
  some: (words: string, written: string) => string,
): string {
  if (text === '') return ''
  if (text === '*') return all
  const range = (written: string) => {
    const [from = '', to = ''] = written.split('-')
    return between(value(from), value(to))
  }
  if (text.includes('/')) {
    const [from = '', step = ''] = text.split('/')
    return steps(step) + (from.includes('-') ? `, ${range(from)}` : '')
  }
  if (text.includes('-')) return range(text)
  if (!text.includes(',')) return some(value(text), text)
  const items = listOf(text).map(value)
  const words = items.length < 3 ? items.join(' and ') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1)}`
  return some(words, text)
}
