import type { Tx } from '../../../platform/store/index.ts'
import { overIds } from './statements.ts'

/** The statuses in which an execution stays until somebody restarts it (orca: ExecutionStatus.COMPLETED). */
export const endedStatuses = ['SUCCEEDED', 'FAILED_CONTINUE', 'TERMINAL', 'CANCELED', 'STOPPED', 'SKIPPED'] as const
const ended = endedStatuses.map((status) => `'${status}'`).join(', ')

/** Looks again whether each has ended: one may have been restarted since it was chosen. */
const dropEnded = overIds<[ids: string], { id: string }>(
  `delete from orca_executions where id #ids and status in (${ended}) returning id`,
)
const dropStages = overIds<[ids: string]>('delete from orca_stages where execution_id #ids')
/** What a descendant that is still there shows is kept for it. */
const dropParentStages = overIds<[ids: string], { parent_id: string }>(`
  delete from orca_parent_stages where execution_id #ids
    and not exists (select 1 from orca_executions living where living.id = orca_parent_stages.execution_id)
    and not exists (select 1 from orca_parent_stages child where child.parent_id = orca_parent_stages.execution_id)
  returning parent_id`)

/**
 * Deletes those of `ids` that have ended, with their stages and the stages of parents that nobody shows any more; answers
 * with their ids.
 */
export async function removeExecutions(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await tx.run(dropEnded, [JSON.stringify(ids)])
  const removed = rows.map(({ id }) => id)
  if (removed.length === 0) return []
  await tx.run(dropStages, [JSON.stringify(removed)])
  for (let kept = removed; kept.length > 0; ) {
    const dropped = await tx.run(dropParentStages, [JSON.stringify(kept)])
    // A parent that went before its children left its own parent's stages to them.
    kept = dropped.rows.map(({ parent_id }) => parent_id)
  }
  return removed
}
