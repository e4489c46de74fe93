import type { HttpServer } from '../../../../platform/http/index.ts'
import type { DaemonContext } from '../context.ts'

/** What the daemon is doing, and what it did lately. */
export function taskRoutes(server: HttpServer, { tasks }: DaemonContext): void {
  server.get('/v1/tasks', async () => tasks.list())
  server.get<{ Params: { uuid: string } }>('/v1/tasks/:uuid', async ({ params }) => tasks.get(params.uuid))
  server.put<{ Params: { uuid: string } }>('/v1/tasks/:uuid/interrupt', async ({ params }) =>
    tasks.interrupt(params.uuid),
  )
}
