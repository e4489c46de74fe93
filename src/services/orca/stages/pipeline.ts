import { z } from 'zod'
import type { Execution, Json } from '../model.ts'
import { defineTask, type StageDefinition } from '../stage.ts'
import { isTrue, json, list, objects, present, text } from '../values.ts'
import { bindProducedArtifacts } from './artifacts/index.ts'
import { failureOf, outputsOf } from './child-outcome.ts'
import { hours, running, seconds, succeeded } from './results.ts'

const start = defineTask<'orca'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.StartPipelineTask',
  needs: ['orca'],
  async run(stage, { orca }) {
    const parameters = parametersOf(stage.context)
    const user = text(stage.context.user)
    const child = await orca.startChild({
      pipelineConfigId: text(parameters.strategy === true ? stage.context.pipelineId : stage.context.pipeline) ?? '',
      application: text(stage.context.pipelineApplication ?? stage.context.application) ?? stage.execution.application,
      parent: stage.execution as Execution,
      parentStageId: stage.stage.id,
      parameters,
      ...(user && { user }),
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

const ended = ['SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED', 'SKIPPED', 'FAILED_CONTINUE']
const failed = ['TERMINAL', 'STOPPED']

/** Follows the child, which wakes it when it begins and ends; once it has ended, what its stages left for others is the stage's to leave (orca: MonitorPipelineTask). */
const monitor = defineTask<'orca' | 'settings'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.MonitorPipelineTask',
  needs: ['orca', 'settings'],
  backoffMs: seconds(15),
  timeoutMs: hours(12),
  timeoutOverridable: true,
  async run(stage, { orca, settings }) {
    const id = text(stage.context.executionId)
    if (id === undefined) return { status: 'TERMINAL' }
    const child = await orca.find(id)
    if (child === undefined) throw new Error(`The child pipeline's execution ${id} is gone`)
    const { status } = child
    if (!ended.includes(status)) return running({ status })
    const { skipDownstreamOutput = settings.stages.pipeline?.defaultSkipDownstreamOutput } = stage.context
    const outputs = isTrue(skipDownstreamOutput) ? onlyExpected(stage.context, outputsOf(child)) : outputsOf(child)
    if (status === 'SUCCEEDED') return succeeded({ status }, outputs)
    if (!failed.includes(status)) return { status: 'CANCELED', context: { status }, outputs }
    return { status: 'TERMINAL', context: { status, exception: failureOf(child) }, outputs }
  },
})

/** Of outputs that later stages are not to see: what the next task binds, if anything. */
const onlyExpected = ({ expectedArtifacts }: Readonly<Json>, { artifacts }: Json): Json =>
  list(expectedArtifacts).length > 0 && artifacts !== undefined ? { artifacts } : {}

/** Runs another pipeline and, unless told otherwise, waits for its end (orca: PipelineStage). */
export const pipeline: StageDefinition = {
  type: 'pipeline',
  label: 'Pipeline',
  schema: z.looseObject({
    pipeline: z.string().nullish(),
    pipelineParameters: z.looseObject({}).nullish(),
    expectedArtifacts: z.array(z.looseObject({})).describe('What the child pipeline is to produce.').nullish(),
  }),
  tasks: ({ context }) => [
    ...(text(context.executionId) === undefined ? [{ name: 'startPipeline', task: start }] : []),
    ...(String(context.waitForCompletion ?? true).toLowerCase() === 'false'
      ? []
      : [{ name: 'monitorPipeline', task: monitor }]),
    ...('expectedArtifacts' in context ? [{ name: 'bindProducedArtifacts', task: bindProducedArtifacts }] : []),
  ],
  async cancel(stage, { orca }) {
    const id = text(stage.context.executionId)
    if (id !== undefined) await orca.cancel(id, 'parent pipeline')
  },
  /** A child that runs again itself is kept, and watched. */
  restart({ status: _status, _skipPipelineRestart, ...context }) {
    if (isTrue(_skipPipelineRestart)) return context
    const { executionId: _id, executionName: _name, ...rest } = context
    return rest
  },
  canManuallySkip: ({ context }) => isTrue(context.skippable),
}
