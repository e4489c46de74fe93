import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Stage } from '../model.ts'
import { offeredJobs } from '../stages/jobs/index.ts'
import { offered } from '../stages/webhook/index.ts'
import { type OrcaContext, requireExecution, requireStage } from './context.ts'
import { executionId, stageOfExecution } from './parameters.ts'

const query = z.object({ expression: z.string('`expression` is missing') })
const variablesQuery = z.object({
  requisiteStageRefIds: z
    .string()
    .default('')
    .transform((text) => text.split(/[,; ]/).filter(Boolean))
    .describe('The stages behind which the variables stand; separated by commas, semicolons or spaces.'),
  spelVersion: z.string().optional(),
})
const variables = z.array(z.looseObject({ key: z.string(), value: z.unknown() }))

/** Expressions as an execution, or one of its stages, sees them. */
export function expressionRoutes(context: OrcaContext): FastifyPluginAsyncZod {
  const { expressions, planner } = context
  return async (app) => {
    const ofExecution = { params: executionId, querystring: query }
    app.get('/pipelines/:id/evaluateExpression', { schema: ofExecution }, async (request) => {
      const execution = await requireExecution(context, request.params.id)
      return expressions.tryTemplate(execution, undefined, request.query.expression)
    })

    const ofStage = { params: stageOfExecution, querystring: query }
    app.get('/pipelines/:id/:stageId/evaluateExpression', { schema: ofStage }, async (request) => {
      const execution = await requireExecution(context, request.params.id)
      const stage = requireStage(execution, request.params.stageId)
      return expressions.tryTemplate(execution, stage, request.query.expression)
    })

    const ofVariables = { params: executionId, querystring: variablesQuery, body: variables }
    app.post('/pipelines/:id/evaluateVariables', { schema: ofVariables }, async (request) => {
      const { requisiteStageRefIds, spelVersion } = request.query
      const execution = await requireExecution(context, request.params.id)
      const virtual: Stage = {
        id: 'virtual',
        refId: 'virtual',
        type: 'evaluateVariables',
        name: 'evaluateVariables',
        status: 'NOT_STARTED',
        context: {},
        outputs: {},
        tasks: [],
        requisiteStageRefIds,
      }
      const given = request.body.map(({ key, value }) => ({ key, value }))
      const as = spelVersion === undefined ? execution : { ...execution, spelEvaluator: spelVersion }
      return expressions.evaluateVariables(as, virtual, given)
    })

    app.get('/capabilities/expressions', async () => ({
      functions: expressions.functions,
      spelEvaluators: [
        {
          versionKey: 'v3',
          description: 'Evaluates expressions at the start of the pipeline where possible',
          deprecated: false,
        },
        { versionKey: 'v4', description: 'Evaluates expressions when their stage starts', deprecated: false },
      ],
    }))
    app.get('/capabilities/deploymentMonitors', async () => planner.services.deploymentMonitors?.list ?? [])
    app.get('/installedPlugins', async () => [])
    app.get('/webhooks/preconfigured', async () => {
      const { authorization, settings } = planner.services
      // Who has which roles is not known: nothing that asks for one is offered.
      const roles = await authorization?.rolesOf(currentIdentity().user ?? 'anonymous').catch(() => ({ roles: [] }))
      return offered(settings.webhook, roles?.roles)
    })
    app.get('/jobs/preconfigured', async () => offeredJobs(planner.services.settings.job))
  }
}
