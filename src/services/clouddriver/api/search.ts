import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { globMatcher, type Hit, searchInventory } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { readQuery } from './query.ts'

const searchQuery = z.looseObject({
  q: z.string().default(''),
  type: z.string('name the `type` to search, e.g. serverGroups').min(1, 'name the `type` to search, e.g. serverGroups'),
  pageSize: z.coerce.number().int().positive().default(10_000),
  page: z.coerce.number().int().positive().default(1),
  platform: z.string().optional(),
  /** Gate's own parameter; it is no field of anything. */
  allowShortQuery: z.string().optional(),
})

/** One search over all that there is; the answer is one page in a list of its own (clouddriver: SearchController). */
export function searchRoutes(context: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    app.get('/search', async (request) => {
      const { q, type, pageSize, page, platform: _, allowShortQuery: __, ...rest } = readQuery(searchQuery, request)
      const types = type.split(',').filter(Boolean)
      const filters = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]))
      const hits = [
        ...searchInventory(context.inventory, { q, types, filters }),
        ...(types.includes('applications') ? await applications(context, q) : []),
        ...(types.includes('projects') ? await projects(context, q) : []),
      ]
      const results = hits.slice((page - 1) * pageSize, page * pageSize)
      // The platform is this word whatever the clouds are, and clients have long got used to it.
      return [{ pageNumber: page, pageSize, platform: 'aws', query: q, totalMatches: hits.length, results }]
    })
  }
}

/** Whether a text has the word in it. */
function containing(q: string): (text: unknown) => boolean {
  const fits = globMatcher(`*${q.toLowerCase()}*`)
  return (text) => fits(String(text ?? '').toLowerCase())
}

/** Those of Front50 and those that only clouds know. A Front50 that does not answer costs its part. */
async function applications({ inventory, elsewhere }: ClouddriverContext, q: string): Promise<Hit[]> {
  const contains = containing(q)
  const stored = await elsewhere.applications().catch(() => [])
  const known = new Map(stored.map((each) => [String(each['name']).toLowerCase(), each]))
  for (const name of inventory.applications()) if (!known.has(name)) known.set(name, {})
  return [...known]
    .filter(([name]) => contains(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attributes]) => {
      const groups = inventory.serverGroupsOf(name)
      return {
        ...attributes,
        type: 'applications',
        provider: groups[0]?.provider ?? 'aws',
        name,
        application: name,
        accounts: [...new Set(groups.map(({ account }) => account))],
        url: `/applications/${name}`,
      }
    })
}

async function projects({ elsewhere }: ClouddriverContext, q: string): Promise<Hit[]> {
  const contains = containing(q)
  const stored = await elsewhere.projects().catch(() => [])
  return stored
    .filter(({ name, config }) => {
      const { applications: members = [] } = (config ?? {}) as { applications?: readonly string[] | null }
      return contains(name) || (members ?? []).some((member) => contains(member))
    })
    .map((project) => ({
      ...project,
      type: 'projects',
      provider: 'aws',
      url: `/projects/${project['id']}`,
    }))
}
