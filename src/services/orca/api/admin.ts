import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { forceCancel } from '../engine/index.ts'
import { type Execution, executionStatuses } from '../model.ts'
import { type OrcaContext, requireExecution } from './context.ts'

const enabledBody = z.object({ enabled: z.union([z.boolean(), z.stringbool()]) })
const executionType = z.enum(['PIPELINE', 'ORCHESTRATION']).default('PIPELINE')
const cancelQuery = z.object({
  executionId: z.string('`executionId` is missing'),
  executionType,
  canceledBy: z.string().default('admin'),
})

const status = z.enum(executionStatuses)
const object = z.looseObject({})
const stage = z.looseObject({
  id: z.string(),
  refId: z.string(),
  type: z.string(),
  name: z.string(),
  status,
  context: object.default({}),
  outputs: object.default({}),
  tasks: z.array(object).default([]),
  requisiteStageRefIds: z.array(z.string()).default([]),
})
/** An execution that has ended, as `GET /pipelines/{id}` shows it. */
const imported = z.looseObject({
  type: z.enum(['PIPELINE', 'ORCHESTRATION']),
  id: z.string().min(1),
  application: z.string(),
  status: z.enum(
    ['CANCELED', 'SUCCEEDED', 'TERMINAL'],
    'only CANCELED, SUCCEEDED and TERMINAL executions are imported',
  ),
  buildTime: z.number(),
  canceled: z.boolean().default(false),
  limitConcurrent: z.boolean().default(false),
  maxConcurrentExecutions: z.number().default(0),
  keepWaitingPipelines: z.boolean().default(false),
  stages: z.array(stage),
  authentication: z.looseObject({ allowedAccounts: z.array(z.string()).default([]) }).prefault({}),
  trigger: object.default({}),
  notifications: z.array(object).default([]),
  initialConfig: object.default({}),
  systemNotifications: z.array(object).default([]),
})

/** For operators; Gate lets only administrators through (orca: AdminController, ExecutionImportController). */
export function adminRoutes(context: OrcaContext): FastifyPluginAsyncZod {
  const { engine, executions, config } = context
  return async (app) => {
    app.post('/admin/instance/enabled', { schema: { body: enabledBody } }, async (request, reply) => {
      engine.setEnabled(request.body.enabled)
      return reply.code(200).send()
    })

    app.put('/admin/forceCancelExecution', { schema: { querystring: cancelQuery } }, async (request, reply) => {
      const { executionId, executionType: type, canceledBy } = request.query
      await requireExecution(context, executionId, type, 'none')
      await engine.change(executionId, (step) => forceCancel(step, canceledBy))
      return reply.code(200).send()
    })

    // No execution is bound to a process: whoever drains this one waits for what it is working on right now.
    app.get('/executions/activeByInstance', async () => {
      const { worker, underWay } = engine.activity()
      return { [worker]: { overdue: false, count: underWay } }
    })

    if (!config.executions.import.enabled) return
    app.post('/admin/executions', { schema: { body: imported } }, async (request, reply) => {
      const execution = request.body as unknown as Execution
      if (await executions.read(execution.id, 'none')) {
        throw problem('invalid', `Execution ${execution.id} exists already and was not imported.`)
      }
      await engine.begin(execution)
      const { id: executionId, status: executionStatus, stages } = execution
      return reply.code(201).send({ executionId, executionStatus, totalStages: stages.length })
    })
  }
}
