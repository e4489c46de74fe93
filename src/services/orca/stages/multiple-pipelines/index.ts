import { z } from 'zod'
import type { Execution, Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView, type TaskResult } from '../../stage.ts'
import { isTrue, json, list, number, objects, present, text, texts } from '../../values.ts'
import { failureOf } from '../child-outcome.ts'
import { exception, hours, running, seconds, succeeded } from '../results.ts'
import { type App, appsOf, hasDuplicates, levelsOf } from './levels.ts'
import { outcomeOf } from './outcome.ts'

const classes = 'com.netflix.spinnaker.orca.front50.tasks'

const parse = defineTask({
  implementingClass: `${classes}.ParsePipelinesYamlTask`,
  run(stage) {
    const { yamlConfig, checkDuplicated, ignoreUncompleted } = stage.context
    const apps = appsOf(yamlConfig)
    if (isTrue(checkDuplicated ?? true) && hasDuplicates(apps)) {
      const error =
        'Detected two or more duplicated arguments and calling the same child_pipeline. You would have the same execution'
      const mapOfApps = Object.fromEntries(apps.map((app) => [app.yamlIdentifier, app]))
      return { status: 'TERMINAL', context: { mapOfApps, ...withErrors(stage, [error]) } }
    }
    return succeeded({
      orderOfExecutions: levelsOf(apps),
      levelNumber: 0,
      yamlConfig: undefined,
      ignoreUncompleted: isTrue(ignoreUncompleted),
    })
  },
})

/** Starts the pipelines of one level; a task that runs again finds those that it has started. */
const run = defineTask<'front50' | 'orca'>({
  implementingClass: `${classes}.RunMultiplePipelinesTask`,
  needs: ['front50', 'orca'],
  async run(stage, { front50, orca }) {
    const { context, execution } = stage
    const levels = list(context.orderOfExecutions) as (readonly App[])[]
    const levelNumber = number(context.levelNumber) ?? 0
    const application = text(context.pipelineApplication) ?? execution.application
    const configs = await front50.listConfigsOf('pipelines', application)
    const started = await Promise.allSettled(
      (levels[levelNumber] ?? []).map(async (app) => {
        const config = configs.find(({ name }) => name === app.child_pipeline)
        if (config === undefined)
          throw exception('ConfigurationException', `The referenced pipeline cannot be located (${app.child_pipeline})`)
        const child = await orca.startChild({
          ...{
            pipelineConfigId: config.id,
            application,
            parent: execution as Execution,
            parentStageId: stage.stage.id,
          },
          ...{ parameters: app.arguments, identifier: app.yamlIdentifier },
        })
        return child.id
      }),
    )
    const executionIds = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const errors = started.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).message] : []))
    const failures = errors.length === 0 ? {} : { outputs: { failureMessage: errors.at(-1) } }
    if (executionIds.length === 0) {
      const reasons = errors.length > 0 ? errors : ['Child Pipelines were not executed']
      return { status: 'TERMINAL', context: withErrors(stage, reasons), ...failures }
    }
    return {
      status: 'SUCCEEDED',
      context: {
        orderOfExecutions: levels.map((level, index) => (index === levelNumber ? [] : level)),
        executionIds,
        orderOfExecutionsSize: levels.length,
        ...(errors.length === 0 ? {} : withErrors(stage, errors)),
      },
      ...failures,
    }
  },
})

const complete = ['SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED', 'SKIPPED', 'FAILED_CONTINUE']
const halted = ['TERMINAL', 'CANCELED', 'STOPPED']

const monitor = defineTask<'orca'>({
  implementingClass: `${classes}.MonitorMultiplePipelinesTask`,
  needs: ['orca'],
  backoffMs: seconds(15),
  timeoutMs: hours(24),
  timeoutOverridable: true,
  async run(stage, { orca }) {
    const { context } = stage
    const children = await Promise.all(
      texts(context.executionIds).map(async (id) => {
        const found = await orca.find(id)
        if (found === undefined) throw exception('ExecutionNotFoundException', `No PIPELINE found for ${id}`)
        return found
      }),
    )
    if (!children.every(({ status }) => complete.includes(status))) {
      return { ...running(), outputs: { executionStatuses: statusesOf(children) } }
    }
    const runMultiplePipelinesOutputs = [...objects(context.runMultiplePipelinesOutputs), ...children.map(outcomeOf)]
    const told = { runMultiplePipelinesOutputs, monitorBehavior: 'WaitForAllToComplete' }
    const levelNumber = number(context.levelNumber) ?? 0
    const isLast = levelNumber >= (number(context.orderOfExecutionsSize) ?? 0) - 1
    const next: TaskResult = { status: 'REDIRECT', context: { ...told, levelNumber: levelNumber + 1 } }
    if (children.every(({ status }) => status === 'SUCCEEDED')) return isLast ? succeeded(told) : next

    const hasFailed = children.some(({ status }) => status === 'TERMINAL' || status === 'STOPPED')
    const error = hasFailed
      ? 'At least one monitored pipeline failed, look for errors in failed pipelines'
      : 'At least one monitored pipeline was cancelled'
    const failed = withErrors(stage, [error])
    if (isTrue(context.ignoreUncompleted) && !isLast) return { ...next, context: { ...next.context, ...failed } }
    return {
      status: hasFailed ? 'TERMINAL' : 'CANCELED',
      context: { ...failed, ...forgotten },
      outputs: { executionStatuses: undefined, executionsList: runMultiplePipelinesOutputs },
    }
  },
})

const statusesOf = (children: readonly Execution[]) =>
  Object.fromEntries(
    children.map((each) => {
      const { id, status, application } = each
      return [id, present({ status, application, exception: halted.includes(status) ? failureOf(each) : undefined })]
    }),
  )

/** What only the tasks need to know of each other. */
const forgotten = { orderOfExecutions: undefined, runMultiplePipelinesOutputs: undefined }

const save = defineTask({
  implementingClass: `${classes}.SaveOutputsForDetailsTask`,
  run: ({ context }) =>
    succeeded(forgotten, {
      executionStatuses: undefined,
      executionsList: objects(context.runMultiplePipelinesOutputs),
    }),
})

/** Beside the errors that the stage tells of already. */
function withErrors({ context }: StageView, errors: readonly string[]): Json {
  const before = json(context.exception)
  const details = json(before.details)
  return { exception: { ...before, details: { ...details, errors: [...list(details.errors), ...errors] } } }
}

/** Runs the pipelines that a document names, those that depend on others after these (orca: RunMultiplePipelinesStage). */
export const runMultiplePipelines: StageDefinition = {
  type: 'runMultiplePipelines',
  label: 'Run Multiple Pipelines',
  schema: z.looseObject({
    yamlConfig: z
      .unknown()
      .describe('A list with a document: {bundle_web: {name: {child_pipeline, arguments, depends_on}}}.'),
    checkDuplicated: z.union([z.boolean(), z.string()]).nullish(),
    ignoreUncompleted: z.union([z.boolean(), z.string()]).nullish(),
  }),
  tasks: () => [
    { name: 'parsePipelinesYamlTask', task: parse },
    {
      loop: [
        { name: 'runMultiplePipelines', task: run },
        { name: 'monitorMultiplePipelinesTask', task: monitor },
      ],
    },
    { name: 'saveOutputsForDetailsTask', task: save },
  ],
}
