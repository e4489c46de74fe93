import type { Execution, ExecutionStatus, Stage } from '../model.ts'
import { childrenOf, flagOf, requisitesOf } from './graph.ts'

const setOf = (...statuses: ExecutionStatus[]): ReadonlySet<ExecutionStatus> => new Set(statuses)

const complete = setOf('CANCELED', 'SUCCEEDED', 'STOPPED', 'SKIPPED', 'TERMINAL', 'FAILED_CONTINUE')
const halting = setOf('TERMINAL', 'CANCELED', 'STOPPED')
const failing = setOf('TERMINAL', 'STOPPED', 'FAILED_CONTINUE')
const passing = setOf('SUCCEEDED', 'FAILED_CONTINUE', 'SKIPPED')

/** Nothing more happens to what has this status. */
export const isComplete = (status: ExecutionStatus) => complete.has(status)
/** What follows does not run. */
export const isHalt = (status: ExecutionStatus) => halting.has(status)
/** STOPPED is a failure and a success at once; CANCELED is neither. */
export const isFailure = (status: ExecutionStatus) => failing.has(status)
/** A stage may start behind one with this status. */
export const letsNextStart = (status: ExecutionStatus) => passing.has(status)

/** Whether all that the stage waits for is there and lets it start. */
export function mayStart(execution: Execution, stage: Stage): boolean {
  const requisites = requisitesOf(execution, stage)
  const there = new Set(requisites.map(({ refId }) => refId))
  return (
    stage.requisiteStageRefIds.every((refId) => there.has(refId)) &&
    requisites.every(({ status }) => letsNextStart(status))
  )
}

/** Top-level stages whose turn it is. */
export const readyStages = (execution: Execution): Stage[] =>
  execution.stages.filter(
    (stage) => stage.parentStageId === undefined && stage.status === 'NOT_STARTED' && mayStart(execution, stage),
  )

/** What a failure of the stage turns into, by its own policy (orca: StageExecution.failureStatus). */
export function failureStatus(
  execution: Execution,
  stage: Stage,
  otherwise: ExecutionStatus = 'TERMINAL',
): ExecutionStatus {
  if (stage.context['continuePipeline'] === true) return 'FAILED_CONTINUE'
  const failPipeline = flagOf(execution, stage, 'failPipeline')
  return failPipeline === undefined || failPipeline === null || failPipeline === true ? otherwise : 'STOPPED'
}

/** A stage's status from its synthetic stages and tasks (orca: CompleteStageHandler.determineStatus). */
export function stageStatus(execution: Execution, stage: Stage): ExecutionStatus {
  const children = childrenOf(execution, stage)
  const statuses = [...children.map(({ status }) => status), ...stage.tasks.map(({ status }) => status)]
  if (stage.context['beforeStagePlanningFailed'] === true) statuses.push(failureStatus(execution, stage))
  const some = (status: ExecutionStatus) => statuses.includes(status)
  if (statuses.length === 0) return 'NOT_STARTED'
  if (some('TERMINAL')) return failureStatus(execution, stage)
  if (some('STOPPED')) return 'STOPPED'
  if (some('CANCELED')) return 'CANCELED'
  if (some('FAILED_CONTINUE')) return 'FAILED_CONTINUE'
  if (statuses.every((status) => status === 'SUCCEEDED' || status === 'SKIPPED')) return 'SUCCEEDED'
  // Something is still under way: the stage is not to be completed yet.
  return 'RUNNING'
}

/** An execution's final status from its top-level stages; undefined while it is not over (orca: CompleteExecutionHandler). */
export function executionStatus(execution: Execution): ExecutionStatus | undefined {
  const top = execution.stages.filter((stage) => stage.parentStageId === undefined)
  const some = (status: ExecutionStatus) => top.some((stage) => stage.status === status)
  if (top.every((stage) => letsNextStart(stage.status))) return 'SUCCEEDED'
  if (some('TERMINAL')) return 'TERMINAL'
  if (some('CANCELED')) return 'CANCELED'
  if (execution.canceled && !top.some(({ status }) => status === 'RUNNING' || status === 'PAUSED')) return 'CANCELED'
  if (some('STOPPED') && !top.some((stage) => isUnderWay(execution, stage))) {
    const fails = execution.stages.some(
      (stage) => stage.status === 'STOPPED' && stage.context['completeOtherBranchesThenFail'] === true,
    )
    return fails ? 'TERMINAL' : 'SUCCEEDED'
  }
  return undefined
}

function isUnderWay(execution: Execution, stage: Stage): boolean {
  if (stage.status === 'RUNNING' || stage.status === 'PAUSED') return true
  if (stage.status !== 'NOT_STARTED') return false
  return mayStart(execution, stage)
}
