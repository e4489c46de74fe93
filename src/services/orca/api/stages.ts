import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import { changed, patchStage, stageMessage, viewOf } from '../engine/index.ts'
import type { Execution, Json, Stage } from '../model.ts'
import { type OrcaContext, requireExecution, requireStage } from './context.ts'
import { theUser } from './control.ts'
import { stageOfExecution } from './parameters.ts'

const patchBody = z.looseObject({ manualSkip: z.unknown().optional() })
const restartBody = z
  .looseObject({ stages: z.array(z.looseObject({})).nullish().catch(undefined) })
  .nullish()
  .describe('The pipeline as it is saved now, or nothing.')

/** What people do to one stage of an execution: judge, skip, restart (orca: TaskController). */
export function stageRoutes(context: OrcaContext): FastifyPluginAsyncZod {
  const { engine, planner } = context
  return async (app) => {
    const patch = { params: stageOfExecution, body: patchBody }
    app.patch('/pipelines/:id/stages/:stageId', { schema: patch }, async (request) => {
      const { id, stageId } = request.params
      const { user = 'anonymous', accounts } = currentIdentity()
      const execution = await requireExecution(context, id, 'PIPELINE')
      const target = requireStage(execution, stageId)
      if (request.body.manualSkip === true && !mayBeSkipped(execution, target)) {
        throw problem('notAllowed', `Stage '${target.name}' can't be skipped by hand.`)
      }
      return engine.change(id, (step) => patchStage(step, stageId, request.body, { user, accounts }))
    })

    const restart = { params: stageOfExecution, body: restartBody }
    app.put('/pipelines/:id/stages/:stageId/restart', { schema: restart }, async (request) => {
      const { id, stageId } = request.params
      const execution = await requireExecution(context, id, 'PIPELINE')
      const stage = requireStage(execution, stageId)
      const saved = (request.body?.stages ?? []) as readonly Json[]
      if (withChangedPreconditions(execution, saved).length > 0) {
        await engine.change(id, (step) => {
          for (const each of withChangedPreconditions(step.execution, saved)) {
            each.stage.context = { ...each.stage.context, preconditions: each.preconditions }
            changed(step, each.stage)
          }
        })
      }
      await engine.post({ ...stageMessage('restartStage', execution, stage), user: theUser() })
      return execution
    })
  }

  function mayBeSkipped(execution: Execution, stage: Stage): boolean {
    return planner.find(stage)?.canManuallySkip?.(viewOf(execution, stage)) === true
  }
}

/** Stages that check preconditions, with what their pipeline asks for now: a restart is to go by that (orca: updatePreconditions). */
function withChangedPreconditions(
  { stages }: Execution,
  saved: readonly Json[],
): { stage: Stage; preconditions: unknown }[] {
  return stages.flatMap((stage) => {
    if (stage.type !== 'checkPreconditions' || stage.parentStageId !== undefined) return []
    const now = saved.find(({ refId, type }) => String(refId) === stage.refId && type === stage.type)
    const preconditions = now?.['preconditions']
    const isNew = JSON.stringify(preconditions) !== JSON.stringify(stage.context['preconditions'])
    return Array.isArray(preconditions) && isNew ? [{ stage, preconditions }] : []
  })
}
