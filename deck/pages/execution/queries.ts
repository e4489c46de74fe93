import { get, path } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import { settings } from '../../data/settings.ts'
import type { Execution, PipelineConfig, ServerGroup } from '../../data/shapes.ts'
import type { Revision } from './comparison/differences.ts'

const RUNS = 40

/** The newest runs of a pipeline, the newest first, without contexts. */
export const useRuns = (pipelineConfigId: string | undefined) =>
  useGate(
    ['runsOf', pipelineConfigId],
    async (signal) => {
      const query = { pipelineConfigIds: pipelineConfigId, limit: RUNS, expand: false }
      const runs = (await get<Execution[] | undefined>('/executions', query, signal)) ?? []
      return runs.toSorted((a, b) => b.buildTime - a.buildTime)
    },
    pipelineConfigId !== undefined,
  )

/** How executions stand now, without contexts; those that are gone are left out. */
export const useStatuses = (app: string, ids: readonly string[]) =>
  useGate(
    ['executions', app, 'statuses', ...ids],
    async (signal) => {
      const query = { executionIds: ids.join(','), expand: false }
      const found = (await get<Execution[] | undefined>('/executions', query, signal)) ?? []
      return Object.fromEntries(found.map(({ id, status }) => [id, status]))
    },
    ids.length > 0,
  )

/** A pipeline as it is saved now, by its name. */
export const usePipelineConfig = (app: string, name: string | undefined) =>
  useGate(
    ['pipelineConfigs', app, 'named', name],
    (signal) => get<PipelineConfig>(path('applications', app, 'pipelineConfigs', name ?? ''), undefined, signal),
    name !== undefined,
  )

/** Saved states of a pipeline, the newest first. */
export const useRevisions = (app: string, pipelineConfigId: string | undefined) =>
  useGate(
    ['pipelineConfigs', app, 'history', pipelineConfigId],
    (signal) =>
      get<Revision[]>(path('pipelineConfigs', pipelineConfigId ?? '', 'history'), { limit: 100 }, signal).then(
        (all) => all ?? [],
      ),
    pipelineConfigId !== undefined,
  )

export interface ClusterPlace {
  readonly account: string
  readonly cluster: string
}

/** The server groups of one cluster in every region, the newest first. */
export const useCluster = (app: string, { account, cluster }: ClusterPlace) =>
  useGate(['serverGroups', app, 'cluster', account, cluster], (signal) =>
    readCluster(app, { account, cluster }, signal),
  )

export const readCluster = async (
  app: string,
  { account, cluster }: ClusterPlace,
  signal?: AbortSignal,
): Promise<ServerGroup[]> => {
  const found = await get<{ serverGroups?: ServerGroup[] } | undefined>(
    path('applications', app, 'clusters', account, cluster),
    undefined,
    signal,
  )
  return (found?.serverGroups ?? []).toSorted((a, b) => (b.createdTime ?? 0) - (a.createdTime ?? 0))
}

export interface CloudTask {
  readonly id: string
  readonly status?: { readonly completed?: boolean; readonly failed?: boolean; readonly status?: string }
  readonly history?: readonly { readonly phase?: string; readonly status?: string }[]
}

/** An operation of the cloud as Clouddriver recorded it; it forgets old ones, and what the stage noted stays. */
export const useCloudTask = (executionId: string, noted: CloudTask) =>
  useGate(['execution', executionId, 'cloud', noted.id], (signal) =>
    get<CloudTask>(path('tasks', executionId, 'details', noted.id), undefined, signal).catch(() => noted),
  )

/** What an instance wrote to its console. */
export const useConsole = (where: { account: string; region: string; id: string; provider: string } | undefined) =>
  useGate(
    ['console', where],
    (signal) =>
      get<{ output?: unknown } | undefined>(
        path('instances', where?.account ?? '', where?.region ?? '', where?.id ?? '', 'console'),
        { provider: where?.provider },
        signal,
      ),
    where !== undefined,
  )

/** Where an execution is as JSON. */
export const useJsonAddress = (id: string): string | undefined => {
  const { gateUrl } = useGate(['settings'], () => settings()).data ?? {}
  return gateUrl === undefined ? undefined : `${gateUrl}${path('pipelines', id)}`
}

interface Evaluated {
  readonly result?: unknown
  readonly detail?: unknown
}

/** What an expression is worth where a stage of an execution, or the execution as a whole, stands. */
export const evaluate = (id: string, stageId: string | undefined, expression: string) =>
  get<Evaluated>(
    stageId === undefined
      ? path('pipelines', id, 'evaluateExpression')
      : path('pipelines', id, stageId, 'evaluateExpression'),
    { expression },
  )
