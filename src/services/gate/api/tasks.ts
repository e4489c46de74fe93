import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { callJson, path } from '../../../platform/clients/index.ts'
import { type Backends, passOn } from '../backends.ts'
import { submitTask } from '../tasks/index.ts'
import { parseBody, parseQuery } from './parameters.ts'

const task = z.looseObject({
  application: z.string().optional(),
  description: z.string().optional(),
  job: z.array(z.looseObject({ type: z.string() })).min(1),
})

const cancelQuery = z.object({
  ids: z.string('name the `ids` of the tasks').transform((text) => text.split(',').filter(Boolean)),
})

export function taskRoutes(backends: Backends): FastifyPluginAsync {
  const { orca, clouddriver } = backends
  return async (app) => {
    app.post('/tasks', async (request) => submitTask(backends, parseBody(task, request.body)))
    app.get('/tasks/:id', passOn(orca))
    app.get(
      '/applications/:application/tasks/:id',
      passOn(orca, ({ id }) => `/tasks/${id}`),
    )
    for (const base of ['', '/applications/:application']) {
      app.get(
        `${base}/tasks/:id/details/:detailsId`,
        passOn(clouddriver, ({ detailsId }) => `/task/${detailsId}`),
      )
      app.put(`${base}/tasks/:id/cancel`, async (request, reply) => {
        await callJson(orca, { method: 'PUT', path: path`/tasks/${(request.params as { id: string }).id}/cancel` })
        return reply.code(200).send()
      })
    }
    app.delete('/tasks/:id', async (request, reply) => {
      await callJson(orca, { method: 'DELETE', path: path`/tasks/${(request.params as { id: string }).id}` })
      return reply.code(200).send()
    })
    app.put('/tasks/cancel', async (request, reply) => {
      const { ids } = parseQuery(cancelQuery, request)
      await callJson(orca, { method: 'PUT', path: '/tasks/cancel', body: ids })
      return reply.code(200).send()
    })
  }
}
