import { z } from 'zod'
import { restoreVariables } from '../../../lib/spel/index.ts'
import type { Json } from '../model.ts'
import { defineTask, type StageDefinition } from '../stage.ts'
import { objects, text } from '../values.ts'
import { exception, succeeded } from './results.ts'

const evaluate = defineTask({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.EvaluateVariablesTask',
  run(stage) {
    if (!Array.isArray(stage.context.variables)) {
      throw exception('IllegalArgumentException', 'The stage has no `variables`: add one, or remove the stage.')
    }
    const named = objects(stage.context.variables).flatMap(({ key, value }): [string, unknown][] => {
      const name = text(key)
      return name === undefined ? [] : [[name, value]]
    })
    return succeeded(undefined, Object.fromEntries(named))
  },
})

/** Names values for the stages that follow (orca: EvaluateVariablesStage). */
export const evaluateVariables: StageDefinition = {
  type: 'evaluateVariables',
  label: 'Evaluate Variables',
  schema: z.looseObject({
    variables: z.array(z.looseObject({ key: z.union([z.string(), z.number()]).nullish() })).nullish(),
  }),
  tasks: () => [{ name: 'evaluateVariables', task: evaluate }],
  evaluate(context, evaluation) {
    const { variables, ...rest } = context
    const evaluated = evaluation.value(rest) as Json
    if (!Array.isArray(variables)) return evaluated
    return { ...evaluated, variables: evaluation.variables(variables as Json[]) }
  },
  forgetsOutputs: true,
  restart(context) {
    if (!Array.isArray(context.variables)) return context
    return { ...context, variables: restoreVariables(context.variables) }
  },
}
