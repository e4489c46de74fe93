import type { Front50Client } from '../../../front50/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageView } from '../../stage.ts'
import { isTrue, objects, present, text } from '../../values.ts'
import { seconds, succeeded } from '../results.ts'
import { decoded, illegalArgument, objectOf, stableId } from './input.ts'
import { runsAsNobodyElse } from './pipeline-permissions.ts'

/** Saves one pipeline, or many with `isBulkSavingPipelines` (orca: SavePipelineTask). */
export const savePipeline = defineTask<'front50'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.SavePipelineTask',
  needs: ['front50'],
  backoffMs: seconds(1),
  timeoutMs: seconds(30),
  async run(stage, { front50 }) {
    const { context } = stage
    const staleCheck = isTrue(context.staleCheck)
    if (isTrue(context.isBulkSavingPipelines)) {
      if (!('pipelines' in context))
        throw illegalArgument('pipelines context must be provided when saving multiple pipelines')
      const pipelines = await Promise.all(
        objects(decoded(stage, 'pipelines')).map((each) => prepared(stage, each, front50)),
      )
      const bulksave = await front50.savePipelines(pipelines, { staleCheck })
      return succeeded(present({ ...about, application: context.application, bulksave }))
    }
    if (!('pipeline' in context))
      throw illegalArgument('pipeline context must be provided when saving a single pipeline')
    const pipeline = await prepared(stage, objectOf(stage, 'pipeline'), front50)
    const saved = { ...about, application: context.application ?? pipeline.application, 'pipeline.name': pipeline.name }
    try {
      const { id } = (await front50.savePipeline(pipeline, { staleCheck })) ?? {}
      return succeeded(present({ ...saved, 'pipeline.id': id ?? pipeline.id }))
    } catch (error) {
      // Of many that are saved one after the other, the rest is saved all the same.
      if (!isTrue(context.isSavingMultiplePipelines)) throw error
      return { status: 'FAILED_CONTINUE', context: present({ ...saved, 'pipeline.id': context['pipeline.id'] }) }
    }
  },
})

const about = { 'notification.type': 'savepipeline' }

/**
 * The pipeline as it is saved: in the place among the others that it has, run as its service account, and, when it is new,
 * with an id of this task's, so that a task that runs again does not save it twice.
 */
async function prepared(stage: StageView, given: Json, front50: Front50Client): Promise<Json> {
  const { context } = stage
  const id = text(given.id)
  const index = 'index' in given || id === undefined ? undefined : (await front50.findConfig('pipelines', id))?.index
  const pipeline = runsAsNobodyElse(
    index === undefined ? given : { ...given, index },
    text(context['pipeline.serviceAccount']),
  )
  if (id !== undefined) return pipeline
  const own = isTrue(context.isSavingMultiplePipelines) ? undefined : text(context['pipeline.id'])
  // Also when the stage is run again. A task in a loop saves one after the other: names keep their ids apart.
  const fresh = stableId(`${stage.stage.id} pipeline ${JSON.stringify([given.application, given.name])}`)
  return { ...pipeline, id: own ?? fresh, regenerateCronTriggerIds: true }
}
