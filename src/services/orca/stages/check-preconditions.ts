import { z } from 'zod'
import type { Json } from '../model.ts'
import { defineTask, type StageDefinition, type StageView, type TaskDefinition } from '../stage.ts'
import { json, objects, present, text } from '../values.ts'
import { clusterSize } from './cluster-size.ts'
import { exception, seconds, succeeded } from './results.ts'
import { withStrategyParameters } from './server-groups/target-stage.ts'

const tasks = 'com.netflix.spinnaker.orca.pipeline.tasks'

/** What a check is about: its own settings stand in the `context` of its stage's context. */
const settingsOf = ({ context }: StageView) => json(context.context)

/** Holds when its expression is plainly true; where it can't be evaluated, the stage's summary says why. */
const expression = defineTask<'expressions'>({
  implementingClass: `${tasks}.ExpressionPreconditionTask`,
  needs: ['expressions'],
  async run(stage, { expressions }) {
    const settings = settingsOf(stage)
    const template = `\${${text(settings.expression) ?? String(settings.expression ?? 'false')}}`
    const { result, detail } = await expressions.explain(stage, template)
    const failed = Object.keys(detail).length > 0
    const told = failed && result === template ? template.slice(2, -1) : String(result)
    const summary = failed
      ? { expressionEvaluationSummary: { ...json(stage.context.expressionEvaluationSummary), ...detail } }
      : {}
    const context = { context: { ...settings, expressionResult: told }, ...summary }
    return { status: told.toLowerCase() === 'true' ? 'SUCCEEDED' : 'TERMINAL', context }
  },
})

const stageStatus = defineTask({
  implementingClass: `${tasks}.StageStatusPreconditionTask`,
  run(stage) {
    const { stageName, stageStatus: wanted } = settingsOf(stage)
    for (const [name, value] of Object.entries({ name: stageName, status: wanted })) {
      if (text(value) === undefined)
        throw misconfigured(`Stage ${name} is required for preconditions of type stageStatus.`)
    }
    const found = stage.execution.stages.find(({ name }) => name === stageName)
    if (found === undefined) {
      throw misconfigured(`Failed to find stage ${stageName} in execution. Please specify a valid stage name`)
    }
    if (found.status === wanted) return succeeded()
    throw exception(
      'PreconditionFailureException',
      `The status of stage ${stageName} was asserted to be ${wanted}, but was actually ${found.status}`,
    )
  },
})

const clusterSizes = defineTask<'clouddriver'>({
  implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.cluster.ClusterSizePreconditionTask',
  needs: ['clouddriver'],
  backoffMs: seconds(5),
  timeoutMs: seconds(30),
  async run(stage, { clouddriver }) {
    const provider = present({ cloudProvider: stage.context.cloudProvider })
    const { holds, words } = await clusterSize(clouddriver, { ...provider, ...settingsOf(stage) })
    if (holds) return succeeded()
    throw exception('IllegalStateException', words)
  },
})

const noop = defineTask({ implementingClass: `${tasks}.NoopPreconditionTask`, run: () => succeeded() })

const checks: Readonly<Record<string, TaskDefinition>> = { expression, stageStatus, clusterSize: clusterSizes, noop }

const misconfigured = (message: string) => exception('ConfigurationException', message)

/** Checks several conditions side by side, each in a stage of its own (orca: CheckPreconditionsStage). */
export const checkPreconditions: StageDefinition = {
  type: 'checkPreconditions',
  label: 'Check Preconditions',
  schema: z.looseObject({ preconditions: z.array(z.looseObject({ type: z.string().nullish() })).nullish() }),
  prepare: ({ parent, context, execution }) =>
    parent === undefined ? withStrategyParameters(context, execution.trigger) : context,
  tasks({ parent, context }) {
    if (parent === undefined) return []
    const task = checks[String(context.preconditionType)]
    if (task !== undefined) return [{ name: 'checkPrecondition', task }]
    throw exception(
      'IllegalStateException',
      `no Precondition implementation for type ${context.preconditionType ?? null}`,
    )
  },
  before({ parent, context }, graph) {
    if (parent !== undefined) return
    const { preconditions, ...shared } = context
    if (!Array.isArray(preconditions)) {
      throw exception('IllegalArgumentException', 'The stage has no `preconditions`: add one, or remove the stage.')
    }
    const { cluster, regions, credentials, zones } = shared
    for (const precondition of objects(preconditions)) {
      graph.add({
        type: 'checkPreconditions',
        name: `Check precondition (${precondition.type ?? null})`,
        context: {
          ...shared,
          ...precondition,
          type: 'checkPreconditions',
          preconditionType: precondition.type,
          context: { ...present({ cluster, regions, credentials, zones }), ...(precondition.context as Json) },
        },
      })
    }
  },
}
