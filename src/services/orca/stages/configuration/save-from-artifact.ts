import { z } from 'zod'
import { chosenArtifact } from '../../artifacts/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition } from '../../stage.ts'
import { isTrue, json, objects, text } from '../../values.ts'
import { succeeded } from '../results.ts'
import { monitorFront50 } from './front50-monitor.ts'
import { illegalArgument } from './input.ts'
import { savePipeline } from './save-pipeline.ts'

const classes = 'com.netflix.spinnaker.orca.clouddriver.tasks.pipeline'

/** Reads `{application: [pipeline, …], …}`; pipelines of a name that is there already get its id. */
const getPipelines = defineTask<'clouddriver' | 'front50' | 'expressions'>({
  implementingClass: `${classes}.GetPipelinesFromArtifactTask`,
  needs: ['clouddriver', 'front50', 'expressions'],
  async run(stage, { clouddriver, front50, expressions }) {
    const id = text(stage.context.pipelinesArtifactId)
    const choice = { id, inline: stage.context.pipelinesArtifact }
    const artifact = await chosenArtifact(stage, choice, (view, value) => expressions.evaluate(view, value))
    if (artifact === undefined) throw illegalArgument(`No artifact could be bound to '${id}'`)
    const byApplication = pipelinesSchema.safeParse(await clouddriver.fetchArtifact(artifact))
    if (!byApplication.success)
      throw illegalArgument(
        `The artifact ${artifact.name ?? artifact.reference ?? ''} is not JSON of the form {"application": [{pipeline}, …]}: ${byApplication.error.issues[0]?.message}`,
      )
    const pipelinesToSave: Json[] = []
    for (const [application, pipelines] of Object.entries(byApplication.data)) {
      const existing = await front50.listConfigsOf('pipelines', application)
      for (const pipeline of pipelines) {
        const known = existing.find(({ name }) => name === pipeline.name)
        pipelinesToSave.push({ ...pipeline, application, ...(known === undefined ? {} : { id: known.id }) })
      }
    }
    return succeeded({ pipelinesToSave, isSavingMultiplePipelines: true })
  },
})

const pipelinesSchema = z.record(z.string(), z.array(z.looseObject({})))

const prepare = defineTask({
  implementingClass: `${classes}.PreparePipelineToSaveTask`,
  run({ context }) {
    const [next, ...pipelinesToSave] = objects(context.pipelinesToSave)
    if (next === undefined) return { status: 'TERMINAL' }
    return succeeded({
      pipeline: Buffer.from(JSON.stringify(next)).toString('base64'),
      pipelinesToSave,
      isSavingMultiplePipelines: true,
      isExistingPipeline: next.id !== undefined,
    })
  },
})

const checkResults = defineTask({
  implementingClass: `${classes}.CheckPipelineResultsTask`,
  run({ context, stage }) {
    const { application, 'pipeline.name': name, 'pipeline.id': id } = context
    const reference = { application, name, id }
    const isSaved = stage.tasks.find((task) => task.name === 'savePipeline')?.status === 'SUCCEEDED'
    const kind = !isSaved ? failed : isTrue(context.isExistingPipeline) ? 'pipelinesUpdated' : 'pipelinesCreated'
    const lists = Object.fromEntries(
      ['pipelinesCreated', 'pipelinesUpdated', failed].map((key) => {
        const before = objects(context[key])
        return [key, key === kind ? [...before, reference] : before]
      }),
    )
    return succeeded(lists)
  },
})

const failed = 'pipelinesFailedToSave'

const checkForMore = defineTask({
  implementingClass: `${classes}.CheckForRemainingPipelinesTask`,
  run: ({ context }) => ({ status: objects(context.pipelinesToSave).length === 0 ? 'SUCCEEDED' : 'REDIRECT' }),
})

const complete = defineTask({
  implementingClass: `${classes}.SavePipelinesCompleteTask`,
  run({ context }) {
    const names = objects(context[failed]).map(({ application, name }) => `${application}:${name}`)
    if (names.length === 0) return succeeded()
    const error = `Failed to save pipelines: ${names.join(', ')}`
    const before = json(context.exception)
    const details = { error, errors: [error], ...json(before.details) }
    return { status: 'TERMINAL', context: { exception: { ...before, details } } }
  },
})

/** Saves the pipelines that an artifact holds, one after the other (orca: SavePipelinesFromArtifactStage). */
export const savePipelinesFromArtifact: StageDefinition = {
  type: 'savePipelinesFromArtifact',
  label: 'Save Pipelines From Artifact',
  schema: z.looseObject({
    pipelinesArtifactId: z.string().describe('An expected artifact of the pipeline.').nullish(),
    pipelinesArtifact: z.looseObject({}).describe('The artifact itself.').nullish(),
  }),
  tasks: () => [
    { name: 'getPipelinesFromArtifact', task: getPipelines },
    {
      loop: [
        { name: 'preparePipelineToSaveTask', task: prepare },
        { name: 'savePipeline', task: savePipeline },
        { name: 'waitForPipelineSave', task: monitorFront50 },
        { name: 'checkPipelineResults', task: checkResults },
        { name: 'checkForRemainingPipelines', task: checkForMore },
      ],
    },
    { name: 'savePipelinesCompleteTask', task: complete },
  ],
}
