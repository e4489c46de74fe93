import { type Answer, type Call, callForAnswer, path, type Transport } from '../../../platform/clients/index.ts'
import { GennakerError, problem } from '../../../platform/errors/index.ts'
import { at, type Tree } from '../halconfig/index.ts'
import type { Document, DocumentKind } from './documents/index.ts'

export interface Means {
  readonly gate: Transport
  readonly front50: Transport | undefined
  readonly signal: AbortSignal
  /** All that are imported. */
  readonly documents: readonly Document[]
}

/** Where a kind of documents goes. */
export interface Place {
  /** Why it can't, if it can't. */
  unfit?(means: Means): string | undefined
  isThere(document: Document, means: Means): Promise<boolean>
  /** Throws with the words of who refuses it. */
  save(document: Document, means: Means, isThere: boolean): Promise<void>
}

const nameOf = ({ body, id }: Document) => (typeof body.name === 'string' && body.name !== '' ? body.name : id)

const application: Place = {
  isThere: (document, { gate }) => has(gate, path`/applications/${nameOf(document)}/history`),
  async save(document, means) {
    const permissions = means.documents.find(
      (each) => each.kind === 'permission' && nameOf(each).toLowerCase() === nameOf(document).toLowerCase(),
    )?.body.permissions
    const { createTs: _, updateTs: _updated, lastModifiedBy: _by, ...given } = document.body
    await task(means, nameOf(document), 'createApplication', {
      application: { ...given, name: nameOf(document), ...(permissions === undefined ? {} : { permissions }) },
    })
  },
}

/** Comes with its application. One whose application is not among the documents is saved by itself. */
const permission: Place = {
  isThere: async (document, { documents }) =>
    documents.some(
      ({ kind, ...each }) =>
        kind === 'application' && nameOf({ kind, ...each }).toLowerCase() === nameOf(document).toLowerCase(),
    ),
  async save(document, means, comesAlong) {
    if (comesAlong) return
    await task(means, nameOf(document), 'updateApplication', {
      application: { name: nameOf(document), permissions: document.body.permissions },
    })
  },
}

const isSecond = ({ body }: Document) => body.schema === 'v2'

const template: Place = {
  isThere: (document, { gate }) =>
    isSecond(document)
      ? has(gate, path`/v2/pipelineTemplates/${templateId(document)}`, tagOf(document))
      : has(gate, path`/pipelineTemplates/${templateId(document)}`),
  async save(document, { gate, signal }, isThere) {
    const id = templateId(document)
    const body = withoutTimes({ ...document.body, id })
    if (isSecond(document))
      await callForAnswer(gate, {
        method: 'POST',
        path: isThere ? path`/v2/pipelineTemplates/update/${id}` : '/v2/pipelineTemplates/create',
        body,
        query: tagOf(document),
      })
    else {
      const answer = await callForAnswer(gate, {
        method: 'POST',
        path: isThere ? path`/pipelineTemplates/${id}` : '/pipelineTemplates',
        body,
      })
      await ended(gate, answer, signal)
    }
  },
}

/** A version of a template is kept as `<id>:<tag>` or `<id>@<digest>`. */
const templateId = ({ body, id }: Document) => (typeof body.id === 'string' ? body.id : id.split(/[:@]/)[0]!)
const tagOf = ({ body, id }: Document): { tag?: string } => {
  const tag = typeof body.tag === 'string' ? body.tag : /:([^@:]+)$/.exec(id)?.[1]
  return tag === undefined ? {} : { tag }
}

const pipeline: Place = {
  isThere: (document, { gate }) => has(gate, path`/pipelineConfigs/${document.id}/history`, { limit: 1 }),
  async save(document, { gate }) {
    await callForAnswer(gate, {
      method: 'POST',
      path: '/pipelines',
      body: withoutTimes({ ...document.body, id: document.id }),
    })
  },
}

const strategy: Place = {
  isThere: (document, { gate }) => has(gate, path`/strategyConfigs/${document.id}/history`, { limit: 1 }),
  async save(document, { gate }, isThere) {
    const body = withoutTimes({ ...document.body, id: document.id })
    await callForAnswer(
      gate,
      isThere
        ? { method: 'PUT', path: path`/strategies/${document.id}`, body }
        : { method: 'POST', path: '/strategies', body },
    )
  },
}

const project: Place = {
  isThere: (document, { gate }) => has(gate, path`/projects/${document.id}`),
  save: (document, means) =>
    task(means, nameOf(document), 'upsertProject', {
      project: withoutTimes({ ...document.body, id: document.id }),
    }),
}

const placeOfNotification = ({ id, body }: Document) =>
  id.toLowerCase() === '__global' || body.global !== undefined
    ? '/notifications/global/global'
    : path`/notifications/application/${id}`

const notification: Place = {
  async isThere(document, { gate }) {
    const { body } = await callForAnswer(gate, { method: 'GET', path: placeOfNotification(document) })
    // An application without its own shows those of everybody, and does not say whose they are.
    return at(body, 'application') !== undefined || at(body, 'global') !== undefined
  },
  async save(document, { gate }) {
    const { lastModified: _, lastModifiedBy: _by, ...body } = document.body
    await callForAnswer(gate, { method: 'POST', path: placeOfNotification(document), body })
  },
}

const serviceAccount: Place = {
  unfit: ({ front50 }) =>
    front50 === undefined ? 'Gate does not take service accounts: name a Front50 with --front50 URL.' : undefined,
  async isThere(document, { front50 }) {
    const { body } = await callForAnswer(front50!, { method: 'GET', path: '/serviceAccounts' })
    const wanted = nameOf(document).toLowerCase()
    return Array.isArray(body) && body.some((each) => String(at(each, 'name')).toLowerCase() === wanted)
  },
  async save(document, { front50 }) {
    const { lastModified: _, lastModifiedBy: _by, ...body } = document.body
    await callForAnswer(front50!, {
      method: 'POST',
      path: '/serviceAccounts',
      body: { ...body, name: nameOf(document) },
    })
  },
}

export const places: Partial<Record<DocumentKind, Place>> = {
  application,
  permission,
  template,
  strategy,
  pipeline,
  project,
  notification,
  serviceAccount,
}

/** What only the server may say of a document, and a stale check would compare. */
function withoutTimes({ updateTs: _, createTs: _created, lastModifiedBy: _by, ...body }: Tree): Tree {
  return body
}

/** Whether there is something: an answer that is no empty list. */
async function has(transport: Transport, at: string, query: Call['query'] = {}): Promise<boolean> {
  try {
    const { body } = await callForAnswer(transport, { method: 'GET', path: at, query })
    return !(Array.isArray(body) && body.length === 0)
  } catch (error) {
    if (error instanceof GennakerError && error.status === 404) return false
    throw error
  }
}

/** Runs a task of one job, and waits for its end. */
async function task({ gate, signal }: Means, of: string, type: string, job: Tree): Promise<void> {
  const answer = await callForAnswer(gate, {
    method: 'POST',
    path: '/tasks',
    body: { application: of, description: `Import ${of}`, job: [{ type, ...job }] },
  })
  await ended(gate, answer, signal)
}

async function ended(gate: Transport, { body }: Answer, signal: AbortSignal): Promise<void> {
  const { setTimeout: pause } = await import('node:timers/promises')
  const ref = at(body, 'ref')
  if (typeof ref !== 'string') return
  for (let wait = 10; ; wait = Math.min(wait * 2, 1000)) {
    const { body: view } = await callForAnswer(gate, { method: 'GET', path: ref })
    const status = at(view, 'status')
    if (status === 'SUCCEEDED') return
    if (status === 'TERMINAL' || status === 'CANCELED' || status === 'STOPPED')
      throw problem('invalid', `Its task ended as ${status}: ${whyOf(view)}`)
    await pause(wait, undefined, { signal })
  }
}

/** What a failed task says of its failure. */
function whyOf(view: unknown): string {
  const variables = at(view, 'variables')
  const exception = (Array.isArray(variables) ? variables : []).find((each) => at(each, 'key') === 'exception')
  const details = at(exception, 'value.details')
  const errors = at(details, 'errors')
  const said = [at(details, 'error'), ...(Array.isArray(errors) ? errors : [])].filter(
    (each) => typeof each === 'string',
  )
  return said.length > 0 ? said.join(' ') : 'it does not say why.'
}
