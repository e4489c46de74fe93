import type { Execution, ExecutionStatus, Stage } from '../model.ts'
import type { Message } from './messages.ts'
import type { Planner } from './planner.ts'
import { isComplete } from './status.ts'

/** A message that a handler leaves behind, and how it joins the queue. */
export interface Outgoing {
  readonly message: Message
  /** `push`: due then; `ensure`: unless it is there; `wake`: now, whether it is there or not. */
  readonly mode: 'push' | 'ensure' | 'wake'
  readonly delayMs: number
}

/** What has to be written when the step is committed. */
export interface Changes {
  readonly stages: Set<Stage>
  readonly removedStageIds: Set<string>
  execution: boolean
  /** Stages came, went or moved. */
  order: boolean
}

/**
 * One handler's turn on one execution. The handler changes the draft, says what it changed, and leaves messages; the shell
 * commits all of it in one transaction or drops all of it. A handler writes nothing itself.
 */
export interface Step {
  readonly execution: Execution
  readonly now: number
  readonly planner: Planner
  readonly changes: Changes
  readonly messages: Outgoing[]
  /** Whether other executions of the same pipeline hold the places that this one needs one of. */
  readonly mustWait: () => Promise<boolean>
  /** What `mustWait` found free, so that the commit looks again: others may have taken it meanwhile. */
  place?: { readonly configId: string; readonly places: number }
}

export const newChanges = (): Changes => ({
  stages: new Set(),
  removedStageIds: new Set(),
  execution: false,
  order: false,
})

export function push(step: Step, message: Message, delayMs = 0): void {
  step.messages.push({ message, mode: 'push', delayMs: Math.max(0, delayMs) })
}

export function ensure(step: Step, message: Message): void {
  step.messages.push({ message, mode: 'ensure', delayMs: 0 })
}

/** Makes a waiting message due at once; leaves one if there is none. */
export function wake(step: Step, message: Message): void {
  step.messages.push({ message, mode: 'wake', delayMs: 0 })
}

/** The stage has been changed. */
export function changed(step: Step, stage: Stage): void {
  step.changes.stages.add(stage)
}

/** Sets the execution's status with what follows from it (orca: PipelineExecution.updateStatus). */
export function setExecutionStatus(step: Step, status: ExecutionStatus): void {
  const { execution } = step
  execution.status = status
  if (status === 'RUNNING') {
    execution.canceled = false
    execution.startTime = step.now
  } else if (isComplete(status) && execution.startTime !== undefined) {
    execution.endTime = step.now
  }
  step.changes.execution = true
}

/** Ends the execution's pause, with the name of who resumed it; returns whether there was one. */
export function endPause(step: Step, resumedBy?: string): boolean {
  const { execution, now } = step
  if (execution.status !== 'PAUSED') return false
  execution.status = 'RUNNING'
  const pausedMs = now - (execution.paused?.pauseTime ?? now)
  execution.paused = {
    ...execution.paused,
    ...(resumedBy === undefined ? {} : { resumedBy }),
    resumeTime: now,
    paused: false,
    pausedMs,
  }
  step.changes.execution = true
  return true
}

/** Takes stages out of the execution; those that waited for them wait no more. */
export function removeStages(step: Step, stages: readonly Stage[]): void {
  if (stages.length === 0) return
  const ids = new Set(stages.map(({ id }) => id))
  const refIds = new Set(stages.map(({ refId }) => refId))
  step.execution.stages = step.execution.stages.filter(({ id }) => !ids.has(id))
  for (const stage of step.execution.stages) {
    if (!stage.requisiteStageRefIds.some((refId) => refIds.has(refId))) continue
    stage.requisiteStageRefIds = stage.requisiteStageRefIds.filter((refId) => !refIds.has(refId))
    changed(step, stage)
  }
  for (const stage of stages) {
    step.changes.stages.delete(stage)
    step.changes.removedStageIds.add(stage.id)
  }
  step.changes.order = true
}
