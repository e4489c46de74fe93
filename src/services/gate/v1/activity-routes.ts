import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { parseBody } from '../api/parameters.ts'
import type { Backends } from '../backends.ts'
import { type ActivityItem, readActivity } from './activity.ts'
import { csvOf } from './activity-export.ts'
import { activitySources } from './activity-sources.ts'
import type { PipelineDigests } from './pipeline-digests.ts'

const list = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((given) => {
    const values = [given ?? []].flat().flatMap((text) => text.split(','))
    const found = values.map((value) => value.trim().replaceAll('%2c', ',')).filter(Boolean)
    return found.length > 0 ? found : undefined
  })
const now = Number.MAX_SAFE_INTEGER
const filters = z.object({
  kind: list.pipe(z.array(z.enum(['execution', 'task', 'config'])).optional()),
  user: list,
  status: list.transform((values) => values?.map((value) => value.toUpperCase())),
  q: z.string().trim().optional(),
  before: z.coerce.number().int().positive().default(now),
})
const pageQuery = filters.extend({ limit: z.coerce.number().int().min(1).max(200).default(50) })
const ofApplication = z.object({ application: z.string() })

/** An export holds so many lines; one that is cut says where to go on (`X-Next-Before`). */
const mostExported = 10_000

/** What was done to an application: executions, tasks and changes of its configuration in one time line, and as a file. */
export function activityRoutes(backends: Backends, digests: PipelineDigests): FastifyPluginAsync {
  const read = (application: string, { kind, user, status, q, before }: z.infer<typeof filters>, limit: number) =>
    readActivity(
      activitySources(backends, application, () => digests.of(application), status),
      { kinds: kind, users: user, statuses: status, q },
      { before, limit },
    )

  async function readAll(application: string, asked: z.infer<typeof filters>) {
    const items: ActivityItem[] = []
    let before: number | undefined = asked.before
    while (before !== undefined && items.length < mostExported) {
      const page = await read(application, { ...asked, before }, mostExported - items.length)
      items.push(...page.items)
      before = page.next
    }
    return { items, next: before }
  }

  return async (app) => {
    app.get('/v1/applications/:application/activity', async (request) => {
      const { application } = ofApplication.parse(request.params)
      const { limit, ...asked } = parseBody(pageQuery, request.query, 'query')
      return read(application, asked, limit)
    })
    for (const format of ['csv', 'json'] as const) {
      app.get(`/v1/applications/:application/activity.${format}`, async (request, reply) => {
        const { application } = ofApplication.parse(request.params)
        const { items, next } = await readAll(application, parseBody(filters, request.query, 'query'))
        const name = `${application.replaceAll(/[^\w.-]/g, '_')}-activity.${format}`
        reply.header('content-disposition', `attachment; filename="${name}"`)
        if (next !== undefined) reply.header('x-next-before', String(next))
        if (format === 'json') return items
        return reply.type('text/csv; charset=utf-8').send(csvOf(items))
      })
    }
  }
}
