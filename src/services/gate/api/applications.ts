import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { callJson, path } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { findApplication, listApplications } from '../applications/index.ts'
import { type Backends, joined, passOn } from '../backends.ts'
import type { GateConfig } from '../config.ts'
import { submitTask } from '../tasks/index.ts'
import { count, flag, historyQuery, parseBody, parseQuery } from './parameters.ts'

const application = z.object({ application: z.string() })
const configFilter = z.object({
  pipelineNameFilter: z.string().optional(),
  pipelineLimit: count,
})
const listQuery = z.object({ account: z.string().optional(), owner: z.string().optional() })
const findQuery = z.object({ expand: flag.default(true) })
const taskBody = z.looseObject({ job: z.array(z.looseObject({})) })

export function applicationRoutes(backends: Backends, config: GateConfig): FastifyPluginAsync {
  const { front50, orca } = backends
  return async (app) => {
    app.get('/applications', async (request) => {
      const query = parseQuery(listQuery, request)
      return listApplications(backends, query)
    })
    app.get('/applications/:application', async (request) => {
      const { expand } = parseQuery(findQuery, request)
      return findApplication(backends, application.parse(request.params).application, expand)
    })
    app.get('/applications/:application/history', async (request) => {
      const { limit } = parseQuery(historyQuery, request)
      return front50.applicationHistory(application.parse(request.params).application, limit)
    })
    app.get('/applications/:application/tasks', passOn(orca))
    app.post('/applications/:application/tasks', async (request) => {
      const task = parseBody(taskBody, request.body)
      return submitTask(backends, { ...task, application: application.parse(request.params).application })
    })
    app.get('/applications/:application/pipelines', async (request) => {
      const query = request.query as Record<string, string | string[]>
      return callJson(orca, {
        method: 'GET',
        path: path`/v2/applications/${application.parse(request.params).application}/pipelines`,
        query: { limit: config.gate.execution.fetch.limit, ...joined(query) },
      })
    })
    app.put('/applications/:application/pipelines/:id/cancel', async (request, reply) => {
      const { id } = request.params as { id: string }
      const query = joined(request.query as Record<string, string>)
      await callJson(orca, { method: 'PUT', path: path`/pipelines/${id}/cancel`, query })
      return reply.code(200).send()
    })
    app.get('/applications/:application/pipelineConfigs', async (request) => {
      const { pipelineNameFilter, pipelineLimit } = parseQuery(configFilter, request)
      return front50.listConfigsOf('pipelines', application.parse(request.params).application, {
        ...(pipelineNameFilter === undefined ? {} : { pipelineNameFilter }),
        ...(pipelineLimit === undefined ? {} : { pipelineLimit }),
      } as never)
    })
    app.get('/applications/:application/pipelineConfigs/:nameOrId', async (request) => {
      const { application: name, nameOrId } = request.params as { application: string; nameOrId: string }
      return findConfig(backends, name, nameOrId)
    })
    app.get('/applications/:application/strategyConfigs', async (request) =>
      front50.listConfigsOf('strategies', application.parse(request.params).application),
    )
    app.get('/applications/:application/strategyConfigs/:name', async (request) => {
      const { application: owner, name } = request.params as { application: string; name: string }
      const found = (await front50.listConfigsOf('strategies', owner)).find((strategy) => strategy.name === name)
      if (!found) throw problem('notFound', `Strategy config not found (id: ${name})`)
      return found
    })
  }
}

/** A pipeline by its exact name in the application, else by id; 404 in Gate's words. */
export async function findConfig({ front50 }: Backends, application: string, nameOrId: string) {
  const named = await front50.findConfigNamed('pipelines', application, nameOrId)
  const found = named?.name === nameOrId ? named : await front50.findConfig('pipelines', nameOrId)
  if (found) return found
  throw problem('notFound', `Pipeline configuration not found (nameOrId: ${nameOrId} in application ${application})`)
}
