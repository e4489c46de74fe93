import type { Reported } from './verdict.ts'

export const columns = ['VERDICT', 'WHAT', 'PLACE', 'WHY', 'REMEDY'] as const

/** A table for people: what does not simply work. Neighbours with one reason are one row; `all` lists every place by itself. */
export function rowsOf(items: readonly Reported[], all: boolean): string[][] {
  const rows: { readonly cells: readonly string[]; readonly places: string[]; readonly why: readonly string[] }[] = []
  for (const { kind, place, verdict, remarks } of items) {
    if (remarks.length === 0 && all) rows.push({ cells: [verdict, kind], places: [place], why: ['', ''] })
    for (const { verdict: of, says, remedy = '' } of remarks) {
      const last = rows.at(-1)
      const isSame = last?.cells[0] === of && last.cells[1] === kind && last.why[0] === says && last.why[1] === remedy
      if (!all && isSame) last.places.push(place)
      else rows.push({ cells: [of, kind], places: [place], why: [says, remedy] })
    }
  }
  return rows.map(({ cells, places, why }) => [...cells, placeOf(places), ...why])
}

/** `default.provider.aws (9 keys)`: what the places have in common, up to a dot. */
function placeOf(places: readonly string[]): string {
  const [first = '', ...others] = places
  if (others.length === 0) return first
  const steps = first.split('.')
  let shared = steps.length - 1
  while (shared > 0 && !others.every((each) => each.startsWith(`${steps.slice(0, shared).join('.')}.`))) shared--
  return shared === 0
    ? `${first} and ${others.length} more`
    : `${steps.slice(0, shared).join('.')} (${places.length} keys)`
}
