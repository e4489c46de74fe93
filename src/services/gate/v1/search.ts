import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callJson, path } from '../../../platform/clients/index.ts'
import type { Backends } from '../backends.ts'
import type { Catalogue, Entry } from './catalogue.ts'

const configured = ['application', 'pipeline', 'project'] as const
/** Kinds of the inventory by the words with which Clouddriver searches for them. */
const inCloud = {
  serverGroup: 'serverGroups',
  instance: 'instances',
  loadBalancer: 'loadBalancers',
  firewall: 'securityGroups',
  cluster: 'clusters',
} as const
type CloudType = keyof typeof inCloud
const cloudTypes = Object.keys(inCloud) as CloudType[]
const types = [...configured, 'execution', ...cloudTypes] as const

const querystring = z.object({
  q: z.string().trim().min(1, 'say what to search for'),
  type: z
    .string()
    .optional()
    .transform((text) => text?.split(',').filter(Boolean))
    .pipe(z.array(z.enum(types)).optional())
    .describe(`Of ${types.join(', ')}; all when it is not given.`),
  limit: z.coerce.number().int().min(1).max(200).default(8).describe('Of each type.'),
})

type Json = Record<string, unknown>

/** As Orca finds it; `match`: in which value. */
interface FoundExecution {
  readonly id: string
  readonly name: string
  readonly application: string
  readonly status: string
  readonly buildTime: number
  readonly user?: string
  readonly match: { readonly name: string; readonly value: string }
}

/** Fewer letters match nearly everything that runs. */
const fewestLetters = 3

/** A line of a search's answer; which of the fields a type has follows from what its page's address needs. */
export interface SearchResult {
  readonly type: (typeof types)[number]
  readonly name: string
  readonly application?: string
  readonly id?: string
  readonly account?: string
  readonly region?: string
  readonly provider?: string
  readonly vpcId?: string
  readonly status?: string
  readonly detail?: string
  /** Who started an execution, and when it was built in milliseconds. */
  readonly user?: string
  readonly at?: number
}

/**
 * `GET /v1/search`: everything that Deck has a page for, by words, forgiving typing errors in what people named. What a backend
 * does not answer is missing and named in `failed`; the rest is there.
 */
export function searchRoutes({ orca, clouddriver }: Backends, catalogue: Catalogue): FastifyPluginAsyncZod {
  async function fromCatalogue(q: string, wanted: ReadonlySet<string>, limit: number): Promise<SearchResult[]> {
    const asked = configured.filter((type) => wanted.has(type))
    const found = await Promise.all(asked.map((type) => catalogue.search(q, new Set<Entry['type']>([type]), limit)))
    return found.flat().map(({ score: _, ...entry }) => entry)
  }

  async function executions(words: string, limit: number): Promise<SearchResult[]> {
    const query = { words, limit }
    const call = { method: 'GET', path: '/v1/executions/search', query } as const
    const { executions: found } = await callJson<{ executions: FoundExecution[] }>(orca, call)
    return found.map(({ id, name, application, status, buildTime, user, match }) => ({
      type: 'execution',
      id,
      name,
      application,
      status,
      at: buildTime,
      ...(user === undefined ? {} : { user }),
      // An id says itself that it was found.
      ...(match.name === 'id' || match.name === 'user' ? {} : { detail: `${match.name}: ${match.value}` }),
    }))
  }

  async function fromInventory(type: CloudType, q: string, limit: number): Promise<SearchResult[]> {
    const query = { q, type: inCloud[type], pageSize: limit, page: 1 }
    const [page] = await callJson<{ results: Json[] }[]>(clouddriver, { method: 'GET', path: path`/search`, query })
    return (page?.results ?? []).map((hit) => cloudResult(type, hit))
  }

  return async (app) => {
    app.get('/v1/search', { schema: { querystring } }, async (request) => {
      const { q, limit, type } = request.query
      const wanted = new Set<string>(type ?? types)
      const failed: string[] = []
      const part = (name: string, work: Promise<SearchResult[]>) =>
        work.catch((): SearchResult[] => {
          failed.push(name)
          return []
        })
      const results = await Promise.all([
        part('configuration', fromCatalogue(q, wanted, limit)),
        ...(q.length < fewestLetters || !wanted.has('execution') ? [] : [part('executions', executions(q, limit))]),
        ...(q.length < fewestLetters
          ? []
          : cloudTypes.filter((each) => wanted.has(each)).map((each) => part(each, fromInventory(each, q, limit)))),
      ])
      return { query: q, results: results.flat(), failed }
    })
  }
}

function cloudResult(type: CloudType, hit: Json): SearchResult {
  const text = (name: string): Record<string, string> => {
    const value = hit[name]
    return typeof value === 'string' && value !== '' ? { [name]: value } : {}
  }
  const names = {
    serverGroup: 'serverGroup',
    instance: 'instanceId',
    loadBalancer: 'loadBalancer',
    firewall: 'name',
    cluster: 'cluster',
  }
  return {
    type,
    name: String(hit[names[type]] ?? hit['name'] ?? ''),
    ...text('application'),
    ...text('account'),
    ...text('region'),
    ...text('provider'),
    ...text('vpcId'),
    ...text('id'),
    ...(type === 'instance' ? { detail: String(hit['serverGroup'] ?? '') } : {}),
  }
}
