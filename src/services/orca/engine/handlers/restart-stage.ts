import type { Stage } from '../../model.ts'
import { allDownstreamOf, descendantsOf, topLevelOf } from '../graph.ts'
import { stageMessage } from '../messages.ts'
import { isComplete } from '../status.ts'
import { changed, push, removeStages, type Step, setExecutionStatus } from '../step.ts'
import { type Handler, stageOf } from './handler.ts'

/** Runs a stage that has ended, and all that came after it, again (orca: RestartStageHandler). */
export const restartStage: Handler<'restartStage'> = async (message, step) => {
  const { execution, now } = step
  const stage = topLevelOf(execution, stageOf(execution, message))
  if (!isComplete(stage.status) && stage.status !== 'NOT_STARTED') return
  const { exception, ...context } = stage.context
  stage.context = {
    ...context,
    restartDetails: {
      restartedBy: message.user ?? 'anonymous',
      restartTime: now,
      ...(exception === undefined ? {} : { previousException: exception }),
    },
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
  setExecutionStatus(step, 'RUNNING')
  push(step, stageMessage('startStage', execution, stage))
}

function reset(step: Step, stage: Stage): void {
  const { execution, planner } = step
  const { beforeStagePlanningFailed: _, ...context } = stage.context
  stage.status = 'NOT_STARTED'
  delete stage.startTime
  delete stage.endTime
  stage.tasks = []
  stage.context = planner.find(stage)?.restart?.(context) ?? context
  removeStages(step, descendantsOf(execution, stage))
  changed(step, stage)
}
