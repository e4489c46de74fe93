import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../../platform/errors/index.ts'
import type { HttpServer } from '../../../../platform/http/index.ts'
import { type Finding, forbids } from '../../findings.ts'
import { at, deploymentIn, editHalconfig, isTree, read, readHalconfig } from '../../halconfig/index.ts'
import { halconfig, type Node, type Section } from '../../schema/index.ts'
import { validateOffline } from '../../validate/index.ts'
import type { DaemonContext } from '../context.ts'
import { changeAt, completedAt, replaced, resolveNode, shown, type Target, withoutNulls } from '../nodes/index.ts'
import { conflict, finding, Refused } from '../tasks/index.ts'
import { type Asking, asking, isTooSevere, partsOf } from './asked.ts'
import type { Edits } from './edits.ts'
import { optionsOf } from './options.ts'

const prefix = '/v1/config/deployments'
const named = z.object({ deployment: z.string() })
const current = z.object({ value: z.string().regex(/^\w[\w.-]*$/, 'must be a name for a folder') })

/** The halconfig: every node of a deployment is read, set, added and taken away at the path that the schema gives it. */
export function configRoutes(server: HttpServer, context: DaemonContext, edits: Edits): void {
  const { home, tasks, timeouts } = context
  const all = () => readHalconfig(home).halconfig

  server.get('/v1/config', async () =>
    tasks.submit('Get halconfig', timeouts.task, async () => ({ body: shown(halconfig, all()) })),
  )
  server.get('/v1/config/currentDeployment', async () =>
    tasks.submit('Get current deployment', timeouts.task, async () => ({ body: all().currentDeployment })),
  )
  server.put<{ Body: z.infer<typeof current> }>(
    '/v1/config/currentDeployment',
    { schema: { body: current } },
    async ({ body: { value } }) =>
      tasks.submit('Set current deployment', timeouts.task, ({ signal }) =>
        edits.queue(async () => {
          signal.throwIfAborted()
          await editHalconfig(home, (raw) => {
            deploymentIn(raw, value)
            raw.currentDeployment = value
          })
          return {}
        }),
      ),
  )
  server.get(prefix, async () =>
    tasks.submit('Get all deployments', timeouts.task, async () => ({
      body: all().deploymentConfigurations.map((each) => shown(resolveNode([]).node, each)),
    })),
  )
  for (const url of [`${prefix}/:deployment`, `${prefix}/:deployment/*`] as const)
    server.route<Routed>({
      method: ['GET', 'PUT', 'POST', 'DELETE'],
      url,
      schema: { params: named, querystring: asking },
      handler: async (request) => nodeRoute(request, context, edits),
    })
}

interface Routed {
  Params: z.infer<typeof named>
  Querystring: Asking
}

function nodeRoute(request: FastifyRequest<Routed>, context: DaemonContext, edits: Edits) {
  const { deployment } = request.params
  const path = partsOf(request.raw.url!, 4)
  const { tasks, timeouts } = context
  const submit = (name: string, work: Parameters<typeof tasks.submit>[2]) => tasks.submit(name, timeouts.task, work)
  if (path.at(-1) === 'options' && request.method !== 'GET') {
    const target = resolveNode(path.slice(0, -1))
    const { data, success } = z.object({ field: z.string(), resource: z.unknown() }).safeParse(request.body)
    if (!success) throw conflict([finding('Options are asked for with {"field": …, "resource": …}.')])
    return submit(`Get options of the ${target.label}`, async () => ({
      body: optionsOf(context, deployment, target, data),
    }))
  }
  const target = resolveNode(path)
  switch (request.method) {
    case 'PUT':
      return submit(`Edit the ${target.label}`, put(deployment, target, request, edits))
    case 'POST':
      return submit(`Add to the ${target.label}`, post(deployment, target, request, edits))
    case 'DELETE':
      return submit(`Delete the ${target.label}`, take(deployment, target, request.query, edits))
    default:
      return submit(`Get the ${target.label}`, get(context, deployment, target, request.query))
  }
}

const get =
  ({ home, env }: DaemonContext, deployment: string, target: Target, asking: Asking) =>
  async () => {
    const stored = readHalconfig(home)
    const value = completedAt(stored.deployment(deployment), target.steps)
    if (value === undefined && target.node.kind === 'section') throw notThere(target)
    const findings = asking.validate
      ? validateOffline({
          home,
          stored,
          name: deployment,
          env,
          ...(target.scope === undefined ? {} : { scope: target.scope }),
        })
      : []
    if (isTooSevere(findings, asking)) throw new Refused(findings)
    return { body: shown(target.node, value), findings }
  }

function put(deployment: string, target: Target, { body: sent, query }: FastifyRequest<Routed>, edits: Edits) {
  const body = withoutNulls(sentValue(target, sent))
  requireShape(target.node, body, locationOf(deployment, target))
  const name = target.steps.length === 0 ? at(body, 'name') : undefined
  if (name !== undefined && name !== deployment)
    throw conflict([finding(`The deployment '${deployment}' can't be renamed to '${name}'.`, deployment)])
  return edits.work(
    {
      deployment,
      scope: target.scope,
      takesAway: body === false,
      change(raw, before) {
        const completed = before.deployment(deployment)
        const old = completedAt(completed, target.steps)
        const last = target.steps.at(-1)
        const isElement = last !== undefined && 'name' in last && !last.isMade
        if (isElement) requireOwnName(completed, target, body)
        changeAt(raw, target.steps, (value) => {
          const next = replaced(target.node, { raw: value, shown: shown(target.node, old) }, body)
          return isElement && isTree(next) && at(next, last.nameKey) === undefined
            ? withName(next, last.nameKey, last.name)
            : next
        })
      },
    },
    query,
  )
}

function post(deployment: string, target: Target, { body: sent, query }: FastifyRequest<Routed>, edits: Edits) {
  const { node } = target
  const body = withoutNulls(sent)
  if (node.kind !== 'collection' && node.kind !== 'keyed')
    throw problem('notAllowed', `Nothing is added to the ${target.label}; PUT sets it.`)
  const nameKey = node.kind === 'collection' ? node.key : 'id'
  const name = at(body, nameKey)
  if (typeof name !== 'string' || name === '')
    throw conflict([finding(`What is added needs a ${nameKey}.`, locationOf(deployment, target))])
  requireShape(node.of, body, locationOf(deployment, target))
  const place = { name, nameKey }
  return edits.work(
    {
      deployment,
      scope: [target.scope, name].filter(Boolean).join('.'),
      change(raw, before) {
        if (completedAt(before.deployment(deployment), [...target.steps, place]) !== undefined)
          throw problem('conflict', `There is a '${name}' already in the ${target.label}; PUT changes it.`)
        const added = replaced(node.of, { raw: undefined, shown: defaultsOf(node.of) }, body)
        changeAt(raw, target.steps, (value) =>
          node.kind === 'keyed'
            ? { ...(isTree(value) ? value : {}), [name]: added }
            : [...(Array.isArray(value) ? (value as unknown[]) : []), added],
        )
      },
    },
    query,
  )
}

function take(deployment: string, target: Target, query: Asking, edits: Edits) {
  if (!target.steps.some((step) => 'name' in step))
    throw problem('notAllowed', `The ${target.label} is part of every deployment; PUT sets it.`)
  return edits.work(
    {
      deployment,
      scope: target.scope,
      takesAway: true,
      change: (raw) => changeAt(raw, target.steps, () => undefined),
    },
    query,
  )
}

/** A single value is sent as it is, or under its key, as of old: `{"version": "1.35.0"}`, `{"value": true}`. */
function sentValue({ node, steps, label }: Target, body: unknown): unknown {
  if (body === undefined || body === null) throw conflict([finding(`The new value of the ${label} is missing.`)])
  const last = steps.at(-1)
  const isSingle = node.kind === 'text' || node.kind === 'boolean' || node.kind === 'integer' || node.kind === 'choice'
  if (!isSingle || !isTree(body) || last === undefined || !('key' in last)) return body
  return body[last.key] ?? body.value ?? body
}

/** What has another type than the schema says is refused before there is a task. */
function requireShape(node: Node, body: unknown, location: string): void {
  const findings: Finding[] = []
  read(node, body, location, findings)
  if (forbids(findings)) throw conflict(findings)
}

function requireOwnName(deployment: unknown, target: Target, body: unknown): void {
  const last = target.steps.at(-1)!
  if ('key' in last || completedAt(deployment, target.steps) === undefined) throw notThere(target)
  const name = at(body, last.nameKey)
  if (name === undefined || name === last.name || typeof name !== 'string') return
  if (completedAt(deployment, [...target.steps.slice(0, -1), { ...last, name }]) !== undefined)
    throw problem('conflict', `There is a '${name}' already; '${last.name}' can't be renamed to it.`)
}

/** With a name that a client left out, because the address has it. */
function withName(tree: object, nameKey: string, name: string): object {
  const [first, ...inner] = nameKey.split('.') as [string, ...string[]]
  const value = inner.reduceRight<unknown>((below, key) => ({ [key]: below }), name)
  return { [first]: value, ...tree }
}

const defaultsOf = (node: Section) => shown(node, read(node, {}, '', []))
const locationOf = (deployment: string, { scope }: Target) => [deployment, scope].filter(Boolean).join('.')
const notThere = ({ label }: Target) => problem('notFound', `There is no ${label}.`)
