import { z } from 'zod'
import type { ClouddriverClient } from '../../clouddriver/client.ts'
import type { ExecutionStatus, Json } from '../model.ts'
import { defineTask, type StageDefinition, type StageView } from '../stage.ts'
import { clusterSize } from './cluster-size.ts'
import { seconds, succeeded, terminal } from './results.ts'
import { isJson, isTrue, json, objects, present, text } from './values.ts'

/** Whether a precondition holds; throws, with words for people, where it can't be told. */
type Check = (stage: StageView, context: Json, clouddriver: ClouddriverClient) => Finding | Promise<Finding>

interface Finding {
  readonly holds: boolean
  readonly words: string
}

const checks: Readonly<Record<string, Check>> = {
  expression(_stage, context) {
    const { expression, failureMessage } = context
    const holds = isTrue(expression)
    if (!holds && typeof expression === 'string' && expression.toLowerCase() !== 'false') {
      return { holds: false, words: text(failureMessage) ?? `Expression '${expression}' is not a boolean` }
    }
    return { holds, words: text(failureMessage) ?? `Expression is ${String(expression)}` }
  },
  stageStatus(stage, context) {
    const [name, wanted] = [text(context.stageName), text(context.stageStatus) as ExecutionStatus | undefined]
    if (name === undefined || wanted === undefined)
      return { holds: false, words: 'The precondition needs `stageName` and `stageStatus`' }
    const found = stage.execution.stages.find((each) => each.name === name)
    if (found === undefined) return { holds: false, words: `There is no stage named ${name} in this execution` }
    const words = text(context.failureMessage) ?? `The status of stage ${name} is ${found.status}, not ${wanted}`
    return { holds: found.status === wanted, words }
  },
  clusterSize: (stage, context, clouddriver) =>
    clusterSize(clouddriver, { ...present({ cloudProvider: stage.context.cloudProvider }), ...context }),
  noop: () => ({ holds: true, words: '' }),
}

const check = defineTask<'clouddriver'>({
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.PreconditionTask',
  needs: ['clouddriver'],
  backoffMs: seconds(5),
  timeoutMs: (stage) => (stage.context.preconditionType === 'clusterSize' ? seconds(30) : Number.POSITIVE_INFINITY),
  async run(stage, { clouddriver }) {
    const kind = text(stage.context.preconditionType) ?? ''
    const known = checks[kind]
    if (known === undefined)
      return terminal(`There is no precondition of type '${kind}'; there are ${Object.keys(checks).join(', ')}.`)
    const context = isJson(stage.context.context) ? stage.context.context : stage.context
    const { holds, words } = await known(stage, context, clouddriver)
    if (holds) return succeeded()
    return terminal(words, { failureMessage: words })
  },
})

/** Checks several conditions side by side, each in a stage of its own (orca: CheckPreconditionsStage). */
export const checkPreconditions: StageDefinition = {
  type: 'checkPreconditions',
  label: 'Check Preconditions',
  schema: z.looseObject({ preconditions: z.array(z.looseObject({ type: z.string() })).nullish() }),
  tasks: (stage) =>
    stage.parent === undefined && stage.context.preconditionType === undefined
      ? []
      : [{ name: 'checkPrecondition', task: check }],
  before(stage, graph) {
    if (stage.context.preconditionType !== undefined) return
    if (objects(stage.context.preconditions).length === 0)
      throw new Error('The stage has no `preconditions`: add one, or remove the stage.')
    const { cluster, regions, credentials, zones } = stage.context
    for (const precondition of objects(stage.context.preconditions)) {
      const kind = text(precondition.type) ?? ''
      graph.add({
        type: 'checkPreconditions',
        name: `Check precondition (${kind})`,
        context: {
          ...present({ cloudProvider: stage.context.cloudProvider }),
          ...precondition,
          preconditionType: kind,
          context: {
            ...present({ cluster, regions, credentials, zones }),
            ...json(precondition.context),
            ...wrapped(kind, json(precondition.context)),
          },
          failPipeline: precondition.failPipeline ?? true,
        },
      })
    }
  },
  evaluate(context, evaluation) {
    const { preconditions, ...rest } = context
    const evaluated = evaluation.value(rest) as Json
    // The children evaluate their own condition; here it must keep its text.
    return preconditions === undefined ? evaluated : { ...evaluated, preconditions }
  },
}

/** The expression may be written with or without its `${}`. */
function wrapped(kind: string, context: Json): Json {
  const { expression } = context
  if (kind !== 'expression' || typeof expression !== 'string' || expression.includes('${')) return {}
  return { expression: `\${${expression}}` }
}
