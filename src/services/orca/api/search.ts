import { setImmediate as letOthers } from 'node:timers/promises'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Json } from '../model.ts'
import type { Executions, Place, Search } from '../store/index.ts'
import type { OrcaContext } from './context.ts'
import { flag, items, number, ofApplication, statuses } from './parameters.ts'
import { readAll } from './summaries.ts'
import { matchesTrigger, textsOf } from './trigger-pattern.ts'

const searchQuery = z
  .object({
    triggerTypes: items.describe('Separated by commas; * for all.'),
    pipelineName: z.string().optional(),
    eventId: z.string().optional(),
    trigger: z.string().optional().describe('JSON in base64: what the trigger must have.'),
    triggerTimeStartBoundary: number(0).describe('Milliseconds, included.'),
    triggerTimeEndBoundary: number(Number.MAX_SAFE_INTEGER).describe('Milliseconds, included.'),
    statuses,
    startIndex: number(0).pipe(z.number().nonnegative()),
    size: number(10).pipe(z.number().positive()),
    reverse: flag(false).describe('The oldest first.'),
    expand: flag(false),
  })
  .refine(({ triggerTimeStartBoundary: start, triggerTimeEndBoundary: end }) => start <= end, {
    message: '`triggerTimeStartBoundary` must not lie after `triggerTimeEndBoundary`',
  })

/** How many triggers are compared before others get their turn. */
const atOnce = 500

/** Search of pipelines' executions (orca: TaskController.searchForPipelineExecutionsByTrigger). */
export function searchRoutes({ executions, front50 }: OrcaContext): FastifyPluginAsyncZod {
  /** Pipelines have names, executions have the ids of pipelines: one that was renamed is found with all its past. */
  async function idsOfConfigsNamed(name: string, application: string | undefined): Promise<string[]> {
    const configs = await (application === undefined
      ? front50.listConfigs('pipelines')
      : front50.listConfigsOf('pipelines', application))
    return configs.filter((config) => config.name === name).map(({ id }) => id)
  }

  return async (app) => {
    const schema = { params: ofApplication, querystring: searchQuery }
    app.get('/applications/:application/pipelines/search', { schema }, async (request) => {
      const { query } = request
      const application = request.params.application === '*' ? undefined : request.params.application
      const search: Search = {
        application,
        configIds:
          query.pipelineName === undefined ? undefined : await idsOfConfigsNamed(query.pipelineName, application),
        statuses: query.statuses,
        triggerTypes: query.triggerTypes?.includes('*') ? undefined : query.triggerTypes,
        eventId: query.eventId,
        builtFrom: query.triggerTimeStartBoundary,
        builtTo: query.triggerTimeEndBoundary,
        oldestFirst: query.reverse,
      }
      const wanted = query.startIndex + query.size
      const found =
        query.trigger === undefined
          ? await executions.search(search, wanted)
          : await withTrigger(executions, search, decodeTrigger(query.trigger), wanted)
      return readAll(
        executions,
        found.slice(query.startIndex).map(({ id }) => id),
        query.expand,
      )
    })
  }
}

/** The first `wanted` executions of the search whose trigger has all that the pattern says. */
async function withTrigger(executions: Executions, search: Search, pattern: Json, wanted: number): Promise<Place[]> {
  const found: Place[] = []
  const texts = textsOf(pattern)
  const mayMatch = (trigger: string) => {
    const text = trigger.toLowerCase()
    return texts.every((each) => text.includes(each))
  }
  for (let after: Place | undefined; ; ) {
    const places = await executions.search(search, atOnce, after)
    const triggers = await executions.triggersOf(places.map(({ id }) => id))
    for (const place of places) {
      const trigger = triggers.get(place.id)
      if (trigger !== undefined && mayMatch(trigger) && matchesTrigger(pattern, JSON.parse(trigger))) found.push(place)
      if (found.length === wanted) return found
    }
    if (places.length < atOnce) return found
    after = places.at(-1)
    await letOthers()
  }
}

function decodeTrigger(text: string): Json {
  try {
    return z.looseObject({}).parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')))
  } catch {
    throw problem('invalid', 'The parameter `trigger` must be a JSON object in base64.')
  }
}
