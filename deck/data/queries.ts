import { QueryClient, useQuery } from '@tanstack/react-query'
import { GateError, get, path } from './gate.ts'
import { useRefetchInterval } from './live.ts'
import type { Application, ApplicationSummary, Execution, PipelineConfig, ServerGroup, TaskView } from './shapes.ts'

/** What failed once may work again; what is not there (4xx) is not asked for three times. */
export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 2_000,
        retry: (failures, error) =>
          failures < 2 && !(error instanceof GateError && error.status >= 400 && error.status < 500),
        refetchOnWindowFocus: true,
      },
      mutations: { networkMode: 'always' },
    },
  })

const useGate = <T>(key: readonly unknown[], read: (signal: AbortSignal) => Promise<T>, enabled = true) => {
  const refetchInterval = useRefetchInterval()
  return useQuery({ queryKey: key, queryFn: ({ signal }) => read(signal), refetchInterval, enabled })
}

export const useUser = () =>
  useGate(['user'], (signal) =>
    get<{ username?: string } | undefined>('/auth/user', undefined, signal).then((user) => user ?? {}),
  )

export const useApplications = () =>
  useGate(['applications'], (signal) => get<ApplicationSummary[]>('/applications', undefined, signal))

export const useApplication = (app: string) =>
  useGate(['application', app], (signal) => get<Application>(path('applications', app), { expand: false }, signal))

export const usePipelineConfigs = (app: string) =>
  useGate(['pipelineConfigs', app], (signal) =>
    get<PipelineConfig[]>(path('applications', app, 'pipelineConfigs'), undefined, signal),
  )

/** The newest executions of each pipeline, without contexts. */
export const useExecutions = (app: string, limit: number) =>
  useGate(['executions', app, limit], (signal) =>
    get<Execution[]>(path('applications', app, 'pipelines'), { limit, expand: false }, signal),
  )

/** One execution with everything in it. */
export const useExecution = (id: string) =>
  useGate(['execution', id], (signal) => get<Execution>(path('pipelines', id), undefined, signal))

export const useServerGroups = (app: string) =>
  useGate(['serverGroups', app], (signal) =>
    get<ServerGroup[]>(path('applications', app, 'serverGroups'), undefined, signal),
  )

export const useServerGroup = (app: string, account: string, region: string, name: string) =>
  useGate(['serverGroups', app, account, region, name], (signal) =>
    get<ServerGroup>(path('applications', app, 'serverGroups', account, region, name), undefined, signal),
  )

export const useTasks = (app: string) =>
  useGate(['tasks', app], (signal) =>
    get<TaskView[]>(path('applications', app, 'tasks'), { limit: 100, page: 1 }, signal),
  )
