import { z } from 'zod'
import type { HttpServer } from '../../../../platform/http/index.ts'
import { readHalconfig } from '../../halconfig/index.ts'
import { availableVersions, release, resolveVersion } from '../../versions/index.ts'
import type { DaemonContext } from '../context.ts'
import { partsOf } from './asked.ts'

const asked = z.object({ version: z.string().optional() })

/** The versions that there are, and what is in them. */
export function versionRoutes(server: HttpServer, { home, tasks, timeouts }: DaemonContext): void {
  server.get('/v1/versions', async () =>
    tasks.submit('Get released versions', timeouts.task, async () => {
      const { versions, illegalVersions } = availableVersions(home)
      return { body: { latestHalyard: release(), latestSpinnaker: release(), versions, illegalVersions } }
    }),
  )
  server.get('/v1/versions/latest', async () =>
    tasks.submit('Get latest version', timeouts.task, async () => ({ body: release() })),
  )
  const bom = (version: string | undefined) =>
    tasks.submit('Get BOM', timeouts.task, async () => {
      const resolved = resolveVersion(home, version ?? readHalconfig(home).deployment().version)
      return { body: resolved.bom, findings: resolved.findings }
    })
  server.get<{ Querystring: z.infer<typeof asked> }>(
    '/v1/versions/bom',
    { schema: { querystring: asked } },
    async ({ query }) => bom(query.version),
  )
  // A version may have slashes, as that of a branch.
  server.get('/v1/versions/bom/*', async (request) => bom(partsOf(request.raw.url!, 3).join('/')))
}
