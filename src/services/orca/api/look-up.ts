import { setImmediate as letOthers } from 'node:timers/promises'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Json } from '../model.ts'
import type { Candidate } from '../store/index.ts'
import type { OrcaContext } from './context.ts'

const querystring = z.object({
  words: z.string().trim().toLowerCase().min(1),
  limit: z.coerce.number().int().min(1).max(200).default(10),
  among: z.coerce
    .number()
    .int()
    .min(1)
    .max(20_000)
    .default(5_000)
    .describe('People and values are looked for in so many of the newest executions, ids in all.'),
})

/** Who needs more of them knows the id. */
const mostWords = 4
/** How many are looked at before others get their turn. */
const atOnce = 500
/** Fewer letters are in the ids of too many: ids begin with the time. */
const shortestId = 4

/** Of a trigger, what people know a run by; technical fields would be found by everybody's everyday words. */
const told = ['tag', 'hash', 'branch', 'version', 'buildNumber', 'job', 'repository', 'project', 'slug'] as const

/** A word was found in this value of an execution. */
interface Match {
  /** `id`, `user`, or the name of a parameter or of a field of the trigger. */
  readonly name: string
  readonly value: string
}

/**
 * Executions by words: the begin of an id, who started it, a value with which it was started. Names of pipelines and
 * applications narrow that and find nothing by themselves. Our own addition: the search by a trigger's pattern
 * (`search.ts`) needs to be told in which field to look.
 */
export function lookUpRoutes({ executions }: OrcaContext): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/v1/executions/search', { schema: { querystring } }, async (request) => {
      const { limit, among } = request.query
      const words = request.query.words.split(/\s+/).slice(0, mostWords)
      const found = new Map<string, Candidate & { readonly match: Match }>()
      const take = (candidate: Candidate): void => {
        const match = matchOf(candidate, words)
        if (match && found.size < limit) found.set(candidate.id, { ...candidate, match })
      }
      const byId = words.find(({ length }) => length >= shortestId)
      if (byId !== undefined) (await executions.withIdPrefix(byId, limit)).forEach(take)
      const times = await executions.newestTimes(among)
      for (let from = 0; from < times.length && found.size < limit; from += atOnce) {
        const page = times.slice(from, from + atOnce)
        const candidates = await executions.candidates(words, page.at(-1) ?? 0, page[0] ?? 0)
        candidates.forEach(take)
        await letOthers()
      }
      return { executions: [...found.values()].map(shown) }
    })
  }
}

function shown({ trigger, user, name, ...execution }: Candidate & { readonly match: Match }) {
  const person = startedBy(JSON.parse(trigger), user)
  return { ...execution, name: name ?? '', ...(person === undefined ? {} : { user: person }) }
}

/** Where the words were found: all of them must be somewhere, and one in what belongs to this execution alone. */
function matchOf({ id, application, name, user, trigger }: Candidate, words: readonly string[]): Match | undefined {
  const about = `${application} ${name ?? ''}`.toLowerCase()
  const own = ownValues(id, JSON.parse(trigger), user)
  const holding = (word: string) =>
    own.find(({ name, value }) => value.toLowerCase().includes(word) && (name !== 'id' || word.length >= shortestId))
  if (!words.every((word) => about.includes(word) || holding(word))) return undefined
  return words.map(holding).find((match) => match !== undefined)
}

const startedBy = (trigger: Json, user: string | null): string | undefined => textOf(trigger['user']) ?? textOf(user)

function ownValues(id: string, trigger: Json, user: string | null): Match[] {
  const parameters = Object.entries(recordOf(trigger['parameters']))
  const artifacts = (Array.isArray(trigger['artifacts']) ? trigger['artifacts'] : []).map(recordOf)
  const values: [string, unknown][] = [
    ['id', id],
    ['user', startedBy(trigger, user)],
    ...parameters,
    ...told.map((name): [string, unknown] => [name, trigger[name]]),
    ...artifacts.flatMap(({ name, version, reference }): [string, unknown][] => [
      ['artifact', name],
      ['version', version],
      ['artifact', reference],
    ]),
  ]
  return values.flatMap(([name, value]) => {
    const text = textOf(value)
    return text === undefined ? [] : [{ name, value: text.slice(0, 200) }]
  })
}

const textOf = (value: unknown): string | undefined =>
  value === '' || value === undefined || value === null
    ? undefined
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

const recordOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
