const DAY_MS = 86_400_000

const midnight = (at: number): Date => {
  const date = new Date(at)
  date.setHours(0, 0, 0, 0)
  return date
}

/** In which part of the past something lies, as the stock deck groups executions; weeks begin on Monday. */
export const boundaryOf = (at: number, now: number): string => {
  const today = midnight(now)
  if (at >= today.getTime()) return 'Today'
  // Half a day back from midnight is yesterday, also where a day has 23 or 25 hours.
  const yesterday = midnight(today.getTime() - DAY_MS / 2)
  if (at >= yesterday.getTime()) return 'Yesterday'
  const monday = midnight(now)
  monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7))
  if (at >= monday.getTime()) return 'This week'
  const weekBefore = new Date(monday)
  weekBefore.setDate(weekBefore.getDate() - 7)
  if (at >= weekBefore.getTime()) return 'Last week'
  const month = new Date(today.getFullYear(), today.getMonth() - 1, 1)
  if (at >= month.getTime()) return 'Last month'
  return at >= new Date(today.getFullYear(), 0, 1).getTime() ? 'This year' : 'Prior years'
}
