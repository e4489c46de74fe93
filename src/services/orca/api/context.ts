import type { Clock } from '../../../platform/clock.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { Front50Client } from '../../front50/client.ts'
import type { Engine, Planner } from '../engine/index.ts'
import type { Expressions } from '../expressions/index.ts'
import type { Launcher } from '../launch/index.ts'
import type { Execution, ExecutionType } from '../model.ts'
import type { Executions } from '../store/index.ts'

/** What the routes call. */
export interface OrcaContext {
  readonly engine: Engine
  readonly planner: Planner
  readonly executions: Executions
  readonly expressions: Expressions
  readonly launcher: Launcher
  readonly front50: Front50Client
  readonly clock: Clock
}

/** The execution, or a 404 in Orca's words. */
export async function requireExecution(
  { executions }: OrcaContext,
  id: string,
  type?: ExecutionType,
): Promise<Execution> {
  const execution = await executions.read(id)
  if (execution && (type === undefined || execution.type === type)) return execution
  throw problem('notFound', `No ${(type ?? 'PIPELINE').toLowerCase()} execution found for ${id}`)
}

/** A comma list as its items; undefined when it is not given. */
export function items(text: string | undefined): string[] | undefined {
  const found = text
    ?.split(',')
    .map((item) => item.trim())
    .filter(Boolean)
  return found && found.length > 0 ? found : undefined
}
