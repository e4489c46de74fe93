import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import { changed, executionMessage, executionStatusIsFinal, push, stageMessage } from '../engine/index.ts'
import type { Execution, Json } from '../model.ts'
import { items, type OrcaContext, requireExecution } from './context.ts'
import { failedStages } from './failed-stages.ts'
import { brief, byStartTime, matchesTrigger, recent } from './lists.ts'

const listQuery = z.object({
  limit: z.coerce.number().int().optional(),
  statuses: z.string().optional(),
  expand: z.enum(['true', 'false']).default('true'),
  pipelineConfigIds: z.string().optional(),
  executionIds: z.string().optional(),
  pipelineNameFilter: z.string().optional(),
})

const searchQuery = z.object({
  triggerTypes: z.string().optional(),
  pipelineName: z.string().optional(),
  eventId: z.string().optional(),
  trigger: z.string().optional(),
  triggerTimeStartBoundary: z.coerce.number().default(0),
  triggerTimeEndBoundary: z.coerce.number().optional(),
  statuses: z.string().optional(),
  startIndex: z.coerce.number().int().nonnegative().default(0),
  size: z.coerce.number().int().positive().default(10),
  reverse: z.enum(['true', 'false']).default('false'),
  expand: z.enum(['true', 'false']).default('false'),
})

const failedQuery = z.object({
  executionId: z.string('`executionId` is missing'),
  deckOrigin: z.string().default(''),
  limit: z.coerce.number().int().default(1),
})

/** How many executions a search looks through for those whose trigger matches. */
const searched = 1_000

export function executionRoutes(context: OrcaContext): FastifyPluginAsync {
  const { engine, executions, front50, clock, planner } = context

  async function ofConfigs(
    configIds: readonly string[],
    limit: number,
    query: z.infer<typeof listQuery>,
  ): Promise<Execution[]> {
    if (limit <= 0) return []
    const statuses = items(query.statuses)
    const bodies = query.expand === 'true'
    const lists = await Promise.all(
      configIds.map((id) =>
        executions.list({ type: 'PIPELINE', configIds: [id], limit, ...(statuses ? { statuses } : {}) }, { bodies }),
      ),
    )
    const found = lists.flatMap((list) => recent(list, clock.now()))
    return found.sort(byStartTime).map((execution) => (bodies ? execution : brief(execution)))
  }

  return async (app) => {
    app.get('/pipelines', async (request) => {
      const query = listQuery.parse(request.query)
      const [configIds, ids] = [items(query.pipelineConfigIds), items(query.executionIds)]
      if (configIds && ids)
        throw problem('invalid', 'Provide either `pipelineConfigIds` or `executionIds`, and not both')
      if (ids) {
        const found = await executions.list({ type: 'PIPELINE', ids })
        return query.expand === 'true' ? found : found.map(brief)
      }
      return configIds ? ofConfigs(configIds, query.limit ?? 1, query) : []
    })
    for (const url of ['/applications/:application/pipelines', '/v2/applications/:application/pipelines']) {
      app.get(url, async (request) => {
        const query = listQuery.parse(request.query)
        const { application } = request.params as { application: string }
        const [pipelines, strategies] = await Promise.all([
          front50.listConfigsOf('pipelines', application),
          front50.listConfigsOf('strategies', application),
        ])
        const wanted = query.pipelineNameFilter?.toLowerCase()
        const configs = [...pipelines, ...strategies].filter(
          ({ name }) => wanted === undefined || name.toLowerCase().includes(wanted),
        )
        return ofConfigs(
          configs.map(({ id }) => String(id)),
          query.limit ?? 5,
          query,
        )
      })
    }
    app.get('/projects/:project/pipelines', async (request) => {
      const project = await front50.findProject((request.params as { project: string }).project)
      const configs = ((project?.config as Json | undefined)?.pipelineConfigs ?? []) as Json[]
      const query = listQuery.parse(request.query)
      return ofConfigs(
        configs.map((each) => String(each.pipelineConfigId)),
        query.limit ?? 5,
        query,
      )
    })
    app.get('/applications/:application/pipelines/search', async (request) => {
      const query = searchQuery.parse(request.query)
      const { application } = request.params as { application: string }
      const statuses = items(query.statuses)
      const types = items(query.triggerTypes)
      const pattern = query.trigger === undefined ? undefined : decodeTrigger(query.trigger)
      const found = await executions.list(
        {
          type: 'PIPELINE',
          ...(application === '*' ? {} : { application }),
          ...(statuses ? { statuses } : {}),
          builtAfter: query.triggerTimeStartBoundary - 1,
          ...(query.triggerTimeEndBoundary === undefined ? {} : { builtBefore: query.triggerTimeEndBoundary + 1 }),
          oldestFirst: query.reverse === 'true',
          limit: searched,
        },
        { bodies: query.expand === 'true' },
      )
      return found
        .filter(
          ({ name, trigger }) =>
            (query.pipelineName === undefined || name === query.pipelineName) &&
            (types === undefined || types.includes('*') || types.includes(String(trigger.type))) &&
            (query.eventId === undefined || trigger.eventId === query.eventId) &&
            (pattern === undefined || matchesTrigger(pattern, trigger)),
        )
        .slice(query.startIndex, query.startIndex + query.size)
        .map((execution) => (query.expand === 'true' ? execution : brief(execution)))
    })
    for (const url of ['/pipelines/running', '/pipelines/waiting'])
      app.get(url, async (_request, reply) => reply.code(410).send([]))
    app.get('/pipelines/failedStages', async (request) => {
      const { executionId, deckOrigin, limit } = failedQuery.parse(request.query)
      const execution = await requireExecution(context, executionId, 'PIPELINE')
      return failedStages(execution, (id) => executions.read(id), { deckOrigin, limit })
    })
    app.get('/executions/correlated/:id', async (request) => {
      const found = await executions.correlated((request.params as { id: string }).id)
      return found.filter(({ status }) => !executionStatusIsFinal(status)).map(({ id }) => id)
    })
    app.get('/pipelines/:id', async (request) =>
      requireExecution(context, (request.params as { id: string }).id, 'PIPELINE'),
    )
    app.delete('/pipelines/:id', async (request, reply) => {
      await remove(context, (request.params as { id: string }).id)
      return reply.code(200).send()
    })
    app.put('/pipelines/:id/cancel', async (request, reply) => {
      const { reason } = request.query as { reason?: string }
      await cancel(context, (request.params as { id: string }).id, reason)
      return reply.code(202).send()
    })
    app.put('/pipelines/:id/pause', async (request, reply) => {
      const { id } = request.params as { id: string }
      await requireExecution(context, id)
      const user = currentIdentity().user ?? 'anonymous'
      await engine.change(id, (step) => {
        if (step.execution.status !== 'RUNNING') return
        step.execution.status = 'PAUSED'
        step.execution.paused = { pausedBy: user, pauseTime: step.now, paused: true, pausedMs: 0 }
        step.changes.execution = true
      })
      return reply.code(202).send()
    })
    app.put('/pipelines/:id/resume', async (request, reply) => {
      const { id } = request.params as { id: string }
      await requireExecution(context, id)
      const user = currentIdentity().user ?? 'anonymous'
      await engine.change(id, (step) => {
        const { execution, now } = step
        if (execution.status !== 'PAUSED') return
        execution.status = 'RUNNING'
        const pauseTime = execution.paused?.pauseTime ?? now
        execution.paused = {
          ...execution.paused,
          resumedBy: user,
          resumeTime: now,
          paused: false,
          pausedMs: now - pauseTime,
        }
        step.changes.execution = true
        push(step, executionMessage('resumeExecution', execution))
      })
      return reply.code(202).send()
    })
    app.patch('/pipelines/:id/stages/:stageId', async (request) => {
      const { id, stageId } = request.params as { id: string; stageId: string }
      const patch = z.looseObject({}).parse(request.body)
      const { user = 'anonymous', accounts } = currentIdentity()
      const before = await requireExecution(context, id)
      const target = before.stages.find((stage) => stage.id === stageId)
      if (!target) throw problem('notFound', `Stage not found (id: ${stageId}, execution: ${id})`)
      const definition = planner.find(target)
      if (patch.manualSkip === true && target.context.canManuallySkip !== true && !definition?.canManuallySkip) {
        throw problem('notAllowed', `Stage '${target.name}' can't be skipped by hand.`)
      }
      return engine.change(id, (step) => {
        const stage = step.execution.stages.find((each) => each.id === stageId)
        if (!stage) return
        stage.context = { ...stage.context, ...patch, lastModifiedBy: user }
        stage.lastModified = { user, allowedAccounts: [...accounts], lastModifiedTime: step.now }
        changed(step, stage)
        push(step, executionMessage('rescheduleExecution', step.execution))
      })
    })
    app.put('/pipelines/:id/stages/:stageId/restart', async (request) => {
      const { id, stageId } = request.params as { id: string; stageId: string }
      const execution = await requireExecution(context, id)
      const stage = execution.stages.find((each) => each.id === stageId)
      if (!stage) throw problem('notFound', `Stage not found (id: ${stageId}, execution: ${id})`)
      await engine.post({
        ...stageMessage('restartStage', execution, stage),
        user: currentIdentity().user ?? 'anonymous',
      })
      return execution
    })
  }
}

/** Asks the engine to end an execution; 404 when there is none. */
export async function cancel(context: OrcaContext, id: string, reason?: string): Promise<void> {
  const execution = await requireExecution(context, id)
  const user = currentIdentity().user ?? 'anonymous'
  await context.engine.post({ ...executionMessage('cancelExecution', execution), user, ...(reason ? { reason } : {}) })
}

/** Deletes an execution that has ended; 409 while it runs. */
export async function remove(context: OrcaContext, id: string): Promise<void> {
  const { status } = await requireExecution(context, id)
  if (!executionStatusIsFinal(status))
    throw problem('conflict', `Execution ${id} is ${status} and can't be deleted; cancel it first.`)
  await context.executions.remove(id)
}

function decodeTrigger(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8'))
  } catch {
    throw problem('invalid', 'The parameter `trigger` must be JSON in base64.')
  }
}
