import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { callJson, path } from '../../../platform/clients/index.ts'
import { type Backends, joined, passOn } from '../backends.ts'
import { parseBody } from './parameters.ts'

export function executionRoutes({ orca }: Backends): FastifyPluginAsync {
  const control = (action: string) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { id } = request.params as { id: string }
    const query = joined(request.query as Record<string, string>)
    await callJson(orca, { method: 'PUT', path: `${path`/pipelines/${id}`}/${action}`, query })
    return reply.code(200).send()
  }
  return async (app) => {
    app.get(
      '/executions',
      passOn(orca, () => '/pipelines'),
    )
    app.get(
      '/executions/failedStages',
      passOn(orca, () => '/pipelines/failedStages'),
    )
    app.get(
      '/applications/:application/executions/search',
      passOn(orca, ({ application }) => `/applications/${application}/pipelines/search`),
    )
    app.get('/pipelines/:id', passOn(orca))
    app.delete('/pipelines/:id', async (request, reply) => {
      await callJson(orca, { method: 'DELETE', path: path`/pipelines/${(request.params as { id: string }).id}` })
      return reply.code(200).send()
    })
    for (const action of ['cancel', 'pause', 'resume']) app.put(`/pipelines/:id/${action}`, control(action))
    app.patch('/pipelines/:id/stages/:stageId', async (request) => {
      const { id, stageId } = request.params as { id: string; stageId: string }
      const body = parseBody(z.looseObject({}), request.body)
      return callJson(orca, { method: 'PATCH', path: path`/pipelines/${id}/stages/${stageId}`, body })
    })
    app.get('/pipelines/:id/evaluateExpression', passOn(orca))
    app.get('/pipelines/:id/:stageId/evaluateExpression', passOn(orca))
    app.post('/pipelines/:id/evaluateExpression', async (request) => {
      const { id } = request.params as { id: string }
      const expression =
        typeof request.body === 'string'
          ? request.body
          : parseBody(z.object({ expression: z.string() }), request.body).expression
      return callJson(orca, { method: 'GET', path: path`/pipelines/${id}/evaluateExpression`, query: { expression } })
    })
    app.post('/pipelines/:id/evaluateVariables', async (request) => {
      const { executionId, ...query } = joined(request.query as Record<string, string>)
      const id = String(executionId ?? (request.params as { id: string }).id)
      const body = parseBody(z.array(z.looseObject({})), request.body)
      return callJson(orca, { method: 'POST', path: path`/pipelines/${id}/evaluateVariables`, query, body })
    })
    app.get('/projects/:project/pipelines', passOn(orca))
    app.get('/webhooks/preconfigured', passOn(orca))
    app.get('/jobs/preconfigured', passOn(orca))
    app.get('/capabilities/expressions', passOn(orca))
    app.get('/capabilities/deploymentMonitors', passOn(orca))
  }
}
