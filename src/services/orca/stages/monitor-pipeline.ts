import { z } from 'zod'
import type { Json } from '../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../stage.ts'
import { json, list, present, text, texts } from '../values.ts'
import { bindProducedArtifacts } from './artifacts/index.ts'
import { failureOf, outputsOf } from './child-outcome.ts'
import { exception, hours, running, seconds, succeeded } from './results.ts'

const halted = ['TERMINAL', 'CANCELED', 'STOPPED']
const complete = [...halted, 'SUCCEEDED', 'SKIPPED', 'FAILED_CONTINUE']

const monitor = defineTask<'orca'>({
  implementingClass: 'com.netflix.spinnaker.orca.front50.tasks.MonitorPipelineTask',
  needs: ['orca'],
  backoffMs: seconds(15),
  timeoutMs: hours(12),
  timeoutOverridable: true,
  async run(stage, { orca }) {
    const ids = texts(stage.context.executionIds)
    if (ids.length === 0)
      return { status: 'TERMINAL', context: withError(stage, 'no pipeline execution ids to monitor') }
    const executions = await Promise.all(
      ids.map(async (id) => {
        const found = await orca.find(id)
        if (found === undefined) throw exception('ExecutionNotFoundException', `No PIPELINE found for ${id}`)
        return found
      }),
    )
    const executionStatuses = Object.fromEntries(
      executions.map((each) => {
        const { id, status, application } = each
        return [id, present({ status, application, exception: halted.includes(status) ? failureOf(each) : undefined })]
      }),
    )
    const allComplete = executions.every(({ status }) => complete.includes(status))
    const [only] = executions
    const more = executions.length === 1 && allComplete && only !== undefined ? outputsOf(only) : {}
    const outputs = { ...more, executionStatuses }
    if (executions.every(({ status }) => status === 'SUCCEEDED')) return succeeded({}, outputs)
    const anyFailed = executions.some(({ status }) => status === 'TERMINAL' || status === 'STOPPED')
    if (anyFailed && (allComplete || stage.context.monitorBehavior === 'FailFast')) {
      const error = 'At least one monitored pipeline failed, look for errors in failed pipelines'
      return { status: 'TERMINAL', context: withError(stage, error), outputs }
    }
    if (allComplete)
      return { status: 'CANCELED', context: withError(stage, 'At least one monitored pipeline was cancelled'), outputs }
    return { ...running(), outputs }
  },
})

/** Beside the errors that the stage tells of already. */
function withError({ context }: StageView, error: string): Json {
  const before = json(context.exception)
  const details = json(before.details)
  return { exception: { ...before, details: { ...details, errors: [...list(details.errors), error] } } }
}

/** Waits for the end of executions that something else started (orca: MonitorPipelineStage). */
export const monitorPipeline: StageDefinition = {
  type: 'monitorPipeline',
  label: 'Monitor Pipeline',
  schema: z.looseObject({
    executionIds: z
      .union([z.array(z.string().nullable()), z.string()])
      .describe('Whom to wait for.')
      .nullish(),
    monitorBehavior: z.string().describe('WaitForAllToComplete, or FailFast.').nullish(),
    expectedArtifacts: z.array(z.looseObject({})).nullish(),
  }),
  tasks: ({ context }) => [
    { name: 'monitorPipeline', task: monitor },
    ...(text(context.expectedArtifacts) === undefined && !context.expectedArtifacts
      ? []
      : [{ name: 'bindProducedArtifacts', task: bindProducedArtifacts }]),
  ],
}
