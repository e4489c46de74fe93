import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { executionStatuses } from '../model.ts'
import type { Run } from '../store/index.ts'
import type { OrcaContext } from './context.ts'

const body = z.object({
  pipelineConfigIds: z.array(z.string()).max(20_000),
  limit: z.number().int().min(1).max(200).default(10).describe('Of each pipeline.'),
  statuses: z.array(z.enum(executionStatuses)).nonempty().optional(),
  words: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .optional()
    .describe('A part of a name or of a value of the trigger; an id.'),
  judging: z.boolean().default(false).describe('Only those that wait for a judgment.'),
})

/**
 * The newest executions of many pipelines as a list draws them, in one call and without their stages; what else of each has
 * not ended, and which wait for a person. Our own addition: a list of a thousand pipelines would need a thousand full reads.
 */
export function recentRoutes({ executions }: OrcaContext): FastifyPluginAsyncZod {
  return async (app) => {
    app.post('/v1/recentExecutions', { schema: { body } }, async (request) => {
      const { pipelineConfigIds: ids, limit, statuses, words, judging: onlyJudging } = request.body
      const [active, judging] = await Promise.all([executions.activeOfEach(ids), executions.judgingOfEach(ids)])
      const asked = onlyJudging ? [...judging.keys()] : ids
      const wanted = {
        limit: onlyJudging ? 200 : limit,
        statuses: onlyJudging ? (['RUNNING'] as const) : statuses,
        words,
      }
      const runs = await executions.recentOf(asked, wanted)
      return {
        pipelines: Object.fromEntries(
          [...new Set(ids)].map((id) => {
            const waiting = new Set(judging.get(id))
            const own = (runs.get(id) ?? []).filter((run) => !onlyJudging || waiting.has(run.id))
            return [id, { active: active.get(id) ?? {}, runs: own.slice(0, limit).map((run) => shown(run, waiting)) }]
          }),
        ),
      }
    })
  }
}

function shown({ configId: _config, ...run }: Run, waiting: ReadonlySet<string>) {
  const known = Object.entries(run).filter(([, value]) => value !== null)
  return { ...Object.fromEntries(known), ...(waiting.has(run.id) ? { needsJudgment: true } : {}) }
}
