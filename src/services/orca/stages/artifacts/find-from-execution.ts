import { z } from 'zod'
import { expectedArtifactsOf, madeBy, resolveExpected } from '../../artifacts/index.ts'
import { defineTask, type StageDefinition } from '../../stage.ts'
import { isTrue, json, text } from '../../values.ts'
import { succeeded } from '../results.ts'

const find = defineTask<'orca'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.artifacts.FindArtifactFromExecutionTask',
  needs: ['orca'],
  async run({ context, execution, stage }, { orca }) {
    const pipeline = text(context.pipeline) ?? ''
    const last = await orca.latestOf(pipeline, statusesOf(json(context.executionOptions)))
    // What this stage found in an earlier execution is not what that execution made.
    const own = execution.pipelineConfigId === pipeline ? stage.refId : undefined
    const made = last === undefined ? [] : madeBy(last, own)
    const expected = expectedArtifactsOf(context.expectedArtifacts ?? context.expectedArtifact)
    const resolved = await resolveExpected(expected, { current: made, unique: false })
    const found = { artifacts: resolved.artifacts, resolvedExpectedArtifacts: resolved.expectedArtifacts }
    return succeeded(found, found)
  },
})

/** The UI writes `successful`, some pipelines `succeeded`; none of them means any status. */
function statusesOf({ successful, succeeded: success, terminal, running }: Record<string, unknown>): string[] {
  return [
    ...(isTrue(successful) || isTrue(success) ? ['SUCCEEDED'] : []),
    ...(isTrue(terminal) ? ['TERMINAL'] : []),
    ...(isTrue(running) ? ['RUNNING'] : []),
  ]
}

/** Takes artifacts over from another pipeline's last execution (orca: FindArtifactFromExecutionStage). */
export const findArtifactFromExecution: StageDefinition = {
  type: 'findArtifactFromExecution',
  label: 'Find Artifacts From Execution',
  schema: z.looseObject({
    application: z.string().nullish(),
    pipeline: z.string('choose the pipeline whose artifacts to find').describe('The id of the pipeline.'),
    executionOptions: z.looseObject({}).describe('Which executions count: successful, terminal, running.').nullish(),
    expectedArtifacts: z.array(z.looseObject({})).nullish(),
  }),
  tasks: () => [{ name: 'findArtifactFromExecution', task: find }],
}
