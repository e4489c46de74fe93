import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../../stage.ts'
import { isTrue, present, text } from '../../values.ts'
import { seconds, succeeded } from '../results.ts'
import { monitorFront50 } from './front50-monitor.ts'
import { decoded, ifThere, illegalArgument, objectOf } from './input.ts'
import { updatePipelinePermissions } from './pipeline-permissions.ts'
import { savePipeline } from './save-pipeline.ts'

const remove = defineTask<'front50'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.DeletePipelineTask',
  needs: ['front50'],
  backoffMs: seconds(1),
  timeoutMs: seconds(30),
  async run(stage, { front50 }) {
    if (!('pipeline' in stage.context)) throw illegalArgument('pipeline context must be provided')
    const pipeline = objectOf(stage, 'pipeline')
    const [application, name] = [text(pipeline.application) ?? '', text(pipeline.name) ?? '']
    const id = text(pipeline.id) ?? (await front50.findConfigNamed('pipelines', application, name).catch(ifThere))?.id
    await front50.deleteConfig('pipelines', application, name).catch(ifThere)
    const about = { application, 'pipeline.name': name, 'pipeline.id': id ?? stage.context['pipeline.id'] }
    return succeeded(present({ 'notification.type': 'deletepipeline', ...about }))
  },
})

const reorder = defineTask<'front50'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.ReorderPipelinesTask',
  needs: ['front50'],
  async run(stage, { front50 }) {
    const [idsToIndices, application, isStrategy] = ['idsToIndices', 'application', 'isStrategy'].map((key) =>
      fromGate(stage, key),
    )
    await front50.reorder(isTrue(isStrategy) ? 'strategies' : 'pipelines', {
      application: String(application),
      idsToIndices: idsToIndices as Record<string, number>,
    })
    return succeeded({ 'notification.type': 'reorderpipelines', application })
  },
})

function fromGate(stage: StageView, key: string): unknown {
  if (!(key in stage.context)) throw illegalArgument(`\`${key}\` context key must be provided`)
  try {
    return decoded(stage, key)
  } catch {
    throw illegalArgument(
      `\`${key}\` context key must be a base64-encoded string: Ensure you're on the most recent version of gate`,
    )
  }
}

const schema = z.looseObject({})
const permissions = {
  name: 'updatePipelinePermissions',
  task: updatePipelinePermissions,
  when: ({ settings }: { settings: { tasks: Json } }) => settings.tasks['use-managed-service-accounts'] === true,
}

export const pipelineStages: readonly StageDefinition[] = [
  {
    type: 'savePipeline',
    label: 'savePipeline',
    schema,
    tasks: () => [
      permissions,
      { name: 'savePipeline', task: savePipeline },
      { name: 'waitForPipelineSave', task: monitorFront50 },
    ],
  },
  {
    type: 'updatePipeline',
    label: 'updatePipeline',
    schema,
    tasks: () => [permissions, { name: 'updatePipeline', task: savePipeline }],
  },
  { type: 'deletePipeline', label: 'deletePipeline', schema, tasks: () => [{ name: 'deletePipeline', task: remove }] },
  {
    type: 'reorderPipelines',
    label: 'reorderPipelines',
    schema,
    tasks: () => [{ name: 'reorderPipelines', task: reorder }],
  },
]
