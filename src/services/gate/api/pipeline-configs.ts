import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Backends } from '../backends.ts'
import { runConfigTask } from '../tasks/index.ts'
import { flag, historyQuery, parseBody, parseQuery } from './parameters.ts'

const pipelineBody = z.looseObject({ name: z.string(), application: z.string() })
const saveQuery = z.object({ staleCheck: flag.default(false) })
const bulkQuery = z.object({ application: z.string().default('bulk_save_placeholder_app') })
const reorderBody = z.looseObject({
  application: z.string('`application` is required field on request body'),
  idsToIndices: z.record(z.string(), z.number().int(), '`idsToIndices` is required field on request body'),
})

/** Pipelines and strategies as they are saved. Changes run as tasks, so that people see who changed what, and when. */
export function pipelineConfigRoutes(backends: Backends): FastifyPluginAsync {
  const { front50 } = backends
  return async (app) => {
    app.post('/pipelines', async (request, reply) => {
      const pipeline = parseBody(pipelineBody, request.body)
      await runConfigTask(backends, 'Pipeline save', {
        application: pipeline.application,
        description: `Save pipeline '${pipeline.name}'`,
        job: [
          {
            type: 'savePipeline',
            pipeline: base64(pipeline),
            staleCheck: parseQuery(saveQuery, request).staleCheck,
          },
        ],
      })
      return reply.code(200).send()
    })
    app.post('/pipelines/bulksave', async (request) => {
      const pipelines = parseBody(z.array(z.looseObject({})), request.body)
      const { application } = parseQuery(bulkQuery, request)
      const task = await runConfigTask(backends, 'Pipeline bulk save', {
        application,
        description: `Bulk save pipelines`,
        job: [{ type: 'savePipeline', pipelines: base64(pipelines), isBulkSavingPipelines: true }],
      })
      return task.variables?.find(({ key }) => key === 'bulksave')?.value ?? {}
    })
    app.put('/pipelines/:id', async (request) => {
      const { id } = request.params as { id: string }
      const pipeline = parseBody(pipelineBody, request.body)
      if (pipeline.id !== undefined && pipeline.id !== id) {
        throw problem('invalid', `The provided id ${id} doesn't match the existing pipeline id ${pipeline.id}`)
      }
      if (!(await front50.findConfig('pipelines', id))) throw problem('notFound', `Pipeline not found (id: ${id})`)
      await runConfigTask(backends, 'Pipeline update', {
        application: pipeline.application,
        description: `Update pipeline '${pipeline.name}'`,
        job: [{ type: 'updatePipeline', pipeline: base64({ ...pipeline, id }) }],
      })
      return (await front50.findConfig('pipelines', id)) ?? {}
    })
    app.delete('/pipelines/:application/:name', async (request, reply) => {
      const { application, name } = request.params as { application: string; name: string }
      const same = (other: string) => other.trim().toLowerCase() === name.trim().toLowerCase()
      const found = (await front50.listConfigsOf('pipelines', application)).find((pipeline) => same(pipeline.name))
      if (!found) return reply.code(200).send()
      await runConfigTask(backends, 'Pipeline delete', {
        application,
        description: `Delete pipeline '${found.name}'`,
        job: [{ type: 'deletePipeline', pipeline: base64(found) }],
      })
      return reply.code(200).send()
    })
    for (const kind of ['pipelines', 'strategies'] as const) {
      app.post(`/actions/${kind}/reorder`, async (request) => {
        const { application, idsToIndices } = parseBody(reorderBody, request.body)
        return runConfigTask(backends, 'Pipeline reorder', {
          application,
          description: `Reorder ${kind}`,
          job: [
            {
              type: 'reorderPipelines',
              application: base64(application),
              idsToIndices: base64(idsToIndices),
              isStrategy: base64(kind === 'strategies'),
            },
          ],
        })
      })
    }
    app.get('/pipelineConfigs', async () => front50.listConfigs('pipelines'))
    app.get('/pipelineConfigs/:id/history', async (request) =>
      front50.configHistory(
        'pipelines',
        (request.params as { id: string }).id,
        parseQuery(historyQuery, request).limit,
      ),
    )
    app.get('/strategyConfigs', async () => front50.listConfigs('strategies'))
    app.get('/strategyConfigs/:id/history', async (request) =>
      front50.configHistory(
        'strategies',
        (request.params as { id: string }).id,
        parseQuery(historyQuery, request).limit,
      ),
    )
    app.post('/strategies', async (request, reply) => {
      await front50.saveStrategy(parseBody(z.looseObject({}), request.body))
      return reply.code(200).send()
    })
    app.put('/strategies/:id', async (request) =>
      front50.updateStrategy((request.params as { id: string }).id, parseBody(z.looseObject({}), request.body)),
    )
    app.delete('/strategies/:application/:name', async (request, reply) => {
      const { application, name } = request.params as { application: string; name: string }
      await front50.deleteConfig('strategies', application, name)
      return reply.code(200).send()
    })
  }
}

/** As Gate hands configurations to Orca: base64, so that no expression in them is evaluated on the way. */
function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64')
}
