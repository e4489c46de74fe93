import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Control } from './control.ts'
import { registerControlRoutes } from './control-routes.ts'
import { callLine, failure, success, tooManyRequests } from './envelope.ts'
import { SpotFailure } from './failure.ts'
import { applyQuirk, type Fault } from './faults.ts'
import type { Simulator } from './parts.ts'
import { routes } from './routes/index.ts'
import { cloudOf, type Route } from './routes/route.ts'

const BODY_LIMIT = 10 * 1024 * 1024

type Outcome = { status: number; headers: Record<string, string>; body: object }

/** The HTTP side: Spot's routes behind faults, authorisation and rate limits, and the control routes under `/_sim`. */
export function createServer(simulator: Simulator, control: Control, changed: () => void): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  })
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  // Bodies stay text until a call is authorised: Spot judges the token first, and clients send empty JSON bodies.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  const serve = (route: Route | null) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { method, url } = request
    const text = typeof request.body === 'string' ? request.body : ''
    const fault = simulator.faults.meet(method, url, text)
    const record = (status: number, accountId: string | null = null) =>
      simulator.calls.add({
        at: simulator.world.clock.now(),
        method,
        url,
        route: route ? `${route.method} ${route.path}` : 'unknown',
        accountId,
        status,
        fault: fault?.id ?? null,
        body: text === '' ? null : recordable(text),
      })
    const delay = simulator.world.settings.latencyMs + (fault?.delayMs ?? 0)
    if (delay > 0) await wait(delay, undefined, { signal: closing.signal }).catch(() => undefined)
    if (fault && fault.when === 'before' && (await spoil(simulator, fault, request, reply, closing.signal))) {
      record(fault.status ?? 0)
      return reply
    }
    const { outcome, accountId } = answer(simulator, route, request, text)
    if (method !== 'GET') changed()
    if (fault && fault.when === 'after' && (await spoil(simulator, fault, request, reply, closing.signal))) {
      record(fault.status ?? 0, accountId)
      return reply
    }
    record(outcome.status, accountId)
    const body = fault?.quirk ? applyQuirk(fault.quirk, outcome.body as never) : outcome.body
    return reply
      .code(outcome.status)
      .headers({ ...outcome.headers, 'content-type': 'application/json; charset=utf-8' })
      .send(JSON.stringify(body))
  }

  for (const route of routes) app.route({ method: route.method, url: route.path, handler: serve(route) })
  registerControlRoutes(app, control, changed)
  app.setNotFoundHandler(serve(null))
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500
    const line = callLine(request.method, request.url, simulator.world.clock.now())
    reply.code(status).send(failure(line, status, [{ code: 'INTERNAL_ERROR', message: error.message }]))
  })
  return app
}

/** Spoils the call as the fault says; false when the fault leaves the answer to the route. */
async function spoil(
  simulator: Simulator,
  fault: Fault,
  request: FastifyRequest,
  reply: FastifyReply,
  closing: AbortSignal,
): Promise<boolean> {
  if (fault.hang) {
    reply.hijack()
    await new Promise<void>((done) => {
      request.raw.socket.once('close', done)
      closing.addEventListener('abort', () => done(), { once: true })
    })
    request.raw.socket.destroy()
    return true
  }
  if (fault.dropConnection) {
    reply.hijack()
    request.raw.socket.resetAndDestroy()
    return true
  }
  if (fault.status === undefined && fault.rawBody === undefined) return false
  const status = fault.status ?? 200
  const line = callLine(request.method, request.url, simulator.world.clock.now())
  const errors = fault.errors ?? [{ code: 'INTERNAL_ERROR', message: 'Scripted fault' }]
  const body = status === 429 && !fault.errors ? tooManyRequests(line) : failure(line, status, errors)
  await reply
    .code(status)
    .headers({ 'content-type': 'application/json; charset=utf-8', ...fault.headers })
    .send(fault.rawBody ?? JSON.stringify(body))
  return true
}

/** The order in which Spot judges a call: token, account, rate limit, route, body, action. */
function answer(
  simulator: Simulator,
  route: Route | null,
  request: FastifyRequest,
  text: string,
): { outcome: Outcome; accountId: string | null } {
  const { world, limiter } = simulator
  const now = world.clock.now()
  const line = callLine(request.method, request.url, now)
  const refused = (status: number, code: string, message: string, headers: Record<string, string> = {}): Outcome => ({
    status,
    headers,
    body: failure(line, status, [{ code, message }]),
  })
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim()
  const token = bearer === undefined ? undefined : world.tokens.get(bearer)
  if (!token) return { outcome: refused(401, 'UNAUTHORIZED', 'The token is missing or not valid'), accountId: null }
  const query = request.query as { [name: string]: string | undefined }
  const accountId = query.accountId ?? token.defaultAccountId
  const account = world.accounts.get(accountId)
  if (account?.organizationId !== token.organizationId || (token.accounts && !token.accounts.includes(accountId))) {
    return { outcome: refused(403, 'FORBIDDEN', `The token gives no access to account ${accountId}`), accountId }
  }
  const limit = limiter.count(token.organizationId, route ? `${route.method} ${route.path}` : 'unknown', now)
  if (limit.blocked) {
    return { outcome: { status: 429, headers: limit.headers, body: tooManyRequests(line) }, accountId }
  }
  if (!route) {
    const message = `${request.method} ${request.url} is not a route of this API`
    return { outcome: refused(404, 'NOT_FOUND', message, limit.headers), accountId }
  }
  const cloud = cloudOf(route.path) ?? account.cloud
  if (cloud !== account.cloud) {
    const message = `Account ${accountId} belongs to ${account.cloud}, not ${cloud}`
    return { outcome: refused(400, 'ACCOUNT_CLOUD_MISMATCH', message, limit.headers), accountId }
  }
  const body = text.trim() === '' ? undefined : readJson(text)
  if (body === UNREADABLE) {
    return { outcome: refused(400, 'INVALID_JSON', 'The body is not valid JSON', limit.headers), accountId }
  }
  const params = request.params as { [name: string]: string }
  try {
    const call = { world, accountId, organizationId: token.organizationId, cloud, now, params, query, body }
    return { outcome: { status: 200, headers: limit.headers, body: success(line, route.handle(call)) }, accountId }
  } catch (cause) {
    if (!(cause instanceof SpotFailure)) throw cause
    const body = failure(line, cause.status, cause.errors)
    return { outcome: { status: cause.status, headers: limit.headers, body }, accountId }
  }
}

const recordable = (text: string): unknown => {
  const body = readJson(text)
  return body === UNREADABLE ? text : body
}

const UNREADABLE = Symbol('not JSON')

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return UNREADABLE
  }
}
