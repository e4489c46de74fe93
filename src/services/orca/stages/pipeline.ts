import { z } from 'zod'
import type { Execution, Json } from '../model.ts'
import { defineTask, type StageDefinition } from '../stage.ts'
import { bindProducedArtifacts } from './artifacts/index.ts'
import { hours, running, seconds, succeeded } from './results.ts'
import { isTrue, json, objects, present, text } from './values.ts'

const start = defineTask<'orca'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.StartPipelineTask',
  needs: ['orca'],
  async run(stage, { orca }) {
    const parameters = parametersOf(stage.context)
    const child = await orca.startChild({
      pipelineConfigId: text(parameters.strategy === true ? stage.context.pipelineId : stage.context.pipeline) ?? '',
      application: text(stage.context.pipelineApplication ?? stage.context.application) ?? stage.execution.application,
      parent: stage.execution as Execution,
      parentStageId: stage.stage.id,
      parameters,
    })
    return succeeded({ executionId: child.id, executionName: child.name ?? '' })
  },
})

/** A pipeline that is another deploy's strategy also learns which images were baked or found for it. */
function parametersOf({ pipelineParameters, deploymentDetails }: Readonly<Json>): Json {
  const parameters = json(pipelineParameters)
  const images = objects(deploymentDetails)
  if (parameters.strategy !== true || images.length === 0) return parameters
  const { region, zone } = parameters
  const own = images.find((each) => (each.region && each.region === region) || (each.zone && each.zone === zone))
  const isChosen = text(parameters.amiName) !== undefined || own === undefined
  return {
    ...parameters,
    deploymentDetails: images.map(({ ami, imageName, imageId, ...where }) =>
      present({ ami, imageName, imageId, ...(where.region ? { region: where.region } : { zone: where.zone }) }),
    ),
    ...(isChosen ? {} : present({ amiName: own.ami, imageId: own.imageId })),
  }
}

const monitor = defineTask<'orca'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.MonitorPipelineTask',
  needs: ['orca'],
  backoffMs: seconds(1),
  timeoutMs: hours(12),
  timeoutOverridable: true,
  async run(stage, { orca }) {
    const id = text(stage.context.executionId) ?? ''
    const child = await orca.find(id)
    if (child === undefined) throw new Error(`The child pipeline's execution ${id} is gone`)
    if (child.status === 'SUCCEEDED')
      return { status: 'SUCCEEDED', context: { status: child.status }, outputs: outputsOf(child) }
    if (!['TERMINAL', 'CANCELED', 'STOPPED', 'SKIPPED', 'FAILED_CONTINUE'].includes(child.status))
      return running({ status: child.status })
    const errors = child.stages.flatMap((each) => reasons(each.name, each.context))
    const error = `Pipeline '${child.name ?? child.id}' ended ${child.status}`
    return {
      status: child.status === 'CANCELED' ? 'CANCELED' : 'TERMINAL',
      context: {
        status: child.status,
        exception: { details: { error, errors: errors.length > 0 ? errors : [error] } },
      },
    }
  },
})

/** Runs another pipeline and, unless told otherwise, waits for its end (orca: PipelineStage). */
export const pipeline: StageDefinition = {
  type: 'pipeline',
  label: 'Pipeline',
  schema: z
    .looseObject({
      pipeline: z.string().nullish(),
      pipelineParameters: z.looseObject({}).nullish(),
      expectedArtifacts: z.array(z.looseObject({})).describe('What the child pipeline is to produce.').nullish(),
    })
    .refine((context) => text(context.pipeline ?? context.pipelineId) !== undefined, 'choose the pipeline to run'),
  tasks: ({ context }) => [
    ...(isTrue(context._skipPipelineRestart) ? [] : [{ name: 'startPipeline', task: start }]),
    ...(context.waitForCompletion === undefined || isTrue(context.waitForCompletion)
      ? [{ name: 'monitorPipeline', task: monitor }]
      : []),
    ...('expectedArtifacts' in context ? [{ name: 'bindProducedArtifacts', task: bindProducedArtifacts }] : []),
  ],
  async cancel(stage, { orca }) {
    const id = text(stage.context.executionId)
    if (id !== undefined) await orca.cancel(id, 'parent pipeline', 'Parent pipeline was cancelled')
  },
  restart(context) {
    const { status: _status, executionId, executionName, ...rest } = context
    return isTrue(context._skipPipelineRestart) ? { ...rest, executionId, executionName } : rest
  },
  canManuallySkip: ({ context }) => isTrue(context.skippable),
}

/** What the child's stages left for others, the later ones on top. */
function outputsOf(child: Execution): Json {
  return Object.assign(
    {},
    ...child.stages.filter(({ parentStageId }) => parentStageId === undefined).map(({ outputs }) => outputs),
  )
}

function reasons(stage: string, context: Json): string[] {
  const { errors, error } = json(json(context.exception).details)
  const found = Array.isArray(errors) && errors.length > 0 ? errors : error === undefined ? [] : [error]
  return found.map((each) => `${stage}: ${String(each)}`)
}
