import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Json } from '../model.ts'
import type { OrcaContext } from './context.ts'
import { flag, number, ofApplication, statuses } from './parameters.ts'
import { executionsOfConfigs } from './summaries.ts'

const listQuery = z.object({ limit: number(5).describe('Of each pipeline.'), statuses, expand: flag(true) })
const applicationQuery = listQuery.extend({
  pipelineNameFilter: z.string().optional().describe('A part of the names of pipelines, ignoring case.'),
  pipelineLimit: z.coerce.number().int().nonnegative().optional().describe('How many pipelines are looked at.'),
})
const ofProject = z.object({ project: z.string() })

/** The executions of all pipelines of an application, and of those that a project names (orca: TaskController). */
export function applicationPipelineRoutes(context: OrcaContext): FastifyPluginAsyncZod {
  const { front50, config } = context
  const leavesDisabledOut = config.tasks.controller['exclude-executions-of-disabled-pipelines']
  return async (app) => {
    const schema = { params: ofApplication, querystring: applicationQuery }
    for (const url of ['/applications/:application/pipelines', '/v2/applications/:application/pipelines']) {
      app.get(url, { schema }, async (request) => {
        const { pipelineNameFilter, pipelineLimit, ...query } = request.query
        if (query.limit <= 0) return []
        const which = {
          ...(pipelineNameFilter === undefined ? {} : { pipelineNameFilter }),
          ...(pipelineLimit === undefined ? {} : { pipelineLimit }),
        }
        const { application } = request.params
        const [pipelines, strategies] = await Promise.all([
          front50.listConfigsOf('pipelines', application, which),
          front50.listConfigsOf('strategies', application),
        ])
        const wanted = pipelineNameFilter?.toLowerCase() ?? ''
        const configs = [...pipelines, ...strategies.filter(({ name }) => name.toLowerCase().includes(wanted))]
        const shown = leavesDisabledOut ? configs.filter(({ disabled }) => disabled !== true) : configs
        return executionsOfConfigs(
          context,
          shown.map(({ id }) => id),
          query,
        )
      })
    }

    app.get(
      '/projects/:project/pipelines',
      { schema: { params: ofProject, querystring: listQuery } },
      async (request) => {
        const project = await front50.findProject(request.params.project)
        if (!project) throw problem('notFound', `Project not found (id: ${request.params.project})`)
        const configs = (project.config?.['pipelineConfigs'] ?? []) as Json[]
        return executionsOfConfigs(
          context,
          configs.map((each) => String(each['pipelineConfigId'])),
          request.query,
        )
      },
    )
  }
}
