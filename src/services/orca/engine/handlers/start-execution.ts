import type { Stage } from '../../model.ts'
import { executionMessage, stageMessage } from '../messages.ts'
import { tellWatcher } from '../parent-execution.ts'
import { readyStages } from '../status.ts'
import { push, setExecutionStatus } from '../step.ts'
import { afterEnd } from './complete-execution.ts'
import type { Handler } from './handler.ts'

/** Begins an execution, or lets it wait for its place (orca: StartExecutionHandler). */
export const startExecution: Handler<'startExecution'> = async (_message, step) => {
  const { execution, now } = step
  if (execution.status !== 'NOT_STARTED') return
  if (execution.canceled) {
    setExecutionStatus(step, 'CANCELED')
    afterEnd(step)
    return
  }
  if (await step.mustWait()) return
  if (execution.startTimeExpiry !== undefined && execution.startTimeExpiry < now) {
    const reason = 'Could not begin execution before start time expiry'
    push(step, { ...executionMessage('cancelExecution', execution), user: 'spinnaker', reason })
    return
  }
  const top = execution.stages.filter(({ parentStageId }) => parentStageId === undefined)
  if (!top.some(({ requisiteStageRefIds }) => requisiteStageRefIds.length === 0)) {
    setExecutionStatus(step, 'TERMINAL')
    // The original ends without a word.
    execution.systemNotifications.push({
      createdAt: now,
      group: 'graph',
      message: whyNothingBegins(top),
      closed: false,
    })
    afterEnd(step)
    return
  }
  setExecutionStatus(step, 'RUNNING')
  tellWatcher(step)
  // After a restart that had to wait for its place these are not the first ones.
  for (const stage of readyStages(execution)) push(step, stageMessage('startStage', execution, stage))
}

const whyNothingBegins = (stages: readonly Stage[]) =>
  stages.length === 0
    ? 'The pipeline has no stages, so nothing could begin. Add a stage.'
    : `The stages ${stages.map(({ refId }) => refId).join(', ')} wait for each other in a circle; none of them could ever start. Take a dependency away.`
