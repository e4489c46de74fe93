import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import type { Execution, Json } from '../model.ts'
import { items, type OrcaContext, requireExecution } from './context.ts'
import { cancel, remove } from './executions.ts'

const query = z.object({
  page: z.coerce.number().int().positive().default(1),
  limit: z.coerce.number().int().positive().default(3_500),
  statuses: z.string().optional(),
})
const shownForMs = 14 * 24 * 3_600_000

/** Ad-hoc work, as clients know it: a task with steps and variables. */
export function taskRoutes(context: OrcaContext): FastifyPluginAsync {
  const { executions, clock } = context
  const list = async (application: string | undefined, asked: unknown) => {
    const { page, limit, statuses } = query.parse(asked)
    const wanted = items(statuses)
    const found = await executions.list({
      type: 'ORCHESTRATION',
      ...(application === undefined ? {} : { application }),
      ...(wanted ? { statuses: wanted } : {}),
      builtAfter: clock.now() - shownForMs,
      limit,
      offset: (page - 1) * limit,
    })
    return found.map(taskView)
  }
  return async (app) => {
    app.get('/applications/:application/tasks', async (request) =>
      list((request.params as { application: string }).application, request.query),
    )
    app.get('/tasks', async (request) => list(undefined, request.query))
    app.get('/tasks/:id', async (request) =>
      taskView(await requireExecution(context, (request.params as { id: string }).id, 'ORCHESTRATION')),
    )
    app.delete('/tasks/:id', async (request, reply) => {
      await remove(context, (request.params as { id: string }).id)
      return reply.code(200).send()
    })
    app.put('/tasks/cancel', async (request, reply) => {
      for (const id of z.array(z.string()).parse(request.body)) await cancel(context, id)
      return reply.code(202).send()
    })
    app.put('/tasks/:id/cancel', async (request, reply) => {
      await cancel(context, (request.params as { id: string }).id)
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
