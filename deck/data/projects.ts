import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get, path } from './gate.ts'
import { useGate } from './queries.ts'
import type { Execution, InstanceCounts, Json, PipelineConfig } from './shapes.ts'

export interface ProjectCluster {
  readonly account?: string
  readonly stack?: string
  readonly detail?: string
  readonly applications?: readonly string[] | null
}

export interface Project {
  readonly id: string
  readonly name: string
  readonly email?: string
  readonly createTs?: number
  readonly updateTs?: number
  readonly config?: {
    readonly applications?: readonly string[] | null
    readonly clusters?: readonly ProjectCluster[] | null
    readonly pipelineConfigs?: readonly { application: string; pipelineConfigId: string }[] | null
    readonly [more: string]: unknown
  }
  readonly [more: string]: unknown
}

/** A row of `GET /projects/{name}/clusters`. */
export interface ClusterRow {
  readonly account: string
  readonly stack?: string
  readonly detail?: string
  readonly instanceCounts?: InstanceCounts
  readonly applications?: readonly {
    readonly application: string
    readonly lastPush?: number
    readonly clusters?: readonly {
      readonly region: string
      readonly lastPush?: number
      readonly instanceCounts?: InstanceCounts
      readonly builds?: readonly Json[]
    }[]
  }[]
}

export const useProjects = () => useGate(['projects'], (signal) => get<Project[]>('/projects', undefined, signal))

export const readProject = (nameOrId: string, signal?: AbortSignal) =>
  get<Project>(path('projects', nameOrId), undefined, signal)

export const useProject = (name: string) => useGate(['projects', name], (signal) => readProject(name, signal))

export const useProjectClusters = (name: string) =>
  useGate(['serverGroups', 'project', name], (signal) =>
    get<ClusterRow[]>(path('projects', name, 'clusters'), undefined, signal),
  )

/** The newest execution of each of its pipelines. */
export const useProjectRuns = (name: string) =>
  useGate(['projectRuns', name], (signal) =>
    get<Execution[]>(path('projects', name, 'pipelines'), { limit: 1 }, signal),
  )

/** The pipelines of several applications; one that cannot be read has none. Those before stay until the next are there. */
export const usePipelinesOf = (applications: readonly string[]) =>
  useQuery({
    queryKey: ['pipelineConfigs', 'of', ...applications],
    queryFn: async ({ signal }) => {
      const lists = applications.map((app) =>
        get<PipelineConfig[]>(path('applications', app, 'pipelineConfigs'), undefined, signal).catch(() => []),
      )
      return (await Promise.all(lists)).flat()
    },
    placeholderData: keepPreviousData,
  })
