import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { callJson, path, pathSegment } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { type Backends, joined } from '../backends.ts'

type Json = Record<string, unknown>

/** Executions whose names one timeline may ask for. */
const mostNames = 100
/** Tasks have no list by id: these are asked for one by one. */
const mostTasks = 10

/**
 * What Spot has beyond all clouds: Clouddriver's routes under `/spot`, one to one. In a timeline the executions that did
 * something get their names. Operations are not for this door: they run as tasks, for all to see.
 */
export function spotRoutes({ clouddriver, orca }: Backends): FastifyPluginAsync {
  const passOn = async (request: FastifyRequest) => {
    const { method, body } = request
    const query = joined(request.query as Record<string, string | string[]>)
    const call = { method: method as 'GET' | 'POST', path: pathOf(request), query }
    return callJson(clouddriver, { ...call, ...(body === undefined ? {} : { body }) })
  }

  async function named(timeline: Json): Promise<Json> {
    const entries = (Array.isArray(timeline.entries) ? timeline.entries : []) as Json[]
    const idsOf = (isPipeline: boolean) =>
      new Set(
        entries
          .filter(({ executionId, executionType }) => executionId && (executionType !== 'ORCHESTRATION') === isPipeline)
          .map(({ executionId }) => String(executionId)),
      )
    const pipelines = [...idsOf(true)].slice(0, mostNames)
    const tasks = [...idsOf(false)].slice(0, mostTasks)
    // A timeline without names is better than none.
    const [found, done] = await Promise.all([
      pipelines.length === 0
        ? ([] as Json[])
        : callJson<Json[]>(orca, {
            method: 'GET',
            path: '/pipelines',
            query: { executionIds: pipelines.join(','), expand: false },
          }).catch((): Json[] => []),
      Promise.all(
        tasks.map((id) => callJson<Json>(orca, { method: 'GET', path: path`/tasks/${id}` }).catch(() => undefined)),
      ),
    ])
    const all = [...found, ...done.filter((task) => task !== undefined)]
    const names = new Map(all.map(({ id, name, description }) => [id, name ?? description]))
    return {
      ...timeline,
      entries: entries.map((entry) => {
        const executionName = names.get(entry.executionId)
        return executionName ? { ...entry, executionName } : entry
      }),
    }
  }

  return async (app) => {
    app.get('/spot/*', async (request, reply) => send(reply, await passOn(request)))
    for (const url of [
      '/spot/serverGroups/:account/:region/:name/timeline',
      '/spot/clusters/:application/:account/:cluster/timeline',
    ]) {
      app.get(url, async (request) => named((await passOn(request)) as Json))
    }
    app.post('/spot/*', async (request, reply) => {
      if (/^\/spot\/ops(\/|$)/.test(pathOf(request))) {
        throw problem('notAllowed', 'Operations run as tasks: POST /tasks with a job of the operation’s name')
      }
      return send(reply, await passOn(request))
    })
    app.get(
      '/applications/:application/clusters/:account/:cluster/serverGroups/:name/elastilogs',
      async (request, reply) => {
        const { application, account, cluster, name } = request.params as Record<string, string>
        const { provider = 'spot', ...query } = joined(request.query as Record<string, string>)
        const of = path`/applications/${application!}/clusters/${account!}/${cluster!}/${String(provider)}`
        const at = `${of}${path`/serverGroups/${name!}/elastilogs`}`
        return send(reply, await callJson(clouddriver, { method: 'GET', path: at, query }))
      },
    )
  }
}

/** An answer of nothing is an empty one. */
const send = (reply: FastifyReply, body: unknown) => reply.send(body)

/** The path as it was asked for, segment by segment: none of them leads out of `/spot`. @throws invalid */
function pathOf(request: FastifyRequest): string {
  const [asked = '/'] = request.url.split('?')
  const segments = asked.replace(/\/$/, '').split('/').slice(1)
  return segments.map((segment) => `/${pathSegment(decoded(segment))}`).join('')
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw problem('invalid', `'${segment}' is not a part of an address`)
  }
}
