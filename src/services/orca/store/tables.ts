import type { Execution, ExecutionStatus, ExecutionType, Stage } from '../model.ts'

export interface ExecutionRow {
  id: string
  type: ExecutionType
  application: string
  config_id: string | null
  correlation_id: string | null
  event_id: string | null
  trigger_type: string | null
  status: ExecutionStatus
  build_time: number
  start_time: number | null
  version: number
  /** JSON list: the order in which the stages were made. */
  stage_ids: string
  /** JSON of the trigger without the stages of parent executions; written once. */
  trigger_body: string
  /** JSON of the execution without trigger and stages. */
  body: string
}

export interface StageRow {
  execution_id: string
  id: string
  /** JSON of the stage as lists show it: of its context the group, no outputs and tasks. */
  head: string
  /** JSON of context, outputs and tasks. */
  body: string
}

/** The stages that the parent of an execution had when it started this one; they never change. */
export interface ParentStagesRow {
  execution_id: string
  parent_id: string
  stages: string
}

export interface Tables {
  orca_executions: ExecutionRow
  orca_stages: StageRow
  orca_parent_stages: ParentStagesRow
}

/** A value as JSON without the null values of its objects; those of lists stay (orca: OrcaObjectMapper). */
export function encode(value: unknown): string {
  const text = JSON.stringify(value)
  // A look for nulls is far cheaper than a call for each value, and most values have none.
  return text.includes(':null') ? JSON.stringify(value, withoutNulls) : text
}

function withoutNulls(this: unknown, _key: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value
}

export function bodyOf(execution: Execution): string {
  const { stages: _stages, trigger: _trigger, ...body } = execution
  return encode(body)
}

export const stageIdsOf = ({ stages }: Execution): string => JSON.stringify(stages.map(({ id }) => id))

export function stageColumns(stage: Stage): [id: string, head: string, body: string] {
  const { context, outputs, tasks, ...head } = stage
  const group = context['group'] === undefined ? {} : { group: context['group'] }
  return [stage.id, encode({ ...head, context: group, outputs: {}, tasks: [] }), encode({ context, outputs, tasks })]
}
