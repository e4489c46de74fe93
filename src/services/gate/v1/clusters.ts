import type { FastifyPluginAsync } from 'fastify'
import { callJson, path } from '../../../platform/clients/index.ts'
import { type Backends, passOn } from '../backends.ts'
import { type RunningExecution, runningWork } from './running-work.ts'

/** An application's infrastructure as lists that may be of any length, and what is being done to it at the moment. */
export function clusterListRoutes({ clouddriver, orca }: Backends): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/applications/:application/clusters', passOn(clouddriver))
    app.get('/v1/applications/:application/firewalls', passOn(clouddriver))
    app.get('/v1/applications/:application/instances', passOn(clouddriver))
    app.get('/v1/applications/:application/instances/:id', passOn(clouddriver))
    app.get('/v1/applications/:application/running', async (request) => {
      const { application } = request.params as { application: string }
      const running = (at: 'tasks' | 'pipelines', query: Record<string, string | number | boolean>) =>
        callJson<RunningExecution[]>(orca, {
          method: 'GET',
          path: path`/applications/${application}/${at}`,
          query: { statuses: 'RUNNING', ...query },
        })
      const [tasks, executions] = await Promise.all([
        running('tasks', { limit: 100, page: 1 }),
        running('pipelines', { limit: 20, expand: true }),
      ])
      return runningWork(tasks, executions)
    })
  }
}
