import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Execution, Json } from '../model.ts'
import { type OrcaContext, removeExecution, requireExecution } from './context.ts'
import { cancel } from './control.ts'
import { executionId, number, ofApplication, statuses } from './parameters.ts'
import { shownSince } from './summaries.ts'

const listQuery = z.object({
  page: number(1).pipe(z.number().positive()),
  limit: number(3_500).pipe(z.number().positive()),
  statuses,
  startedBefore: number(Number.MAX_SAFE_INTEGER).describe(
    'Milliseconds, not included. Those that have not started are always there. Our own: reads go on behind what was read.',
  ),
})

/** Ad-hoc work, as clients know it: a task with steps and variables (orca: TaskController). */
export function taskRoutes(context: OrcaContext): FastifyPluginAsyncZod {
  const { executions, clock, config } = context
  const list = async (application: string | undefined, query: z.infer<typeof listQuery>) => {
    const found = await executions.tasks({
      application,
      statuses: query.statuses,
      startedAfter: shownSince(clock.now(), config.tasks.controller),
      startedBefore: query.startedBefore,
      limit: query.limit,
      offset: (query.page - 1) * query.limit,
    })
    return found.map(taskView)
  }
  return async (app) => {
    const ofOne = { params: ofApplication, querystring: listQuery }
    app.get('/applications/:application/tasks', { schema: ofOne }, async (request) =>
      list(request.params.application, request.query),
    )
    app.get('/tasks', { schema: { querystring: listQuery } }, async (request) => list(undefined, request.query))

    app.get('/tasks/:id', { schema: { params: executionId } }, async (request) =>
      taskView(await requireExecution(context, request.params.id, 'ORCHESTRATION')),
    )
    app.delete('/tasks/:id', { schema: { params: executionId } }, async (request, reply) => {
      await removeExecution(context, request.params.id, 'ORCHESTRATION')
      return reply.code(200).send()
    })
    app.put('/tasks/cancel', { schema: { body: z.array(z.string()) } }, async (request, reply) => {
      for (const id of request.body) await cancel(context, id, 'ORCHESTRATION')
      return reply.code(202).send()
    })
    app.put('/tasks/:id/cancel', { schema: { params: executionId } }, async (request, reply) => {
      await cancel(context, request.params.id, 'ORCHESTRATION')
      return reply.code(202).send()
    })
  }
}

/** orca: TaskController.convert; a later empty value never replaces one that says something. */
function taskView(execution: Execution): Json {
  const variables = new Map<string, unknown>()
  for (const { context } of execution.stages) {
    for (const [key, value] of Object.entries(context)) {
      if (!variables.has(key) || !isEmpty(value)) variables.set(key, value)
    }
  }
  return {
    id: execution.id,
    name: execution.description ?? '',
    application: execution.application,
    status: execution.status,
    variables: [...variables].map(([key, value]) => ({ key, value })),
    steps: execution.stages.flatMap(({ tasks }) => tasks),
    buildTime: execution.buildTime,
    startTime: execution.startTime,
    endTime: execution.endTime,
    execution,
  }
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
