import { childrenOf, executionStatusIsFinal as isComplete } from '../engine/index.ts'
import type { Execution, ExecutionStatus, Stage, SyntheticStageOwner, Task } from '../model.ts'

/** Something that has begun or ended. */
export interface Transition {
  readonly what: 'execution' | 'stage' | 'task'
  readonly phase: 'starting' | 'complete' | 'failed' | 'skipped'
  readonly stageId?: string
  readonly taskId?: string
  readonly status: ExecutionStatus
  readonly startTime?: number
  readonly endTime?: number
}

type Progress = Readonly<Pick<Execution, 'status' | 'startTime' | 'endTime'>>

/** How far an execution, its stages and their tasks are. */
export interface Standing {
  readonly execution: Progress
  readonly stages: ReadonlyMap<string, Progress & { readonly tasks: ReadonlyMap<string, Progress> }>
}

export function standingOf(execution: Execution): Standing {
  return {
    execution: progressOf(execution),
    stages: new Map(
      execution.stages.map((stage) => {
        const tasks = new Map(stage.tasks.map((task) => [task.id, progressOf(task)]))
        return [stage.id, { ...progressOf(stage), tasks }]
      }),
    ),
  }
}

const progressOf = ({ status, startTime, endTime }: Progress): Progress => ({
  status,
  ...(startTime === undefined ? {} : { startTime }),
  ...(endTime === undefined ? {} : { endTime }),
})

const notBegun: Progress = { status: 'NOT_STARTED' }

/**
 * What began and ended since, in the order in which it did: one commit may hold the whole life of a short stage. An
 * execution that goes on after a restart does not begin again.
 */
export function transitions(before: Standing, execution: Execution): Transition[] {
  const goesOn = isComplete(before.execution.status) && !isComplete(execution.status)
  const found = compare('execution', before.execution, execution, execution.status === 'SUCCEEDED')
  const starts = goesOn ? [] : found.filter(({ phase }) => phase === 'starting')
  const ends = found.filter(({ phase }) => phase !== 'starting')
  const top = execution.stages.filter(({ parentStageId }) => parentStageId === undefined)
  return [...starts, ...top.flatMap((stage) => ofStage(before, execution, stage)), ...ends]
}

function ofStage(before: Standing, execution: Execution, stage: Stage): Transition[] {
  const then = before.stages.get(stage.id)
  const own = compare('stage', then, stage, stage.status === 'SUCCEEDED').map((each) => ({
    ...each,
    stageId: stage.id,
  }))
  const of = (owner: SyntheticStageOwner) =>
    childrenOf(execution, stage, owner).flatMap((child) => ofStage(before, execution, child))
  const tasks = stage.tasks.flatMap((task) => ofTask(then?.tasks.get(task.id), stage, task))
  return [
    ...own.filter(({ phase }) => phase === 'starting'),
    ...of('STAGE_BEFORE'),
    ...tasks,
    ...of('STAGE_AFTER'),
    ...own.filter(({ phase }) => phase !== 'starting'),
  ]
}

const ofTask = (then: Progress | undefined, stage: Stage, task: Task): Transition[] =>
  compare('task', then, task, ['SUCCEEDED', 'STOPPED', 'SKIPPED'].includes(task.status)).map((each) => ({
    ...each,
    stageId: stage.id,
    taskId: task.id,
  }))

function compare(what: Transition['what'], then: Progress = notBegun, now: Progress, isGood: boolean): Transition[] {
  const found: Transition[] = []
  const { status, startTime, endTime } = now
  const times = { ...(startTime === undefined ? {} : { startTime }), ...(endTime === undefined ? {} : { endTime }) }
  const hasBegun = startTime !== undefined && startTime !== then.startTime
  if (hasBegun) found.push({ what, phase: 'starting', status: 'RUNNING', startTime })
  const hasEnded = isComplete(status) && (hasBegun || !isComplete(then.status) || endTime !== then.endTime)
  if (!hasEnded) return found
  const phase = isGood ? 'complete' : 'failed'
  return [...found, { what, phase: what === 'stage' && status === 'SKIPPED' ? 'skipped' : phase, status, ...times }]
}
