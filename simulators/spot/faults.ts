import { z } from 'zod'

/** Changes to an otherwise correct answer, each of them seen in the wild. */
const QUIRKS = [
  'omit-region',
  'omit-items',
  'empty-errors',
  'null-instance-id',
  'omit-launch-time',
  'on-demand-with-dash',
  'flat-costs',
  'nested-costs',
] as const

const pattern = z.string().refine(
  (text) => {
    try {
      return new RegExp(text) !== null
    } catch {
      return false
    }
  },
  { error: 'not a regular expression' },
)

export const faultRule = z.strictObject({
  /** Which calls it meets; everything that is given must match. */
  match: z
    .strictObject({
      method: z.string().optional(),
      /** A regular expression over the path with its query. */
      pathRegex: pattern.optional(),
      /** A regular expression over the text of the body. */
      body: pattern.optional(),
    })
    .default({}),
  /** How many calls it meets; without it, every one until it is removed. */
  times: z.int().min(1).optional(),
  /** How many matching calls it lets pass first. */
  skip: z.int().min(0).default(0),
  /** `after` does what was asked and then spoils the answer: "created but the response was lost". */
  when: z.enum(['before', 'after']).default('before'),
  delayMs: z.int().min(0).optional(),
  status: z.int().min(200).max(599).optional(),
  errors: z.array(z.object({ code: z.string().optional(), message: z.string() })).optional(),
  rawBody: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  dropConnection: z.boolean().default(false),
  /** Never answers; the connection stays open until the client gives up or the simulator closes. */
  hang: z.boolean().default(false),
  quirk: z.enum(QUIRKS).optional(),
})

export type FaultRule = z.input<typeof faultRule>
export type Fault = z.output<typeof faultRule> & { id: string; seen: number; used: number }

const HTML_502 =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n'
const html = { 'content-type': 'text/html; charset=utf-8' }

/** Where a cloud's groups are listed and created. */
const GROUPS = '/(aws/ec2|gcp/gce|azure/compute)/group'

/** The bad days that come up again and again, by name. A preset takes `match` and `times` like any rule. */
export const PRESETS: { [name: string]: FaultRule } = {
  'rate-limit-burst': { status: 429, times: 5, headers: { 'X-RateLimit-Reset': '1' } },
  'server-error': { status: 500, times: 1, errors: [{ code: 'INTERNAL_ERROR', message: 'Internal server error' }] },
  'bad-gateway': { status: 502, times: 1, rawBody: HTML_502, headers: html },
  'no-answer': { hang: true, times: 1 },
  'slow-list': { match: { method: 'GET', pathRegex: `^${GROUPS}(\\?|$)` }, delayMs: 12_000, times: 1 },
  'connection-reset': { dropConnection: true, times: 1 },
  'lost-create': {
    match: { method: 'POST', pathRegex: `^${GROUPS}(/[^/?]+/clone)?(\\?|$)` },
    when: 'after',
    dropConnection: true,
    times: 1,
  },
  'omit-region': { quirk: 'omit-region' },
  'omit-items': { quirk: 'omit-items' },
  'empty-errors': { quirk: 'empty-errors' },
  'null-instance-id': { quirk: 'null-instance-id' },
  'omit-launch-time': { quirk: 'omit-launch-time' },
  'on-demand-with-dash': { quirk: 'on-demand-with-dash' },
  'flat-costs': { quirk: 'flat-costs' },
  'nested-costs': { quirk: 'nested-costs', match: { pathRegex: '/costs' } },
  'respelled-detach': { match: { pathRegex: '/deatchInstances' }, status: 404 },
}

/** The fault script: rules in the order in which they were added; the first that matches a call meets it. */
export function createFaults() {
  let rules: Fault[] = []
  let next = 1
  return {
    list: (): readonly Fault[] => rules,
    add(rule: FaultRule): Fault {
      const fault: Fault = { ...faultRule.parse(rule), id: `fault-${next++}`, seen: 0, used: 0 }
      rules.push(fault)
      return fault
    },
    remove(id: string): boolean {
      const before = rules.length
      rules = rules.filter((rule) => rule.id !== id)
      return rules.length < before
    },
    clear(): void {
      rules = []
    },
    meet(method: string, url: string, body: string): Fault | undefined {
      for (const rule of rules) {
        if (rule.times !== undefined && rule.used >= rule.times) continue
        if (!matches(rule, method, url, body)) continue
        rule.seen++
        if (rule.seen <= rule.skip) continue
        rule.used++
        return rule
      }
      return undefined
    },
  }
}

export type Faults = ReturnType<typeof createFaults>

function matches({ match }: Fault, method: string, url: string, body: string): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.pathRegex === undefined || new RegExp(match.pathRegex).test(url)) &&
    (match.body === undefined || new RegExp(match.body).test(body))
  )
}

type Envelope = { response: { items?: unknown; errors?: unknown; [key: string]: unknown }; [key: string]: unknown }
type Item = { [key: string]: unknown }

/** What names a machine on each cloud, made null wherever the item has it. */
const nullName = (item: Item): Item =>
  Object.fromEntries(['instanceId', 'instanceName', 'vmName'].flatMap((key) => (key in item ? [[key, null]] : [])))

/** A correct answer with one field as some clients have met it. */
export function applyQuirk(quirk: (typeof QUIRKS)[number], envelope: Envelope): Envelope {
  const { response } = envelope
  const items = Array.isArray(response.items) ? response.items : []
  const withItems = (change: (item: Item) => Item): Envelope => ({
    ...envelope,
    response: { ...response, items: items.map((item) => change(item as Item)) },
  })
  const without =
    (...keys: string[]) =>
    (item: Item) =>
      Object.fromEntries(Object.entries(item).filter(([key]) => !keys.includes(key)))
  switch (quirk) {
    case 'omit-region':
      return withItems(without('region'))
    case 'omit-launch-time':
      return withItems(without('createdAt'))
    case 'null-instance-id':
      return withItems((item) => ({ ...item, ...nullName(item) }))
    case 'on-demand-with-dash':
      return withItems((item) => (item.lifeCycle === 'ON_DEMAND' ? { ...item, lifeCycle: 'ON-DEMAND' } : item))
    case 'flat-costs':
      return { ...envelope, response: { ...response, items: items.flat() } }
    case 'nested-costs':
      return Array.isArray(items[0]) ? envelope : { ...envelope, response: { ...response, items: [items] } }
    case 'omit-items':
      return { ...envelope, response: without('items', 'count')(response) }
    case 'empty-errors':
      return { ...envelope, response: response.errors === undefined ? response : { ...response, errors: [] } }
  }
}
