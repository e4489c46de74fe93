import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { forceCancel, type Hydration, hydrate, messageSchema } from '../engine/index.ts'
import { type OrcaContext, requireExecution } from './context.ts'
import { executionId, flag, number, ofApplication } from './parameters.ts'

const hydrateQuery = z.object({
  dryRun: flag(true),
  executionId: z.string().optional(),
  startMs: number(0),
  endMs: number(Number.MAX_SAFE_INTEGER),
})
const zombieQuery = z.object({ minimumActivity: number(60).describe('Minutes since the execution was built.') })
const kickQuery = z.object({ pipelineConfigId: z.string('`pipelineConfigId` is missing'), purge: flag(false) })

const killed = 'It had no message in the queue any more, and was ended by an administrator.'

/** What operators do when something seems stuck (orca: QueueAdminController). The engine repairs such executions by itself. */
export function queueAdminRoutes(context: OrcaContext): FastifyPluginAsyncZod {
  const { engine, executions, clock } = context

  /** Executions that run, were built before `builtBefore`, and have no message that would move them on. */
  async function zombies(builtBefore: number, application?: string): Promise<string[]> {
    const running = (await executions.unfinished()).filter(({ status }) => status === 'RUNNING').map(({ id }) => id)
    const withMessages = await engine.queue.subjectsWithMessages(running)
    const found = await executions.readAll(
      running.filter((id) => !withMessages.has(id)),
      'none',
    )
    return found
      .filter((each) => each.buildTime < builtBefore && (application ?? each.application) === each.application)
      .map(({ id }) => id)
  }

  async function kill(ids: readonly string[]): Promise<void> {
    for (const id of ids) await engine.change(id, (step) => forceCancel(step, 'admin', killed))
  }

  return async (app) => {
    app.post('/admin/queue/hydrate', { schema: { querystring: hydrateQuery } }, async (request) => {
      const { dryRun, executionId: only, startMs, endMs } = request.query
      const ids = only === undefined ? (await executions.unfinished()).map(({ id }) => id) : [only]
      const found = (await executions.readAll(ids, 'none')).filter(
        ({ status, startTime = 0 }) => status === 'RUNNING' && startTime >= startMs && startTime <= endMs,
      )
      const reports: Record<string, Hydration> = {}
      for (const { id } of found) {
        await engine.change(id, (step) => {
          reports[id] = hydrate(step, !dryRun)
        })
      }
      return { dryRun, executions: reports }
    })

    app.post('/admin/queue/zombies::kill', { schema: { querystring: zombieQuery } }, async (request, reply) => {
      await kill(await zombies(clock.now() - request.query.minimumActivity * 60_000))
      return reply.code(204).send()
    })
    app.post('/admin/queue/zombies/:id([^:]+)::kill', { schema: { params: executionId } }, async (request, reply) => {
      const { id } = await requireExecution(context, request.params.id, undefined, 'none')
      await kill([id])
      return reply.code(204).send()
    })
    app.post(
      '/admin/queue/zombies/application/:application([^:]+)::kill',
      { schema: { params: ofApplication } },
      async (request, reply) => {
        await kill(await zombies(clock.now(), request.params.application))
        return reply.code(204).send()
      },
    )

    app.post('/admin/queue/kickPending', { schema: { querystring: kickQuery } }, async (request, reply) => {
      const { pipelineConfigId, purge } = request.query
      await engine.post({ kind: 'startWaitingExecutions', pipelineConfigId, purgeQueue: purge })
      return reply.code(200).send()
    })
    app.post('/admin/queue/pushMessage', { schema: { body: messageSchema } }, async (request, reply) => {
      await engine.post(request.body)
      return reply.code(200).send()
    })
  }
}
