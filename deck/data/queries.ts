import { QueryClient, useQuery } from '@tanstack/react-query'
import { firstOf, firstOfApplication } from './bootstrap.ts'
import { GateError, get, path } from './gate.ts'
import type { Judge } from './judgment.ts'
import { isLive, useRefetchInterval } from './live.ts'
import type {
  Account,
  Application,
  ApplicationSummary,
  Execution,
  Instance,
  PipelineConfig,
  ServerGroup,
  TaskView,
} from './shapes.ts'

/** What failed once may work again; what is not there (4xx) is not asked for three times. */
export const createQueries = (): QueryClient => {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 2_000,
        retry: (failures, error) =>
          failures < 2 && !(error instanceof GateError && error.status >= 400 && error.status < 500),
        // Beside the stream, a tab that comes back reads again what changed meanwhile, and nothing else.
        refetchOnWindowFocus: () => !isLive(),
      },
      mutations: { networkMode: 'always' },
    },
  })
  // Who one is does not change from one part of a page to the next.
  queries.setQueryDefaults(['user'], { staleTime: 300_000 })
  return queries
}

/** Reads from Gate and reads again when the live stream says that what the key names has changed. */
export const useGate = <T>(
  key: readonly unknown[],
  read: (signal: AbortSignal) => Promise<T>,
  enabled = true,
  /** Milliseconds; for what changes without anyone telling the stream. */
  atLeastEvery = Number.POSITIVE_INFINITY,
) => {
  const refetchInterval = Math.min(useRefetchInterval(), atLeastEvery)
  return useQuery({ queryKey: key, queryFn: ({ signal }) => read(signal), refetchInterval, enabled })
}

export const useUser = () =>
  useGate(['user'], (signal) =>
    firstOf('user', () => get<Judge | undefined>('/auth/user', undefined, signal).then((user): Judge => user ?? {})),
  )

export const useApplications = () =>
  useGate(['applications'], (signal) => get<ApplicationSummary[]>('/applications', undefined, signal))

export const readApplication = (app: string, signal?: AbortSignal) =>
  get<Application>(path('applications', app), { expand: false }, signal)

export const useApplication = (app: string) =>
  useGate(['application', app], (signal) => firstOfApplication(app, 'application', () => readApplication(app, signal)))

export const usePipelineConfigs = (app: string, enabled = true) =>
  useGate(
    ['pipelineConfigs', app],
    (signal) => get<PipelineConfig[]>(path('applications', app, 'pipelineConfigs'), undefined, signal),
    enabled,
  )

/** The newest executions of each pipeline, without contexts. */
export const useExecutions = (app: string, limit: number) =>
  useGate(['executions', app, limit], (signal) =>
    get<Execution[]>(path('applications', app, 'pipelines'), { limit, expand: false }, signal),
  )

const executionKey = (id: string) => ['execution', id] as const
const readExecution = (id: string, signal: AbortSignal) => get<Execution>(path('pipelines', id), undefined, signal)

/** One execution with everything in it. */
export const useExecution = (id: string) => useGate(executionKey(id), (signal) => readExecution(id, signal))

/** Begins to read an execution that nobody has read yet, while the code that shows it is still on its way. */
export const startExecution = (queries: QueryClient, id: string): void => {
  if (queries.getQueryState(executionKey(id)) !== undefined) return
  void queries.prefetchQuery({ queryKey: executionKey(id), queryFn: ({ signal }) => readExecution(id, signal) })
}

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

export const useTask = (app: string, id: string) =>
  useGate(['tasks', app, 'task', id], (signal) => get<TaskView>(path('tasks', id), undefined, signal))

/** What is being done to an application now, outside its pipelines. */
export const useRunningTasks = (app: string) =>
  useGate(['tasks', app, 'running'], (signal) =>
    get<TaskView[]>(path('applications', app, 'tasks'), { statuses: 'RUNNING', limit: 100, page: 1 }, signal),
  )

/** An instance in full; an instance's address names only its id, so where it is must be known from its server group. */
export const useInstance = (app: string, account: string, region: string, id: string) =>
  useGate(['serverGroups', app, 'instance', account, region, id], (signal) =>
    get<Instance>(path('instances', account, region, id), undefined, signal),
  )

export const useAccounts = (enabled = true) =>
  useGate(
    ['accounts'],
    (signal) => firstOf('accounts', () => get<Account[]>('/credentials', { expand: true }, signal)),
    enabled,
  )
