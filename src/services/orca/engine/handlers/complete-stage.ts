import type { Execution, ExecutionStatus, Json, Stage, Task } from '../../model.ts'
import { childrenOf, descendantsOf, firstChildrenOf, parentOf, requisitesOf } from '../graph.ts'
import { executionMessage, stageMessage } from '../messages.ts'
import { addLinear, failureStagesOf, planAfterStages } from '../planner.ts'
import { exceptionDetails, withErrors } from '../problems.ts'
import { isComplete, isFailure, isHalt, letsNextStart, stageStatus } from '../status.ts'
import { changed, push, removeStages, type Step } from '../step.ts'
import { type Handler, isEnding, letsSiblingsStart, stageOf, startNext } from './handler.ts'

/**
 * Ends a stage, or starts what it still has to do: after-stages, or its stages for a failure (orca: CompleteStageHandler).
 * Its end waits for all that runs below it, unless it is one that ends the execution too.
 */
export const completeStage: Handler<'completeStage'> = async (message, step) => {
  const { execution, now } = step
  const stage = stageOf(execution, message)
  if (isComplete(stage.status)) {
    // Something below it went on after its end; those above may be waiting for that.
    const parent = parentOf(execution, stage)
    if (parent !== undefined) push(step, stageMessage('completeStage', execution, parent))
    return
  }
  if (stage.status !== 'RUNNING' && stage.status !== 'NOT_STARTED') return
  let status = decide(execution, stage)
  const endsAll = status === 'TERMINAL' || status === 'CANCELED'
  if (!endsAll && (runsBelow(execution, stage) || (!isEnding(execution) && isToRunBelow(execution, stage)))) return
  try {
    if (status === 'RUNNING' && isUnfinished(execution, stage) && !isEnding(execution)) return
    if (!isHalt(status)) {
      if (!isEnding(execution)) {
        if (firstChildrenOf(execution, stage, 'STAGE_AFTER').length === 0) await planAfterStages(step, stage)
        const waiting = firstChildrenOf(execution, stage, 'STAGE_AFTER').filter(
          (child) => child.status === 'NOT_STARTED',
        )
        for (const child of waiting) push(step, stageMessage('startStage', execution, child))
        if (waiting.length > 0 || status === 'RUNNING') return
      }
      if (status === 'RUNNING') status = 'CANCELED'
      if (status === 'NOT_STARTED') status = 'SKIPPED'
    } else if (isFailure(status) && !isEnding(execution) && (await startFailureStages(step, stage))) {
      return
    }
  } catch (error) {
    stage.context = {
      ...stage.context,
      exception: exceptionDetails(error, `${stage.name}:ConstructAfterStages`, now),
    }
    status = 'TERMINAL'
  }
  stage.status = status
  stage.endTime = now
  if (status === 'FAILED_CONTINUE') stage.context = withTaskErrors(stage)
  stage.context = withExpressionErrors(stage.context)
  changed(step, stage)
  route(step, stage)
}

function decide(execution: Execution, stage: Stage): ExecutionStatus {
  const status = stageStatus(execution, stage)
  const failures = stage.context['expressionEvaluationSummary'] as Json | undefined
  const hasFailures = failures !== undefined && Object.keys(failures).length > 0
  const ends = status !== 'RUNNING' || !isUnfinished(execution, stage)
  return hasFailures && stage.context['failOnFailedExpressions'] === true && ends ? 'TERMINAL' : status
}

const isUnderWay = ({ status }: Stage | Task) => status === 'RUNNING' || status === 'PAUSED'

/** A task or a synthetic stage is under way: its end brings this message again. */
const runsBelow = (execution: Execution, stage: Stage): boolean =>
  stage.tasks.some(isUnderWay) || descendantsOf(execution, stage).some(isUnderWay)

/** A synthetic stage has not started, and none of its siblings holds it up. */
const isDue = (execution: Execution, child: Stage): boolean =>
  child.status === 'NOT_STARTED' && requisitesOf(execution, child).every(letsSiblingsStart)

/** A task or a synthetic stage is about to start: nothing in front of it holds it up. */
function isToRunBelow(execution: Execution, stage: Stage): boolean {
  const before = childrenOf(execution, stage, 'STAGE_BEFORE')
  const next = stage.tasks.findIndex(({ status }) => status === 'NOT_STARTED')
  const previous = stage.tasks[next - 1]
  if (next >= 0 && before.every(letsSiblingsStart) && (previous === undefined || letsNextStart(previous.status)))
    return true
  // The first of the after-stages are planned and started here.
  const after = childrenOf(execution, stage, 'STAGE_AFTER').filter((child) => child.requisiteStageRefIds.length > 0)
  return [...before, ...after].some((child) => isDue(execution, child))
}

/** A task, or a synthetic stage that does not come after the tasks, has not ended. */
const isUnfinished = (execution: Execution, stage: Stage): boolean =>
  stage.tasks.some((task) => !isComplete(task.status)) ||
  childrenOf(execution, stage).some(
    (child) =>
      !isComplete(child.status) && !(child.syntheticStageOwner === 'STAGE_AFTER' && child.status === 'NOT_STARTED'),
  )

/** Plans and starts the stages for a failure, once; returns whether there are any that the stage's end waits for. */
async function startFailureStages(step: Step, stage: Stage): Promise<boolean> {
  const { execution } = step
  const wanted = await failureStagesOf(step, stage)
  const known = childrenOf(execution, stage, 'STAGE_AFTER').filter((child) =>
    wanted.some(({ name }) => name === child.name),
  )
  const due = known.filter((child) => isDue(execution, child))
  for (const child of due) push(step, stageMessage('startStage', execution, child))
  if (due.length > 0 || known.some(isUnderWay)) return true
  if (wanted.length === 0 || known.some((child) => isComplete(child.status))) return false
  const unstarted = childrenOf(execution, stage).filter((child) => child.status === 'NOT_STARTED')
  removeStages(
    step,
    unstarted.flatMap((child) => [child, ...descendantsOf(execution, child)]),
  )
  await addLinear(step, stage, wanted)
  const first = childrenOf(execution, stage, 'STAGE_AFTER').find((child) => child.status === 'NOT_STARTED')
  if (first === undefined) return false
  push(step, stageMessage('startStage', execution, first))
  return true
}

function route(step: Step, stage: Stage): void {
  const { execution } = step
  const parent = parentOf(execution, stage)
  if (!isHalt(stage.status) && parent !== undefined && !letsSiblingsStart(stage)) {
    push(step, stageMessage('completeStage', execution, parent))
  } else if (!isHalt(stage.status)) {
    startNext(step, stage)
  } else {
    push(step, stageMessage('cancelStage', execution, stage))
    if (parent === undefined) push(step, executionMessage('completeExecution', execution))
    else push(step, stageMessage('completeStage', execution, parent))
  }
}

function withTaskErrors(stage: Stage): Json {
  const exception = stage.context['exception'] as { details?: { errors?: unknown } } | undefined
  if (!Array.isArray(exception?.details?.errors)) return stage.context
  const errors = stage.tasks.flatMap((task) => {
    const details = (task.taskExceptionDetails['exception'] as { details?: Json } | undefined)?.details
    if (details === undefined) return []
    const more = Array.isArray(details['errors']) ? details['errors'] : []
    return [`${task.name}:`, ...(details['error'] === undefined ? [] : [details['error']]), ...more]
  })
  const details = { ...exception.details, errors: [...exception.details.errors, ...errors] }
  return { ...stage.context, exception: { ...exception, details } }
}

function withExpressionErrors(context: Json): Json {
  const summary = context['expressionEvaluationSummary'] as Record<string, { description?: string }[]> | undefined
  if (summary === undefined) return context
  const errors = Object.values(summary).flatMap((failures) => failures.map(({ description }) => String(description)))
  if (errors.length === 0) return context
  return { ...context, exception: withErrors(context['exception'], errors, 'Failed Expression Evaluation') }
}
