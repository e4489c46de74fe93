import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Stage } from '../model.ts'
import { type OrcaContext, requireExecution } from './context.ts'

const query = z.object({ expression: z.string('`expression` is missing') })
const variables = z.array(z.looseObject({ key: z.string(), value: z.unknown() }))

/** Expressions as an execution, or one of its stages, sees them. */
export function expressionRoutes(context: OrcaContext): FastifyPluginAsync {
  const { expressions } = context
  return async (app) => {
    app.get('/pipelines/:id/evaluateExpression', async (request) => {
      const execution = await requireExecution(context, (request.params as { id: string }).id)
      return expressions.evaluateOne(execution, undefined, query.parse(request.query).expression)
    })
    app.get('/pipelines/:id/:stageId/evaluateExpression', async (request) => {
      const { id, stageId } = request.params as { id: string; stageId: string }
      const execution = await requireExecution(context, id)
      const stage = execution.stages.find((each) => each.id === stageId)
      if (!stage) throw problem('notFound', `Stage not found (id: ${stageId}, execution: ${id})`)
      return expressions.evaluateOne(execution, stage, query.parse(request.query).expression)
    })
    app.post('/pipelines/:id/evaluateVariables', async (request) => {
      const execution = await requireExecution(context, (request.params as { id: string }).id)
      const { requisiteStageRefIds = '' } = request.query as { requisiteStageRefIds?: string }
      const virtual: Stage = {
        id: 'virtual',
        refId: 'virtual',
        type: 'evaluateVariables',
        name: 'evaluateVariables',
        status: 'NOT_STARTED',
        context: {},
        outputs: {},
        tasks: [],
        requisiteStageRefIds: requisiteStageRefIds.split(/[,; ]/).filter(Boolean),
      }
      const given = variables.parse(request.body).map(({ key, value }) => ({ key, value }))
      return expressions.evaluateVariables(execution, virtual, given)
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
    app.get('/capabilities/deploymentMonitors', async () => [])
    app.get('/webhooks/preconfigured', async () => [])
    app.get('/jobs/preconfigured', async () => [])
  }
}
