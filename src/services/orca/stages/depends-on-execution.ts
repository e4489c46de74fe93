import { z } from 'zod'
import { defineTask, type StageDefinition } from '../stage.ts'
import { text } from '../values.ts'
import { hours, running, seconds, succeeded } from './results.ts'

const successful = ['SUCCEEDED', 'STOPPED', 'SKIPPED']
const complete = [...successful, 'CANCELED', 'TERMINAL', 'FAILED_CONTINUE']

const task = defineTask<'orca'>({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.DependsOnExecutionTask',
  needs: ['orca'],
  backoffMs: seconds(10),
  timeoutMs: hours(2),
  timeoutOverridable: true,
  async run({ context }, { orca }) {
    const { executionType, executionId } = context
    const found = await orca.find(text(executionId) ?? '')
    if (found === undefined || found.type !== String(executionType).toUpperCase())
      return { status: 'TERMINAL', context: { error: `Execution (${executionType}) ${executionId} not found.` } }
    if (successful.includes(found.status)) return succeeded()
    if (!complete.includes(found.status)) return running()
    const reason = `Depended-on execution completed with status ${found.status}`
    return { status: 'CANCELED', context: { reason } }
  },
})

/** Goes on when another execution has succeeded, and is cancelled when that ends otherwise. */
export const dependsOnExecution: StageDefinition = {
  type: 'dependsOnExecution',
  label: 'Depends On Execution',
  schema: z.looseObject({
    executionType: z.string('pipeline, or orchestration').describe('pipeline, or orchestration.'),
    executionId: z.string('give the execution to wait for'),
  }),
  tasks: () => [{ name: 'dependsOnExecution', task }],
}
