import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { text } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { settingsOf } from '../server-groups/deployment.ts'
import { providerOf } from '../server-groups/location.ts'
import { monitor } from './operation-stage.ts'

const lifecycleKey = 'operationLifecycle'
type Lifecycle = 'BEFORE' | 'AFTER' | 'FAILURE'

const submitTask = defineTask<'clouddriver'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.SubmitCloudOperationTask',
  needs: ['clouddriver'],
  backoffMs: seconds(5),
  timeoutMs: minutes(1),
  async run(stage, { clouddriver }) {
    const operation = text(stage.context.operationType)
    if (operation === undefined) throw new Error('The stage names no operation: set `operationType`.')
    const { id } = await clouddriver.submitOperation({
      provider: providerOf(stage.context),
      operation,
      description: settingsOf(stage.context),
      clientRequestId: stage.requestId(),
    })
    return succeeded(id === undefined ? {} : { 'kato.last.task.id': { id } })
  },
})

const capitalized = (word: string) => word.charAt(0) + word.slice(1).toLowerCase()

function tasksOf({ context, parent }: StageView): readonly PlannedTask[] {
  const lifecycle = parent === undefined ? undefined : text(context[lifecycleKey])
  const which = lifecycle === undefined ? '' : capitalized(lifecycle)
  return [{ name: `submit${which}Operation`, task: submitTask }, monitor(`monitor${which}Operation`)]
}

const part = (context: Json, lifecycle: Lifecycle, name: string) => ({
  type: 'cloudOperation',
  name,
  context: { ...context, [lifecycleKey]: lifecycle },
})

/** Any operation of a cloud by its name, with what the cloud does before, after, and when it fails (orca: CloudOperationStage). */
export const cloudOperation: StageDefinition = {
  type: 'cloudOperation',
  label: 'Cloud Operation',
  schema: z.looseObject({}),
  prepare({ context, parent }) {
    const { [lifecycleKey]: _, ...own } = context
    // Where it is in its course is the stage's own business: nobody writes it.
    return parent === undefined ? own : context
  },
  tasks: tasksOf,
  before({ context, parent }, graph) {
    if (parent === undefined) graph.append(part(context, 'BEFORE', 'Before cloudOperation'))
  },
  after({ context, parent }, graph) {
    if (parent === undefined) graph.append(part(context, 'AFTER', 'After cloudOperation'))
  },
  onFailure({ context, parent }, graph) {
    if (parent === undefined) graph.append(part(context, 'FAILURE', 'Cleanup cloudOperation'))
  },
}
