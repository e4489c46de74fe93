import type { Clock } from '../../../platform/clock.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { Events } from '../../../platform/events/index.ts'
import type { Front50Client } from '../../front50/client.ts'
import type { OrcaConfig } from '../config.ts'
import type { PlanExecution } from '../dry-run/index.ts'
import { type Engine, eventOf, executionStatusIsFinal, type Planner } from '../engine/index.ts'
import type { Expressions } from '../expressions/index.ts'
import type { Launcher } from '../launch/index.ts'
import type { Execution, ExecutionType, Stage } from '../model.ts'
import type { Detail, Executions } from '../store/index.ts'
import type { Templates } from '../templates/index.ts'

/** What the routes call. */
export interface OrcaContext {
  readonly engine: Engine
  readonly planner: Planner
  readonly executions: Executions
  readonly expressions: Expressions
  readonly launcher: Launcher
  readonly templates: Templates
  readonly planExecution: PlanExecution
  readonly front50: Front50Client
  readonly clock: Clock
  readonly events: Events
  readonly config: OrcaConfig
}

/** The execution, or a 404 in Orca's words. */
export async function requireExecution(
  { executions }: OrcaContext,
  id: string,
  type?: ExecutionType,
  detail?: Detail,
): Promise<Execution> {
  const execution = await executions.read(id, detail)
  if (execution && (type === undefined || execution.type === type)) return execution
  throw problem('notFound', `No ${(type ?? 'PIPELINE').toLowerCase()} execution found for ${id}`)
}

/** The stage of the execution, or a 404. */
export function requireStage({ id, stages }: Execution, stageId: string): Stage {
  const stage = stages.find((each) => each.id === stageId)
  if (stage) return stage
  throw problem('notFound', `Stage not found (id: ${stageId}, execution: ${id})`)
}

/** Deletes an execution that has ended, and tells who looks at it; 409 while it runs. */
export async function removeExecution(context: OrcaContext, id: string, type: ExecutionType): Promise<void> {
  const execution = await requireExecution(context, id, type, 'none')
  if (executionStatusIsFinal(execution.status) && (await context.executions.remove([id])).length === 1)
    return context.events.publish(undefined, { ...eventOf(execution), deleted: true })
  throw problem('conflict', `Cannot delete a running ${type.toLowerCase()}, please cancel it first.`, {
    exception: 'com.netflix.spinnaker.orca.controllers.TaskController$CannotDeleteRunningExecution',
  })
}
