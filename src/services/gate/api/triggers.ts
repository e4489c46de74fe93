import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import { ulid } from 'ulid'
import { z } from 'zod'
import { callJson, path } from '../../../platform/clients/index.ts'
import { GennakerError, problem } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Backends } from '../backends.ts'
import { findConfig } from './applications.ts'
import { parseBody } from './parameters.ts'

type Json = Record<string, unknown>

const triggerBody = z.looseObject({}).optional()
const startQuery = z.object({
  requestId: z
    .string()
    .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'a ULID is wanted')
    .optional()
    .describe('Becomes the id of the execution: who sends it twice, or again after a lost answer, starts one.'),
})

/** Ways to start a pipeline. All of them know the pipeline first: an unknown one is a 404 and nothing is accepted. */
export function triggerRoutes(backends: Backends): FastifyPluginAsync {
  const { orca } = backends

  async function start(application: string, nameOrId: string, trigger: Json): Promise<{ ref: string }> {
    const pipeline = await find(application, nameOrId)
    requireParameters(pipeline, (trigger.parameters ?? {}) as Json)
    return callJson(orca, { method: 'POST', path: '/orchestrate', body: request(pipeline, trigger) })
  }

  async function find(application: string, nameOrId: string): Promise<Json> {
    return findConfig(backends, application, nameOrId).catch((error: unknown) => {
      if (!(error instanceof GennakerError) || error.status !== 404) throw error
      const what = `(application: ${application}, pipelineNameOrId: ${nameOrId})`
      throw problem('notFound', `Unable to trigger pipeline ${what}. Error: ${error.message}`)
    })
  }

  return async (app) => {
    app.post('/pipelines/start', async (request) =>
      callJson(orca, { method: 'POST', path: '/orchestrate', body: parseBody(z.looseObject({}), request.body) }),
    )
    app.post('/pipelines/:application/:nameOrId', async (request, reply) => {
      const { application, nameOrId } = request.params as { application: string; nameOrId: string }
      return reply.code(202).send(await start(application, nameOrId, triggerOf(request.body)))
    })
    app.post('/applications/:application/pipelineConfigs/:nameOrId', async (request) => {
      const { application, nameOrId } = request.params as { application: string; nameOrId: string }
      return start(application, nameOrId, triggerOf(request.body))
    })
    app.post('/pipelines/v2/:application/:nameOrId', async (request, reply) => {
      const { application, nameOrId } = request.params as { application: string; nameOrId: string }
      const eventId = randomUUID()
      const { requestId } = parseBody(startQuery, request.query, 'query')
      const executionId = requestId ?? ulid()
      const { ref } = await start(application, nameOrId, { ...triggerOf(request.body), eventId, executionId })
      return reply.code(202).send({ eventId, ref })
    })
    app.post('/pipelines/plan', async (asked) =>
      callJson(orca, { method: 'POST', path: '/pipelines/plan', body: parseBody(z.looseObject({}), asked.body) }),
    )
    app.post('/pipelines/:application/:nameOrId/plan', async (asked) => {
      const { application, nameOrId } = asked.params as { application: string; nameOrId: string }
      const pipeline = await find(application, nameOrId)
      return callJson(orca, { method: 'POST', path: '/pipelines/plan', body: request(pipeline, triggerOf(asked.body)) })
    })
    app.put('/pipelines/:id/stages/:stageId/restart', async (request) => {
      const { id, stageId } = request.params as { id: string; stageId: string }
      const body = (await currentConfig(backends, id)) ?? parseBody(triggerBody, request.body) ?? {}
      return callJson(orca, { method: 'PUT', path: path`/pipelines/${id}/stages/${stageId}/restart`, body })
    })
  }
}

/** What Orca is asked to run: the pipeline with its trigger. */
function request(pipeline: Json, trigger: Json): Json {
  return {
    ...pipeline,
    notifications: [...list(pipeline.notifications), ...list(trigger.notifications)],
    trigger,
    ...(trigger.executionId ? { executionId: trigger.executionId } : {}),
  }
}

/** The newest `spin` wraps its trigger in an object; everything else sends it bare. */
function triggerOf(body: unknown): Json {
  const given = parseBody(triggerBody, body) ?? {}
  const wrapped = given.trigger
  const bare =
    typeof wrapped === 'object' && wrapped !== null && Object.keys(given).length === 1 ? (wrapped as Json) : given
  return {
    type: 'manual',
    user: currentIdentity().user ?? 'anonymous',
    ...bare,
    notifications: list(bare.notifications),
  }
}

function requireParameters(pipeline: Json, given: Json): void {
  for (const { name, required, default: preset } of list(pipeline.parameterConfig) as Json[]) {
    const missing = given[String(name)] === undefined && (preset === undefined || preset === null || preset === '')
    if (required === true && missing) throw problem('invalid', `Required parameter ${String(name)} is missing`)
  }
}

/** The pipeline as it is saved now: Orca takes changed preconditions from it when a stage is restarted. */
async function currentConfig({ orca, front50 }: Backends, executionId: string) {
  const execution = await callJson<Json>(orca, { method: 'GET', path: path`/pipelines/${executionId}` })
  const id = execution.pipelineConfigId
  return typeof id === 'string' ? front50.findConfig('pipelines', id) : undefined
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
