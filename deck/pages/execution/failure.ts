import { drawnStages, errorsOf, isActive } from '../../data/execution.ts'
import type { Execution, Json, Stage } from '../../data/shapes.ts'
import { deployedBy } from './deployed.ts'
import { stepsOf } from './stages.ts'

/** What can be done about a failure, the most promising first. */
export type Remedy = 'child' | 'retry' | 'rerun' | 'edit' | 'rollback' | 'logs'

export interface Failure {
  /** The drawn stage that failed first. */
  readonly stage: Stage
  /** The step of it where it went wrong; often the stage itself. */
  readonly at: Stage
  /** The task that failed there. */
  readonly task: string | undefined
  /** What was said about it, in full, the closest to the cause first. */
  readonly messages: readonly string[]
  /** What else is known: operation, kind of exception, status, address. */
  readonly causes: readonly (readonly [what: string, value: string])[]
  /** Pages outside that know more. */
  readonly links: readonly (readonly [words: string, url: string])[]
  /** Another execution, run by the stage, that failed. */
  readonly child: { readonly application: string; readonly id: string } | undefined
  /** What probably helps, in words. */
  readonly advice: string
  readonly remedies: readonly Remedy[]
  /** Other drawn stages that failed too. */
  readonly others: readonly Stage[]
}

/** Why an execution did not succeed; undefined where nothing of it failed. */
export const failureOf = (execution: Execution): Failure | undefined => {
  const failed = drawnStages(execution).filter(endsExecution)
  const noted = failed.length > 0 ? failed : drawnStages(execution).filter(({ status }) => status === 'FAILED_CONTINUE')
  const [stage, ...others] = noted.toSorted((a, b) => (a.endTime ?? Infinity) - (b.endTime ?? Infinity))
  if (!stage) return undefined
  const at = origin(execution, stage)
  const task = (at.tasks ?? []).find(({ status }) => status === 'TERMINAL' || status === 'FAILED_CONTINUE')?.name
  const messages = [...new Set([at, ...stepsOf(execution, stage)].flatMap(errorsOf))]
  const child = childOf(execution, at) ?? childOf(execution, stage)
  const { advice, remedies } = adviceFor({ execution, stage, at, task, messages, child })
  return { stage, at, task, messages, causes: causesOf(at), links: linksOf(at), child, advice, remedies, others }
}

/** A stopped branch ends the execution only where its author said so; a judgment that said stop always tells why. */
const endsExecution = ({ status, context, type }: Stage): boolean =>
  status === 'TERMINAL' ||
  (status === 'STOPPED' && (context?.completeOtherBranchesThenFail === true || type === 'manualJudgment'))

/** The step where it went wrong first: one that failed and has none below it that failed. */
const origin = (execution: Execution, stage: Stage): Stage => {
  const failed = stepsOf(execution, stage).filter(({ status }) => status === 'TERMINAL' || status === 'STOPPED')
  const leaves = failed.filter((each) => !failed.some(({ parentStageId }) => parentStageId === each.id))
  return (
    leaves.find((each) => errorsOf(each).length > 0) ??
    failed.find((each) => errorsOf(each).length > 0) ??
    leaves[0] ??
    stage
  )
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value : typeof value === 'number' ? String(value) : undefined
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

const causesOf = ({ context = {} }: Stage): (readonly [string, string])[] => {
  const exception = object(context.exception)
  const cloud = (Array.isArray(context['kato.tasks']) ? context['kato.tasks'] : [])
    .map((task) => object(object(task).exception))
    .find((each) => Object.keys(each).length > 0)
  const details = object(exception.details)
  const facts: (readonly [string, unknown])[] = [
    ['Operation', exception.operation ?? cloud?.operation],
    ['Kind', exception.exceptionType ?? cloud?.type],
    ['Cause', cloud?.cause],
    ['Status', details.status ?? object(context.webhook).statusCode],
    ['Address', details.url],
    ['Answer', details.responseBody],
  ]
  return facts.flatMap(([what, value]) => {
    const words = text(value)
    return words === undefined || words === 'EXCEPTION' ? [] : [[what, words] as const]
  })
}

/** Only links that lead to the web: what a stage recorded is what some pipeline wrote. */
export const isWeb = (url: unknown): url is string => typeof url === 'string' && /^https?:\/\//i.test(url)

export const linksOf = ({ context = {} }: Stage): (readonly [string, string])[] => {
  const build = object(context.buildInfo)
  const monitor = object(object(context.webhook).monitor)
  const links: (readonly [string, unknown])[] = [
    ['Build', build.url ?? build.fullDisplayUrl],
    ['Build log', build.logUrl ?? object(build.logs).deepLink],
    ['Progress', monitor.progressMessageUrl],
    ['Bake log', context.bakeryDetailUrl],
    ['Logs', object(context.execution).logs ?? context.executionLogs],
    ['Monitor', object(context.deploymentMonitor).supportContact],
  ]
  return links.flatMap(([words, url]) => (isWeb(url) ? [[words, url] as const] : []))
}

/** The execution that a stage runs, where it runs one. */
export const childOf = (execution: Execution, { context = {} }: Stage) => {
  const id = text(context.executionId)
  if (id === undefined) return undefined
  return { id, application: text(context.application) ?? execution.application }
}

interface Circumstances extends Pick<Failure, 'stage' | 'at' | 'task' | 'messages' | 'child'> {
  readonly execution: Execution
}

const adviceFor = (c: Circumstances): Pick<Failure, 'advice' | 'remedies'> => {
  const said = c.messages.join('\n')
  const deployed = deployedBy(c.execution).length > 0
  const back: Remedy[] = deployed ? ['rollback'] : []
  const retry: Remedy[] = isActive(c.execution.status) ? [] : ['retry']
  if (c.child)
    return {
      advice: 'The pipeline that this stage runs failed. Its own page says why.',
      remedies: ['child', ...retry, ...back],
    }
  if (c.at.type === 'manualJudgment') return { advice: 'A person decided to stop here.', remedies: ['rerun', ...back] }
  if (c.at.type === 'checkPreconditions')
    return {
      advice: 'A precondition is not met. Run again with other parameters, or retry once what it looks at has changed.',
      remedies: ['rerun', ...retry, 'edit', ...back],
    }
  if (/expression|EL\d{4}|evaluat/i.test(said) && /failed|could not|EL\d{4}/i.test(said))
    return {
      advice: 'An expression of this stage does not work with these values. Correct it in the pipeline and run again.',
      remedies: ['edit', 'rerun', ...back],
    }
  if (/timed? ?out|timeout|too many requests|throttl|rate exceeded|connection|unavailable|\b50[234]\b/i.test(said))
    return {
      advice: 'This may pass by itself: retry the stage. All that succeeded before it is kept.',
      remedies: [...retry, 'logs', ...back],
    }
  if (c.task !== undefined && /waitFor(Up|RequiredInstances|Healthy|Capacity)/i.test(c.task))
    return {
      advice:
        'The new instances did not become healthy. Look at their health and logs; the version before can be brought back.',
      remedies: ['logs', ...back, ...retry],
    }
  if (/invalid|required|must|missing|not (allowed|found|exist)|denied|unauthori|forbidden|\b4\d\d\b/i.test(said))
    return {
      advice: 'What was asked for was refused. Correct the stage or the parameters, and run again.',
      remedies: ['edit', 'rerun', ...retry, ...back],
    }
  return {
    advice: 'Retry the stage once the cause is gone. All that succeeded before it is kept.',
    remedies: [...retry, 'logs', 'rerun', ...back],
  }
}
