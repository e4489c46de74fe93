import type { Execution, Stage } from '../../model.ts'
import { allDownstreamOf, descendantsOf, stageWithId, topLevelOf } from '../graph.ts'
import { type MessageOf, stageMessage } from '../messages.ts'
import { watchingStage } from '../parent-execution.ts'
import { isComplete, mayStart, readyStages } from '../status.ts'
import { changed, push, removeStages, type Step, setExecutionStatus } from '../step.ts'
import type { Handler } from './handler.ts'

/** Runs a stage that has ended, and all that came after it, again (orca: RestartStageHandler). */
export const restartStage: Handler<'restartStage'> = async (message, step) => {
  const { execution, now } = step
  if (message.forChild && !isComplete(execution.status)) return
  // A synthetic stage may be gone since it was seen: with another restart.
  const found = stageWithId(execution, message.stageId)
  if (found === undefined) return
  const stage = topLevelOf(execution, found)
  if (!mayRestart(execution, stage)) return
  if (message.forChild) stage.context = { ...stage.context, _skipPipelineRestart: true }
  if (isComplete(stage.status)) {
    const { exception, ...context } = stage.context
    stage.context = {
      ...context,
      restartDetails: {
        restartedBy: message.user ?? 'anonymous',
        restartTime: now,
        ...(exception === undefined ? {} : { previousException: exception }),
      },
    }
  }
  changed(step, stage)
  for (const each of [stage, ...allDownstreamOf(execution, stage)]) if (isComplete(each.status)) reset(step, each)
  if (execution.status === 'NOT_STARTED') return
  if (await step.mustWait()) {
    execution.status = 'NOT_STARTED'
    execution.canceled = false
    step.changes.execution = true
    return
  }
  const watching = watchingStage(execution)
  // One that has ended is to watch again.
  if (watching !== undefined) push(step, { kind: 'restartStage', ...watching, forChild: true, ...userOf(message) })
  // In a paused execution it begins, and pauses like the others until all of them go on.
  if (execution.status !== 'PAUSED') setExecutionStatus(step, 'RUNNING')
  // With it, what an end before its time had kept from starting: nothing else would.
  for (const each of new Set([stage, ...readyStages(execution)]))
    push(step, stageMessage('startStage', execution, each))
}

/** A stage that never began may begin only where all that it waits for let it. */
function mayRestart(execution: Execution, stage: Stage): boolean {
  if (isComplete(stage.status)) return true
  return stage.status === 'NOT_STARTED' && mayStart(execution, stage)
}

const userOf = ({ user }: MessageOf<'restartStage'>) => (user === undefined ? {} : { user })

function reset(step: Step, stage: Stage): void {
  const { execution, planner } = step
  const { beforeStagePlanningFailed: _, ...context } = stage.context
  stage.status = 'NOT_STARTED'
  delete stage.startTime
  delete stage.endTime
  stage.tasks = []
  const definition = planner.find(stage)
  stage.context = definition?.restart?.(context) ?? context
  if (definition?.forgetsOutputs) stage.outputs = {}
  removeStages(step, descendantsOf(execution, stage))
  changed(step, stage)
}
