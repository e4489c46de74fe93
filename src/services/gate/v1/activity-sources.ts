import { callJson, path } from '../../../platform/clients/index.ts'
import type { Execution } from '../../orca/model.ts'
import type { Backends } from '../backends.ts'
import type { ActivityItem, ActivitySource } from './activity.ts'
import { isWaiting } from './home.ts'
import type { PipelineDigest } from './pipeline-digest.ts'

interface Task {
  readonly id: string
  readonly name?: string
  readonly status: string
  readonly buildTime?: number
  readonly startTime?: number
  readonly endTime?: number
  readonly execution?: Execution
}

/** Jobs that change what is configured, and of what. */
const changes: Readonly<Record<string, NonNullable<ActivityItem['subject']>>> = {
  createApplication: 'application',
  updateApplication: 'application',
  upsertApplication: 'application',
  deleteApplication: 'application',
  savePipeline: 'pipeline',
  updatePipeline: 'pipeline',
  deletePipeline: 'pipeline',
  reorderPipelines: 'pipeline',
  savePipelinesFromArtifact: 'pipeline',
  upsertProject: 'project',
  deleteProject: 'project',
  createPipelineTemplate: 'template',
  updatePipelineTemplate: 'template',
  deletePipelineTemplate: 'template',
  createV2PipelineTemplate: 'template',
  updateV2PipelineTemplate: 'template',
  deleteV2PipelineTemplate: 'template',
}

/** Where an application's time line comes from. `statuses`: only these are read, where a source knows statuses. */
export function activitySources(
  { orca, front50 }: Backends,
  application: string,
  pipelines: () => Promise<readonly PipelineDigest[]>,
  statuses?: readonly string[],
): readonly ActivitySource[] {
  const only = statuses === undefined ? {} : { statuses: statuses.join(',') }
  const executions: ActivitySource = {
    kinds: ['execution'],
    async read(before, size) {
      const query = { triggerTimeEndBoundary: before - 1, size, expand: false, ...only }
      const route = path`/applications/${application}/pipelines/search`
      const found = await callJson<Execution[]>(orca, { method: 'GET', path: route, query })
      return found.map(executionItem)
    },
  }
  const tasks: ActivitySource = {
    kinds: ['task', 'config'],
    async read(before, size) {
      const query = { startedBefore: before, limit: size, page: 1, ...only }
      const route = path`/applications/${application}/tasks`
      const found = await callJson<Task[]>(orca, { method: 'GET', path: route, query })
      return found.map(taskItem).toSorted((a, b) => b.at - a.at)
    },
  }
  let revisions: Promise<readonly ActivityItem[]> | undefined
  const configuration: ActivitySource = {
    kinds: ['config'],
    async read(before, size) {
      revisions ??= configured()
      return (await revisions).filter(({ at }) => at < before).slice(0, size)
    },
  }

  /** The application's revisions, and the newest of each pipeline. */
  async function configured(): Promise<ActivityItem[]> {
    const [history, digests] = await Promise.all([
      front50.applicationHistory(application, 200).catch(() => []),
      pipelines().catch(() => []),
    ])
    const ofApplication = history.map((revision, position): ActivityItem => {
      const at = Number(revision['updateTs'])
      const isFirst = position === history.length - 1 && revision['createTs'] === revision['updateTs']
      return {
        id: `application-${at}`,
        kind: 'config',
        subject: 'application',
        at,
        title: `${isFirst ? 'Application created' : 'Application changed'}: ${application}`,
        user: String(revision['lastModifiedBy'] ?? 'anonymous'),
      }
    })
    const ofPipelines = digests.map(({ id, name, updateTs, lastModifiedBy }): ActivityItem => {
      const at = Number(updateTs)
      return {
        id: `pipeline-${id}-${at}`,
        kind: 'config',
        subject: 'pipeline',
        at,
        title: `Pipeline changed: ${name}`,
        user: lastModifiedBy ?? 'anonymous',
        pipelineConfigId: id,
      }
    })
    return [...ofApplication, ...ofPipelines].filter(({ at }) => at > 0).toSorted((a, b) => b.at - a.at)
  }

  return [executions, tasks, configuration]
}

const times = ({ startTime, endTime }: Pick<Task, 'startTime' | 'endTime'>) => ({
  ...(startTime ? { startTime } : {}),
  ...(endTime ? { endTime } : {}),
})

function executionItem(execution: Execution): ActivityItem {
  const { id, name, pipelineConfigId, status, buildTime, trigger } = execution
  return {
    id,
    kind: 'execution',
    at: buildTime ?? 0,
    title: name ?? '',
    user: String(trigger['user'] ?? execution.authentication?.user ?? 'anonymous'),
    status,
    ...(isWaiting(execution) ? { needsJudgment: true } : {}),
    ...times(execution as Task),
    ...(pipelineConfigId ? { pipelineConfigId } : {}),
    trigger: String(trigger['type'] ?? 'manual'),
  }
}

function taskItem(task: Task): ActivityItem {
  const { id, name, status, execution } = task
  const contexts = (execution?.stages ?? []).map(({ type, context }) => ({ type, context: context ?? {} }))
  const change = contexts.find(({ type }) => Object.hasOwn(changes, type))
  const pipelineConfigId = contexts
    .map(({ context }) => context['pipeline.id'])
    .find((value) => typeof value === 'string')
  return {
    id,
    kind: change === undefined ? 'task' : 'config',
    at: task.startTime ?? task.buildTime ?? 0,
    title: name || contexts[0]?.type || id,
    user: String(
      contexts.map(({ context }) => context['user']).find(Boolean) ?? execution?.authentication?.user ?? 'anonymous',
    ),
    status,
    ...times(task),
    ...(change === undefined ? {} : { subject: changes[change.type]! }),
    ...(typeof pipelineConfigId === 'string' ? { pipelineConfigId } : {}),
  }
}
