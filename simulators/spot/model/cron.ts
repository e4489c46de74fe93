/** Unix cron in UTC: minute, hour, day of month, month, day of week; lists, ranges, steps, three-letter names. */
const FIELDS: { low: number; high: number; names: string[] }[] = [
  { low: 0, high: 59, names: [] },
  { low: 0, high: 23, names: [] },
  { low: 1, high: 31, names: [] },
  { low: 1, high: 12, names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] },
  { low: 0, high: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
]
const MINUTE = 60_000
const SEARCH_MINUTES = 366 * 24 * 60

export type Cron = { fields: Set<number>[]; anyDay: boolean; anyWeekday: boolean }

/** Null when the expression can't be read: such a task never runs. */
export function parseCron(expression: string): Cron | null {
  const parts = expression.trim().split(/\s+/)
  if (parts.length !== FIELDS.length) return null
  const fields: Set<number>[] = []
  for (const [index, part] of parts.entries()) {
    const values = parseField(part, index)
    if (!values) return null
    fields.push(values)
  }
  if (fields[4]?.has(7)) fields[4].add(0)
  return { fields, anyDay: parts[2] === '*', anyWeekday: parts[4] === '*' }
}

function parseField(text: string, index: number): Set<number> | null {
  const { low, high, names } = FIELDS[index]!
  const values = new Set<number>()
  const value = (name: string) => {
    const named = names.indexOf(name.toUpperCase())
    return named >= 0 ? named + low : /^\d+$/.test(name) ? Number(name) : Number.NaN
  }
  for (const part of text.split(',')) {
    const [range = '', stepText = '1'] = part.split('/')
    const [from = '', to] = range === '*' ? [String(low), String(high)] : range.split('-')
    const first = value(from)
    const last = to !== undefined ? value(to) : part.includes('/') ? high : first
    const step = Number(stepText)
    if (!(first >= low && last <= high && first <= last && step >= 1)) return null
    for (let at = first; at <= last; at += step) values.add(at)
  }
  return values
}

/** The first matching minute after that moment, within a year; Infinity when there is none. */
export function nextCron(cron: Cron, after: number): number {
  const [minutes, hours, days, months, weekdays] = cron.fields as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ]
  let at = Math.floor(after / MINUTE) * MINUTE + MINUTE
  for (let tried = 0; tried < SEARCH_MINUTES; tried++) {
    const date = new Date(at)
    const day = days.has(date.getUTCDate())
    const weekday = weekdays.has(date.getUTCDay())
    // As in Unix cron, two given days mean either of them.
    const dayMatches = cron.anyDay || cron.anyWeekday ? day && weekday : day || weekday
    if (!months.has(date.getUTCMonth() + 1) || !dayMatches) {
      at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
      tried += 60
      continue
    }
    if (hours.has(date.getUTCHours()) && minutes.has(date.getUTCMinutes())) return at
    at += MINUTE
  }
  return Number.POSITIVE_INFINITY
}
