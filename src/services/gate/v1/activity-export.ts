import type { ActivityItem } from './activity.ts'

const columns = ['time', 'kind', 'title', 'user', 'status', 'started', 'ended', 'trigger', 'id'] as const

/** A spreadsheet would run what begins like this; behind an apostrophe it is text. */
const formula = /^[=+\-@\t\r]/

const cell = (value: string): string => `"${(formula.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`
const time = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString())

/** Activity as CSV (RFC 4180), with a line of names. */
export function csvOf(items: readonly ActivityItem[]): string {
  const rows = items.map((item) => [
    time(item.at),
    item.kind,
    item.title,
    item.user,
    item.status ?? '',
    time(item.startTime),
    time(item.endTime),
    item.trigger ?? '',
    item.id,
  ])
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}
