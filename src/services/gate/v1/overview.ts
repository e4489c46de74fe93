import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { callJson, path, type Transport } from '../../../platform/clients/index.ts'
import type { ServerGroupView } from '../../clouddriver/client.ts'
import type { Execution } from '../../orca/model.ts'
import type { Backends } from '../backends.ts'
import { type Environment, environmentsOf } from './environments.ts'
import { type ExecutionLine, isWaiting, lineOf } from './home.ts'

const ofApplication = z.object({ application: z.string() })
const active = 'RUNNING,PAUSED,SUSPENDED,NOT_STARTED'
/** A badge says `100+` and no more. */
const most = 100

export interface ApplicationCounts {
  readonly executions: number
  readonly tasks: number
  readonly waiting: number
}

export interface ApplicationOverview {
  readonly environments: readonly Environment[]
  /** Executions that wait for somebody's judgement. */
  readonly waiting: readonly ExecutionLine[]
  readonly running: readonly ExecutionLine[]
  /** What could not be read. */
  readonly missing: readonly string[]
}

const runningIn = (orca: Transport, application: string) =>
  callJson<Execution[]>(orca, {
    method: 'GET',
    path: path`/applications/${application}/pipelines/search`,
    query: { statuses: active, size: most, expand: false },
  })

/** How much goes on in an application, for badges. */
export async function countsOf({ orca }: Backends, application: string): Promise<ApplicationCounts> {
  const [executions, tasks] = await Promise.all([
    runningIn(orca, application),
    callJson<unknown[]>(orca, {
      method: 'GET',
      path: path`/applications/${application}/tasks`,
      query: { statuses: active, limit: most, page: 1 },
    }),
  ])
  return { executions: executions.length, tasks: tasks.length, waiting: executions.filter(isWaiting).length }
}

/** An application at a glance: how much goes on, and what runs where. */
export function overviewRoutes(backends: Backends): FastifyPluginAsync {
  const { orca, clouddriver } = backends
  return async (app) => {
    app.get('/v1/applications/:application/counts', async (request) =>
      countsOf(backends, ofApplication.parse(request.params).application),
    )

    app.get('/v1/applications/:application/overview', async (request): Promise<ApplicationOverview> => {
      const { application } = ofApplication.parse(request.params)
      const missing: string[] = []
      const part = <T>(name: string, work: Promise<T[]>) =>
        work.catch((): T[] => {
          missing.push(name)
          return []
        })
      const [executions, groups] = await Promise.all([
        part('running executions', runningIn(orca, application)),
        part(
          'infrastructure',
          callJson<ServerGroupView[]>(clouddriver, {
            method: 'GET',
            path: '/serverGroups',
            query: { applications: application },
          }),
        ),
      ])
      return {
        environments: environmentsOf(groups),
        waiting: executions.filter(isWaiting).map(lineOf),
        running: executions.filter((execution) => !isWaiting(execution)).map(lineOf),
        missing,
      }
    })
  }
}
