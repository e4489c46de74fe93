/** Milliseconds of one of Spot's several notations of time; undefined where there is none. A time without a zone is UTC. */
export function parseTime(text: string | number | null | undefined): number | undefined {
  if (typeof text === 'number') return text
  if (!text) return undefined
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/(\.\d{3})\d+/, '$1')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`
  const time = Date.parse(zoned)
  return Number.isNaN(time) ? undefined : time
}
