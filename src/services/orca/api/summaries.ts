import type { OrcaConfig } from '../config.ts'
import type { Execution, ExecutionStatus } from '../model.ts'
import type { Executions } from '../store/index.ts'
import type { OrcaContext } from './context.ts'

const dayMs = 24 * 3_600_000

type HistoryRules = OrcaConfig['tasks']['controller']

/** From when on what has started is shown. */
export const shownSince = (now: number, { 'days-of-execution-history': days }: HistoryRules): number =>
  now - days * dayMs

/**
 * Of each pipeline its newest `limit` executions; of those, the ones that started in the last days or have not started,
 * or the newest few when there are none (orca: TaskController.filterPipelinesByHistoryCutoff). Sorted as Orca's lists are.
 */
export async function executionsOfConfigs(
  { executions, clock, config }: Pick<OrcaContext, 'executions' | 'clock' | 'config'>,
  configIds: readonly string[],
  { limit, statuses, expand }: { limit: number; statuses: readonly ExecutionStatus[] | undefined; expand: boolean },
): Promise<Execution[]> {
  if (limit <= 0) return []
  const rules = config.tasks.controller
  const since = shownSince(clock.now(), rules)
  const lists = await Promise.all(
    [...new Set(configIds)].map(async (id) => {
      const newest = await executions.newestOf(id, limit, statuses)
      const young = newest.filter(({ startTime }) => startTime === null || startTime > since)
      return young.length > 0 ? young : newest.slice(0, rules['number-of-old-pipeline-executions-to-include'])
    }),
  )
  const ids = lists
    .flat()
    .sort((a, b) => (a.startTime ?? 0) - (b.startTime ?? 0) || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id)
  return readAll(executions, ids, expand)
}

/** `expand=false`: of contexts the group, no outputs, no tasks, and of parent executions no stages. */
export const readAll = (executions: Executions, ids: readonly string[], expand: boolean): Promise<Execution[]> =>
  executions.readAll(ids, expand ? 'full' : 'brief')
