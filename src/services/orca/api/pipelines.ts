import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { executionStatusIsFinal } from '../engine/index.ts'
import { type OrcaContext, removeExecution, requireExecution } from './context.ts'
import { failedStages } from './failed-stages.ts'
import { executionId, flag, items, number, statuses } from './parameters.ts'
import { executionsOfConfigs, readAll } from './summaries.ts'

const listQuery = z.object({
  pipelineConfigIds: items,
  executionIds: items,
  limit: number(1).describe('Of each pipeline.'),
  statuses,
  expand: flag(true),
})
const failedQuery = z.object({
  executionId: z.string('`executionId` is missing'),
  deckOrigin: z.string().default(''),
  limit: number(1),
})

/** Pipelines' executions by id and by pipeline (orca: TaskController). */
export function pipelineRoutes(context: OrcaContext): FastifyPluginAsyncZod {
  const { executions } = context
  return async (app) => {
    app.get('/pipelines', { schema: { querystring: listQuery } }, async (request) => {
      const { pipelineConfigIds, executionIds, ...query } = request.query
      if (pipelineConfigIds && executionIds) {
        throw problem('invalid', 'Provide either `pipelineConfigIds` or `executionIds`, and not both')
      }
      if (pipelineConfigIds) return executionsOfConfigs(context, pipelineConfigIds, query)
      const found = await readAll(executions, executionIds ?? [], query.expand)
      return found.filter(({ type }) => type === 'PIPELINE')
    })

    // Removed from Orca long ago; old clients are told so.
    for (const url of ['/pipelines/running', '/pipelines/waiting']) {
      app.get(url, async (_request, reply) => reply.code(410).send([]))
    }

    app.get('/pipelines/failedStages', { schema: { querystring: failedQuery } }, async (request) => {
      const { executionId: id, ...options } = request.query
      const execution = await requireExecution(context, id, 'PIPELINE')
      return failedStages(execution, (child) => executions.read(child), options)
    })

    app.get('/pipelines/:id', { schema: { params: executionId } }, async (request) =>
      requireExecution(context, request.params.id, 'PIPELINE'),
    )

    app.delete('/pipelines/:id', { schema: { params: executionId } }, async (request, reply) => {
      await removeExecution(context, request.params.id, 'PIPELINE')
      return reply.code(200).send()
    })

    app.get('/executions/correlated/:id', { schema: { params: executionId } }, async (request) => {
      const found = await executions.correlated(request.params.id)
      return found.filter(({ status }) => !executionStatusIsFinal(status)).map(({ id }) => id)
    })

    app.get('/executions/:id', { schema: { params: executionId } }, async (request) =>
      requireExecution(context, request.params.id),
    )
  }
}
