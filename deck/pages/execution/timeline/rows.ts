import { drawnStages, keyOf } from '../../../data/execution.ts'
import type { Execution, ExecutionStatus, Stage } from '../../../data/shapes.ts'
import { isWaiting, stepsOf } from '../stages.ts'

/** A line of the time line: a stage, a step of it, or a task. Times in milliseconds since 1970. */
export interface TimelineRow {
  readonly id: string
  readonly name: string
  readonly level: 1 | 2 | 3
  readonly stageId: string
  readonly status: ExecutionStatus
  readonly from: number | undefined
  readonly to: number | undefined
  /** Since when it could have run, where it had to wait for its turn. */
  readonly readyAt: number | undefined
  /** Whether it only waits while it runs. */
  readonly waits: boolean
  readonly critical: boolean
  /** Undefined where there is nothing below it. */
  readonly open: boolean | undefined
}

/** The lines that are shown: all drawn stages, and below those that are opened their steps and tasks. */
export const timelineRows = (
  execution: Execution,
  opened: ReadonlySet<string>,
  critical: ReadonlySet<string>,
): TimelineRow[] => {
  const drawn = drawnStages(execution)
  const byKey = new Map(drawn.map((stage) => [keyOf(stage), stage]))
  return drawn.flatMap((stage) => {
    const steps = stepsOf(execution, stage).filter(({ id }) => id !== stage.id)
    const below = steps.length + (stage.tasks ?? []).length
    const open = below === 0 ? undefined : opened.has(stage.id)
    const row: TimelineRow = {
      ...rowOf(stage, 1, stage.name),
      readyAt: readyAt(execution, stage, byKey),
      critical: critical.has(keyOf(stage)),
      open,
    }
    if (!open) return [row]
    return [row, ...tasksOf(stage, 2), ...steps.flatMap((step) => [rowOf(step, 2, step.name), ...tasksOf(step, 3)])]
  })
}

const rowOf = (stage: Stage, level: 1 | 2, name: string): TimelineRow => ({
  id: stage.id,
  name,
  level,
  stageId: stage.id,
  status: stage.status,
  from: stage.startTime,
  to: stage.endTime,
  readyAt: undefined,
  waits: isWaiting(stage),
  critical: false,
  open: undefined,
})

const tasksOf = (stage: Stage, level: 2 | 3): TimelineRow[] =>
  (stage.tasks ?? []).map((task) => ({
    id: `${stage.id}/${task.id}`,
    name: task.name,
    level,
    stageId: stage.id,
    status: task.status,
    from: task.startTime,
    to: task.endTime,
    readyAt: undefined,
    waits: isWaiting(stage),
    critical: false,
    open: undefined,
  }))

const readyAt = (execution: Execution, stage: Stage, byKey: ReadonlyMap<string, Stage>): number | undefined => {
  const before = (stage.requisiteStageRefIds ?? []).flatMap((ref) => byKey.get(ref) ?? [])
  if (before.length === 0) return execution.startTime
  const ends = before.map(({ endTime }) => endTime)
  return ends.every((end) => end !== undefined) ? Math.max(...(ends as number[])) : undefined
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400].map(
  (seconds) => seconds * 1000,
)

/** Round moments of a span, counted from its start, at most `most` of them. Milliseconds. */
export const ticksOf = (span: number, most: number): number[] => {
  const step = STEPS.find((each) => span / each <= most) ?? Math.ceil(span / most / 86_400_000) * 86_400_000
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, at) => at * step)
}
