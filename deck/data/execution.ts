import { byRefId, phasesOf } from './phases.ts'
import type { Execution, ExecutionStatus, Json, Stage } from './shapes.ts'

const ACTIVE: readonly ExecutionStatus[] = ['NOT_STARTED', 'RUNNING', 'PAUSED', 'SUSPENDED', 'BUFFERED']

export const isActive = (status: ExecutionStatus): boolean => ACTIVE.includes(status)

export const isFailed = (status: ExecutionStatus): boolean => status === 'TERMINAL' || status === 'FAILED_CONTINUE'

/** Stages that came without a refId are their own. */
export const keyOf = ({ refId, id }: Stage): string => refId ?? id

/** The stages a person drew, in the order of the stock addresses (`?stage=2`): by longest path from a root, then by refId. */
export const drawnStages = (execution: Pick<Execution, 'stages'>): Stage[] => {
  const drawn = (execution.stages ?? []).filter((stage) => !stage.parentStageId)
  const { phaseOf } = phasesOf(drawn.map((stage) => ({ key: keyOf(stage), after: stage.requisiteStageRefIds ?? [] })))
  const phase = (stage: Stage): number => phaseOf.get(keyOf(stage)) ?? 0
  return drawn.toSorted((a, b) => phase(a) - phase(b) || byRefId(keyOf(a), keyOf(b)))
}

/** A stage and all that the engine put around it (before and after stages, at any depth), itself first. */
export const withSynthetic = (execution: Execution, stage: Stage): Stage[] => {
  const children = execution.stages.filter((other) => other.parentStageId === stage.id && other.id !== stage.id)
  return [stage, ...children.flatMap((child) => withSynthetic(execution, child))]
}

/** Whether a stage that ended may be run once more; what succeeded or was passed over is not. */
export const isRestartable = ({ status }: Stage): boolean =>
  !isActive(status) && !['SUCCEEDED', 'SKIPPED', 'REDIRECT'].includes(status)

/** Where an execution that did not go well can be taken up again: the drawn stages that stopped it, in their order. */
export const restartPoints = (execution: Execution): Stage[] =>
  execution.status === 'SUCCEEDED'
    ? []
    : drawnStages(execution).filter(({ status }) => ['TERMINAL', 'STOPPED', 'CANCELED'].includes(status))

/** It runs, and what it runs is that a person decides. */
export const needsJudgment = ({ type, status }: Stage): boolean => type === 'manualJudgment' && status === 'RUNNING'

/** Judgments that wait for a person now. */
export const openJudgments = (execution: Execution): Stage[] => (execution.stages ?? []).filter(needsJudgment)

/** Why a stage failed, in words, each said once: what the engine, its tasks and the cloud's operations recorded. */
export const errorsOf = (stage: Stage): string[] => {
  const context = stage.context ?? {}
  return unique([
    ...exceptionWords(context.exception),
    ...list(context['kato.tasks']).flatMap((task) => {
      const { exception } = task as { exception?: { message?: unknown } }
      return words(exception?.message)
    }),
    ...(stage.tasks ?? []).flatMap((task) => exceptionWords(task.taskExceptionDetails?.exception)),
    ...words(context.failureMessage),
    ...words(context.failureReason),
    ...(isFailed(stage.status) || stage.status === 'STOPPED' ? saidOutside(context) : []),
    ...(isFailed(stage.status) || stage.status === 'STOPPED' ? unmetPrecondition(context) : []),
  ])
}

/** What a webhook or a job that was run elsewhere said about its failure. */
const saidOutside = ({ webhook, jobStatus }: Json): string[] => {
  const { error } = (webhook ?? {}) as Json
  const { message, completionDetails } = (jobStatus ?? {}) as Json
  return [...words(error), ...words(((completionDetails ?? {}) as Json).message), ...words(message)]
}

/** A precondition that is not met records what it looked at, and the words its author gave it. */
const unmetPrecondition = ({ preconditionType, context }: Json): string[] => {
  if (typeof preconditionType !== 'string') return []
  const looked = (context ?? {}) as Json
  const given = words(looked.failureMessage)
  if (given.length > 0) return given
  if (preconditionType === 'expression') return [`${looked.expression} is ${looked.expressionResult ?? 'not true'}`]
  if (preconditionType === 'stageStatus') return [`Stage "${looked.stageName}" is not ${looked.stageStatus}`]
  if (preconditionType === 'clusterSize')
    return [`Cluster ${looked.cluster} does not have ${looked.comparison} ${looked.expected} server groups`]
  return []
}

/** What the engine has to say about an execution as a whole, and has not taken back. */
export const openNotices = ({ systemNotifications = [] }: Execution): string[] => {
  const newest = new Map(systemNotifications.map((notice) => [notice.group, notice]))
  return [...newest.values()].filter(({ closed }) => closed !== true).flatMap(({ message }) => words(message))
}

/** Why an orchestration failed: the `exception` among its variables, or what its stages say. */
export const taskErrors = (variables: readonly { key: string; value: unknown }[], stages: readonly Stage[]): string[] =>
  unique([
    ...variables.filter(({ key }) => key === 'exception').flatMap(({ value }) => exceptionWords(value)),
    ...stages.flatMap(errorsOf),
  ])

const exceptionWords = (exception: unknown): string[] => {
  const { details, message } = (exception ?? {}) as { details?: Json; message?: unknown }
  const errors = list(details?.errors).flatMap(words)
  return errors.length ? errors : [...words(details?.error), ...words(message)]
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const words = (value: unknown): string[] => (typeof value === 'string' && value.trim() ? [value.trim()] : [])
const unique = (values: readonly string[]): string[] => [...new Set(values)]
