import type { Execution, Json, Stage } from '../../model.ts'
import { firstChildrenOf, parentOf, requisitesOf, selfAndParents } from '../graph.ts'
import { executionMessage, stageMessage, taskMessage } from '../messages.ts'
import { type Planner, planStage } from '../planner.ts'
import { exceptionDetails, mayRunAgain } from '../problems.ts'
import { isComplete, isHalt, mayStart } from '../status.ts'
import { changed, push, type Step } from '../step.ts'
import { type Handler, isEnding, stageOf } from './handler.ts'

const retryDelayMs = 15_000
const mostAttempts = 40

/** Plans and starts a stage whose turn has come (orca: StartStageHandler). */
export const startStage: Handler<'startStage'> = async (message, step) => {
  const { execution, now } = step
  const stage = stageOf(execution, message)
  if (isComplete(stage.status)) {
    // It ended while a stage before it was run again, which may have been the last.
    push(step, executionMessage('completeExecution', execution))
    return
  }
  if (stage.status !== 'NOT_STARTED') return
  const parent = parentOf(execution, stage)
  const isTooLate = isEnding(execution) || (parent !== undefined && isComplete(parent.status))
  if (isTooLate || anyUpstreamFailed(execution, stage, new Map())) {
    if (parent === undefined) push(step, executionMessage('completeExecution', execution))
    else push(step, stageMessage('completeStage', execution, parent))
    return
  }
  // The requisite that ends last leaves this message again.
  if (!mayStart(execution, stage)) return
  try {
    const isLate = stage.startTimeExpiry !== undefined && stage.startTimeExpiry < now
    if (isLate || (await shouldSkip(step, stage))) {
      push(step, stageMessage('skipStage', execution, stage))
      return
    }
    stage.startTime = now
    changed(step, stage)
    await evaluate(step, stage)
    await planStage(step, stage)
    stage.status = 'RUNNING'
    const before = firstChildrenOf(execution, stage, 'STAGE_BEFORE')
    const firstTask = stage.tasks[0]
    if (before.length > 0) for (const child of before) push(step, stageMessage('startStage', execution, child))
    else if (firstTask !== undefined) push(step, taskMessage('startTask', execution, stage, firstTask))
    else push(step, stageMessage('completeStage', execution, stage))
  } catch (error) {
    const attempts = (message.attempts ?? 0) + 1
    if (mayRunAgain(error) && attempts < mostAttempts) {
      stage.tasks = []
      delete stage.startTime
      push(step, { ...message, attempts }, retryDelayMs)
      return
    }
    stage.status = 'RUNNING'
    stage.tasks = []
    const exception = exceptionDetails(error, stage.name, now)
    stage.context = { ...stage.context, exception, beforeStagePlanningFailed: true }
    changed(step, stage)
    push(step, stageMessage('completeStage', execution, stage))
  }
}

async function evaluate(step: Step, stage: Stage): Promise<void> {
  stage.context = await step.planner.evaluateContext(step.execution, stage)
}

function anyUpstreamFailed(execution: Execution, stage: Stage, known: Map<Stage, boolean>): boolean {
  const before = known.get(stage)
  if (before !== undefined) return before
  known.set(stage, false)
  const failed = requisitesOf(execution, stage).some(
    (requisite) =>
      isHalt(requisite.status) ||
      (requisite.status === 'NOT_STARTED' && anyUpstreamFailed(execution, requisite, known)),
  )
  known.set(stage, failed)
  return failed
}

/**
 * A conditional stage runs only when its expression is plainly true; its parts go by it too (orca: OptionalStageSupport).
 * The expression may itself be made by expressions.
 */
async function shouldSkip({ execution, planner }: Step, stage: Stage): Promise<boolean> {
  if (execution.type !== 'PIPELINE') return false
  for (const each of selfAndParents(execution, stage)) {
    const condition = await conditionOf(execution, each, planner)
    if (condition === undefined) continue
    if (condition.trim() === '') return false
    const { result } = await planner.expressions.evaluateTemplate(execution, each, `\${${condition}}`)
    return String(result).toLowerCase() !== 'true'
  }
  return false
}

async function conditionOf(execution: Execution, stage: Stage, planner: Planner): Promise<string | undefined> {
  const { stageEnabled } = stage.context
  if (typeof stageEnabled !== 'object' || stageEnabled === null) return undefined
  const { type, expression } = (await planner.expressions.evaluateValue(execution, stage, stageEnabled)) as Json
  return String(type).toLowerCase() === 'expression' ? String(expression ?? '') : undefined
}
