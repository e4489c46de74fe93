import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readable, requireAdmin, requireRight, requireRunAs } from '../access/index.ts'
import {
  type ConfigKind,
  deletePipeline,
  filterPipelines,
  inDisplayOrder,
  type Pipeline,
  pipelineSchema,
  presentPipeline,
  runAsUsers,
  type SubmittedPipeline,
  savePipeline,
  savePipelines,
  triggeredBy,
  updatePipeline,
} from '../pipelines/index.ts'
import { messageOfRefusal, notFound } from '../problems.ts'
import { type Document, foldCase, type Json } from '../store/index.ts'
import { type Front50Context, userOf } from './context.ts'
import { count, flag, historyQuery, list } from './parameters.ts'

const saveQuery = z.object({ staleCheck: flag.default(false) })
const listQuery = z.object({
  restricted: flag.default(true),
  enabledPipelines: flag.optional(),
  enabledTriggers: flag.optional(),
  triggerTypes: list.optional(),
})
const applicationQuery = z.object({
  pipelineNameFilter: z.string().optional(),
  pipelineLimit: count,
  enabledPipelines: flag.optional(),
})
const identified = z.object({ id: z.string() })
const ofApplication = z.object({ application: z.string() })
const namedIn = z.object({ application: z.string(), name: z.string() })

/** `/pipelines` and `/strategies`: the same routes for the two kinds of configs. */
export function pipelineRoutes(
  { documents, authorization }: Front50Context,
  kind: ConfigKind,
): FastifyPluginCallbackZod {
  const base = kind === 'pipeline' ? '/pipelines' : '/strategies'

  const readableTo = (user: string, pipelines: Pipeline[]) =>
    readable(authorization, user, pipelines, ({ application }) => foldCase(application))

  const present = async (user: string, document: Document | undefined, otherwise: string) => {
    if (!document) throw notFound(otherwise)
    await requireRight(authorization, user, 'READ', document.application ?? '')
    return presentPipeline(document)
  }

  /** The right to change the application that the config joins, the one that it leaves, and to run as its triggers do. */
  const requireSave = async (user: string, submitted: SubmittedPipeline) => {
    const stored = submitted.id ? await documents.find(kind, submitted.id) : undefined
    const application = foldCase(submitted.application ?? '')
    for (const concerned of new Set([application, stored?.application ?? application])) {
      if (concerned !== '') await requireRight(authorization, user, 'WRITE', concerned)
    }
    await requireRunAs(authorization, user, runAsUsers(submitted), application)
  }

  return (app, _, done) => {
    app.get(base, { schema: { querystring: listQuery } }, async (request) => {
      const { restricted, ...filter } = request.query
      const pipelines = filterPipelines((await documents.list(kind)).map(presentPipeline), filter)
      return restricted ? readableTo(userOf(request), pipelines) : pipelines
    })

    const ending = { params: z.object({ id: z.string(), status: z.string() }), querystring: listQuery }
    app.get(`${base}/triggeredBy/:id/:status`, { schema: ending }, async (request) => {
      const { id, status } = request.params
      const pipelines = triggeredBy((await documents.list(kind)).map(presentPipeline), id, status)
      return request.query.restricted ? readableTo(userOf(request), pipelines) : pipelines
    })

    const listing = { params: ofApplication, querystring: applicationQuery }
    app.get(`${base}/:application`, { schema: listing }, async (request) => {
      const { application } = request.params
      const { pipelineNameFilter = '', pipelineLimit, enabledPipelines } = request.query
      await requireRight(authorization, userOf(request), 'READ', foldCase(application))
      const pipelines = (await documents.list(kind, { application }))
        .map(presentPipeline)
        .filter(({ name }) => name.toLowerCase().includes(pipelineNameFilter.toLowerCase()))
        .filter(({ disabled }) => enabledPipelines === undefined || enabledPipelines === !disabled)
      return inDisplayOrder(pipelines).slice(0, pipelineLimit)
    })

    app.get(`${base}/:application/name/:name`, { schema: { params: namedIn } }, async (request) => {
      const { application, name } = request.params
      const [found] = await documents.list(kind, { application, name })
      return present(userOf(request), found, `No ${kind} found with name ${name} in application ${application}`)
    })

    app.get(`${base}/:id/get`, { schema: { params: identified } }, async (request) => {
      const { id } = request.params
      return present(userOf(request), await documents.find(kind, id), `No ${kind} found with id ${id}`)
    })

    const history = { params: identified, querystring: historyQuery }
    app.get(`${base}/:id/history`, { schema: history }, async (request) => {
      const { id } = request.params
      await present(userOf(request), await documents.find(kind, id), `No ${kind} found with id ${id}`)
      return (await documents.history(kind, id, request.query.limit)).map(presentPipeline)
    })

    const saving = { body: pipelineSchema, querystring: saveQuery }
    app.post(base, { schema: saving }, async (request, reply) => {
      const author = userOf(request)
      const { staleCheck } = request.query
      await requireSave(author, request.body)
      const saved = await savePipeline(documents, request.body, { kind, author, staleCheck })
      return kind === 'pipeline' ? saved : reply.send()
    })

    app.put(`${base}/:id`, { schema: { ...saving, params: identified } }, async (request) => {
      const author = userOf(request)
      const { staleCheck } = request.query
      await requireSave(author, request.body)
      return updatePipeline(documents, request.params.id, request.body, { kind, author, staleCheck })
    })

    const batch = { body: z.array(z.looseObject({})), querystring: saveQuery }
    app.post(`${base}/batchUpdate`, { schema: batch }, async (request) => {
      const author = userOf(request)
      const { staleCheck } = request.query
      if (kind === 'strategy') await requireAdmin(authorization, author)
      const items = await Promise.all(
        request.body.map(async (item: Json) => {
          const parsed = pipelineSchema.safeParse(item)
          if (!parsed.success) return { submitted: item, refusal: z.prettifyError(parsed.error) }
          const refusal = await messageOfRefusal(() => requireSave(author, parsed.data))
          return { submitted: parsed.data, refusal }
        }),
      )
      return savePipelines(documents, items, { kind, author, staleCheck })
    })

    app.delete(`${base}/:application/:name`, { schema: { params: namedIn } }, async (request, reply) => {
      const { application, name } = request.params
      const author = userOf(request)
      await requireRight(authorization, author, 'WRITE', foldCase(application))
      await deletePipeline(documents, kind, application, name, author)
      return reply.send()
    })
    done()
  }
}
