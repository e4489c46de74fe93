import { z } from 'zod'
import type { Json } from '../model.ts'
import { defineTask, type StageDefinition } from '../stage.ts'
import { succeeded } from './results.ts'
import { objects } from './values.ts'

const evaluate = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.EvaluateVariablesTask',
  run(stage) {
    const variables = objects(stage.context.variables)
    return succeeded(undefined, Object.fromEntries(variables.map(({ key, value }) => [String(key), value])))
  },
})

/** Names values for the stages that follow (orca: EvaluateVariablesStage). */
export const evaluateVariables: StageDefinition = {
  type: 'evaluateVariables',
  label: 'Evaluate Variables',
  schema: z.looseObject({ variables: z.array(z.looseObject({ key: z.string() })).nullish() }),
  tasks: () => [{ name: 'evaluateVariables', task: evaluate }],
  evaluate(context, evaluation) {
    const { variables, ...rest } = context
    const evaluated = evaluation.value(rest) as Json
    if (!Array.isArray(variables)) return evaluated
    return { ...evaluated, variables: evaluation.variables(variables as Json[]) }
  },
}
