import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callJson } from '../../../platform/clients/index.ts'
import type { Clock } from '../../../platform/clock.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { ServerGroupView } from '../../clouddriver/client.ts'
import type { Execution, Stage } from '../../orca/model.ts'
import type { Backends } from '../backends.ts'
import type { Catalogue } from './catalogue.ts'
import { type Environment, environmentsOf } from './environments.ts'

/** However much goes on, a page has room for so much. */
const mostRunning = 200
const mostWaiting = 20
const mostFailed = 20
const failedSinceMs = 24 * 3_600_000
const mostApplications = 30
/** So many applications are shown to who has not yet chosen any. */
const fewApplications = 12

const querystring = z.object({
  applications: z
    .string()
    .default('')
    .transform((text) => [...new Set(text.split(',').filter(Boolean))].slice(0, mostApplications))
    .describe('Whose environments are told of, separated by commas.'),
  environments: z
    .stringbool()
    .default(false)
    .describe(
      'Tells of environments also where few applications are named: of those where something runs, and of others.',
    ),
})

/** An execution as a line. Times in milliseconds. */
export interface ExecutionLine {
  readonly id: string
  readonly application: string
  readonly name: string
  readonly pipelineConfigId?: string
  readonly status: string
  /** It waits for somebody's judgement. */
  readonly needsJudgment?: true
  readonly buildTime?: number
  readonly startTime?: number
  readonly endTime?: number
  /** Who started it. */
  readonly user: string
  /** The stages that run or failed, by name. */
  readonly stages: readonly string[]
}

/** An execution that waits for somebody's judgement: of its stages only those, whole; of its trigger only who and what. */
export interface Waiting
  extends Pick<Execution, 'id' | 'application' | 'name' | 'buildTime' | 'startTime' | 'authentication' | 'trigger'> {
  readonly stages: readonly Stage[]
}

export interface Home {
  readonly user: string
  /** The longest waiting first. */
  readonly waiting: readonly Waiting[]
  readonly running: readonly ExecutionLine[]
  /** Of the last day, the newest first. */
  readonly failed: readonly ExecutionLine[]
  readonly environments: readonly Environment[]
  /** How many there are, and whose environments these are. */
  readonly applications: { readonly total: number; readonly shown: readonly string[] }
  /** What could not be read. */
  readonly missing: readonly string[]
}

/** `GET /v1/home`: what needs somebody, in one answer whose size has a bound. */
export function homeRoutes({ orca, clouddriver }: Backends, catalogue: Catalogue, clock: Clock): FastifyPluginAsyncZod {
  const executions = (query: Record<string, string | number | boolean>) =>
    callJson<Execution[]>(orca, { method: 'GET', path: '/applications/*/pipelines/search', query })

  const serverGroups = (applications: readonly string[]) =>
    callJson<ServerGroupView[]>(clouddriver, {
      method: 'GET',
      path: '/serverGroups',
      query: { applications: applications.join(',') },
    })

  return async (app) => {
    app.get('/v1/home', { schema: { querystring } }, async (request): Promise<Home> => {
      const { applications, environments } = request.query
      const missing: string[] = []
      const part = <T>(name: string, work: Promise<readonly T[]>) =>
        work.catch((): readonly T[] => {
          missing.push(name)
          return []
        })
      const since = clock.now() - failedSinceMs
      const [active, failed, names] = await Promise.all([
        part('running executions', executions({ statuses: 'RUNNING,PAUSED', size: mostRunning, expand: false })),
        part(
          'failed executions',
          executions({ statuses: 'TERMINAL', size: mostFailed, expand: false, triggerTimeStartBoundary: since }),
        ),
        part('applications', catalogue.applications()),
      ])
      const busy = [...active, ...failed].map(({ application }) => application)
      const others = environments ? [...busy, ...names].filter((name) => !applications.includes(name)) : []
      const shown = [
        ...applications,
        ...[...new Set(others)].slice(0, Math.max(0, fewApplications - applications.length)),
      ]
      const groups = shown.length === 0 ? [] : await part('infrastructure', serverGroups(shown))
      const ids = active
        .filter(isWaiting)
        .toSorted((a, b) => waitingSince(a) - waitingSince(b))
        .slice(0, mostWaiting)
        .map(({ id }) => id)
      const whole =
        ids.length === 0
          ? []
          : await part(
              'judgements',
              callJson<Execution[]>(orca, {
                method: 'GET',
                path: '/pipelines',
                query: { executionIds: ids.join(','), expand: true },
              }),
            )
      return {
        user: currentIdentity().user ?? 'anonymous',
        waiting: ids.flatMap((id) => whole.filter((each) => each.id === id).map(waitingOf)),
        running: active.map(lineOf),
        failed: failed.map(lineOf),
        environments: environmentsOf(groups),
        applications: { total: names.length, shown },
        missing,
      }
    })
  }
}

const judgements = ({ stages }: Execution) =>
  stages.filter(({ type, status }) => type === 'manualJudgment' && status === 'RUNNING')

export const isWaiting = (execution: Execution): boolean => judgements(execution).length > 0
const waitingSince = (execution: Execution): number => judgements(execution)[0]?.startTime ?? 0

function waitingOf({
  id,
  application,
  name,
  buildTime,
  startTime,
  authentication,
  trigger,
  ...rest
}: Execution): Waiting {
  const { type, user } = trigger as { type?: string; user?: string }
  const told = { ...(type ? { type } : {}), ...(user ? { user } : {}) } as Execution['trigger']
  const stages = judgements({ ...rest, id, application, trigger } as Execution)
  return {
    id,
    application,
    ...(name === undefined ? {} : { name }),
    ...(buildTime === undefined ? {} : { buildTime }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(authentication === undefined ? {} : { authentication }),
    trigger: told,
    stages,
  } as Waiting
}

export function lineOf(execution: Execution): ExecutionLine {
  const { id, application, name, pipelineConfigId, status, buildTime, startTime, endTime } = execution
  const shown = execution.stages.filter((stage) => stage.status === 'RUNNING' || stage.status === 'TERMINAL')
  return {
    id,
    application,
    name: name ?? '',
    status,
    ...(isWaiting(execution) ? { needsJudgment: true } : {}),
    ...(pipelineConfigId ? { pipelineConfigId } : {}),
    ...(buildTime ? { buildTime } : {}),
    ...(startTime ? { startTime } : {}),
    ...(endTime ? { endTime } : {}),
    user: String(execution.trigger['user'] ?? execution.authentication?.user ?? 'anonymous'),
    stages: shown.filter(({ parentStageId }) => !parentStageId).map((stage) => stage.name),
  }
}
