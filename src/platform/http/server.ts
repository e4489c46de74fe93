import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import type { Clock } from '../clock.ts'
import { errorBody, type GennakerError, problem, toGennakerError } from '../errors/index.ts'
import { type Identity, identityOf, runAs } from '../identity/index.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'

/** Throws, or returns false, when what it looks at is down. */
export type HealthCheck = () => boolean | Promise<boolean>

type HealthChecks = Readonly<Record<string, HealthCheck>>

export interface ServerOptions {
  /** The service's name, for logs, metrics and the API page. */
  readonly name: string
  readonly logger: Logger
  readonly metrics: Metrics
  readonly clock: Clock
  /** What `GET /health` looks at, by component name; it may depend on the query. */
  readonly health?: HealthChecks | ((query: Readonly<Record<string, unknown>>) => HealthChecks)
  /** Gate's error bodies carry ISO time, the other services' milliseconds. */
  readonly errorTimestamp?: 'iso' | 'ms'
  /** What a client is told of an error; its message, unless given. */
  readonly errorMessage?: (error: GennakerError) => string
  /** Bytes. Larger bodies are refused with 413, and nothing of them is kept. */
  readonly bodyLimit?: number
  /** Who asks, where a service knows it better than the headers say. */
  readonly identify?: (request: FastifyRequest) => Identity
  /** Further headers of every answer. */
  readonly headers?: (request: FastifyRequest) => Record<string, string>
  /** Serves the OpenAPI document at `/v3/api-docs` and its page at `/swagger-ui/`. */
  readonly openApi?: boolean
}

const defaultBodyLimit = 20 * 1024 * 1024
const mostReadAway = 256 * 1024 * 1024
const patienceMs = 10_000

export type HttpServer = FastifyInstance

/**
 * A Fastify server as every service has it: Zod schemas, Spinnaker's error bodies, `X-SPINNAKER-*` identity for all that a
 * request calls, request ids echoed, access log, `/health`, `/metrics`. Bodies of any content type are parsed as JSON
 * (Orca's `application/context+json` among them); an empty body is undefined.
 */
export async function createServer(options: ServerOptions): Promise<HttpServer> {
  const { name, logger, metrics, clock } = options
  const server = Fastify({
    loggerInstance: logger.child({ service: name }) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    // One id for the log, the answer and every call that the request leads to.
    requestIdHeader: 'x-spinnaker-request-id',
    genReqId: () => randomUUID(),
    bodyLimit: options.bodyLimit ?? defaultBodyLimit,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_000 },
    forceCloseConnections: true,
    // What fails before there is a route, such as an address that cannot be decoded: no hook is run for it.
    frameworkErrors: (thrown, request, reply) => {
      begin(request, reply, options)
      return sendError(toGennakerError(thrown), reply, options)
    },
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  acceptJson(server)
  answerErrors(server, options)
  observe(server, name, metrics, clock)
  server.addHook('onRequest', (request, reply, done) => {
    runAs(begin(request, reply, options), done)
  })
  server.get('/health', { logLevel: 'silent' }, async (request, reply) => {
    const { health = {} } = options
    const checks = typeof health === 'function' ? health(request.query as Record<string, unknown>) : health
    const components = await check(checks)
    const up = Object.values(components).every(({ status }) => status === 'UP')
    return reply.code(up ? 200 : 503).send({ status: up ? 'UP' : 'DOWN', components })
  })
  server.get('/metrics', { logLevel: 'silent' }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  if (options.openApi) await describe(server, name)
  return server.withTypeProvider<ZodTypeProvider>() as unknown as HttpServer
}

const fromHeaders = ({ headers }: FastifyRequest) => identityOf(headers)

/** Gives an answer the headers that all have; answers who asks. */
function begin(request: FastifyRequest, reply: FastifyReply, options: ServerOptions): Identity {
  const identity = { ...(options.identify ?? fromHeaders)(request), requestId: request.id }
  reply.headers({ 'X-SPINNAKER-REQUEST-ID': identity.requestId, ...options.headers?.(request) })
  return identity
}

function acceptJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string
    if (text.trim() === '') return done(null, undefined)
    const type = request.headers['content-type'] ?? ''
    if (type.startsWith('text/') || type.includes('yaml')) return done(null, text)
    try {
      done(
        null,
        JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value)),
      )
    } catch (error) {
      done(problem('invalid', `The request body is not valid JSON: ${(error as Error).message}`))
    }
  })
}

function sendError(error: GennakerError, reply: FastifyReply, options: ServerOptions) {
  const { clock, errorTimestamp = 'ms', errorMessage } = options
  const body = errorBody(error, clock.now(), errorTimestamp)
  return reply.code(error.status).send(errorMessage ? { ...body, message: errorMessage(error) } : body)
}

function answerErrors(server: FastifyInstance, options: ServerOptions): void {
  server.setErrorHandler(async (thrown, request, reply) => {
    const error = fromValidation(thrown) ?? toGennakerError(thrown)
    if (error.status >= 500) request.log.error({ err: thrown, url: shownUrl(request.url) }, error.message)
    if (error.status === 413) await readAway(request.raw)
    return sendError(error, reply, options)
  })
  server.setNotFoundHandler((request, reply) => {
    const error = problem('notFound', `No route for ${request.method} ${request.url.split('?')[0]}`)
    return sendError(error, reply, options)
  })
}

/**
 * Lets a refused body pass by, keeping none of it: a client that is still sending would meet a closed connection instead
 * of the answer. One that sends without end, or hardly at all, gets no more than `mostReadAway` bytes and `patienceMs`.
 */
function readAway(body: IncomingMessage): Promise<void> {
  if (body.complete || body.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    let bytes = 0
    const count = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > mostReadAway) stop()
    }
    const stop = () => {
      clearTimeout(timer)
      body.off('data', count).off('end', stop).off('close', stop)
      resolve()
    }
    const timer = setTimeout(stop, patienceMs)
    body.on('data', count).on('end', stop).on('close', stop).resume()
  })
}

/** A Zod failure as a sentence that names each field. */
function fromValidation(thrown: unknown) {
  const { validation, validationContext } = thrown as {
    validation?: { instancePath?: string; message?: string }[]
    validationContext?: string
  }
  if (!validation) return undefined
  const errors = validation.map(({ instancePath = '', message = 'is not valid' }) => {
    const field = instancePath.replace(/^\//, '').replaceAll('/', '.')
    return `${field === '' ? (validationContext ?? 'request') : field}: ${message}`
  })
  return problem('invalid', `The request is not valid: ${errors.join('; ')}`, { attributes: { errors } })
}

function observe(server: FastifyInstance, name: string, metrics: Metrics, clock: Clock): void {
  const duration = metrics.histogram('http_server_request_duration_seconds', 'Time to answer a request', [
    'service',
    'method',
    'route',
    'status',
  ])
  const started = new WeakMap<FastifyRequest, number>()
  server.addHook('onRequest', (request, _reply, done) => {
    started.set(request, clock.now())
    done()
  })
  server.addHook('onResponse', (request, reply, done) => {
    const ms = clock.now() - (started.get(request) ?? clock.now())
    const route = request.routeOptions.url ?? 'none'
    duration.observe({ service: name, method: request.method, route, status: String(reply.statusCode) }, ms / 1000)
    if (route !== '/health' && route !== '/metrics') {
      const line = { method: request.method, url: shownUrl(request.url), status: reply.statusCode, ms }
      request.log.debug(line, 'request')
    }
    done()
  })
}

/** An address as it may be logged: some senders can put their secret nowhere else. */
const shownUrl = (url: string) => url.replace(/([?&](?:secret|token|apiToken|password)=)[^&]*/gi, '$1…')

async function check(checks: HealthChecks): Promise<Record<string, { status: 'UP' | 'DOWN' }>> {
  const entries = Object.entries(checks).map(async ([component, look]) => {
    const up = await Promise.resolve()
      .then(look)
      .catch(() => false)
    return [component, { status: up ? 'UP' : 'DOWN' }] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function describe(server: FastifyInstance, name: string): Promise<void> {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ])
  await server.register(swagger, {
    openapi: { info: { title: `Gennaker ${name}`, version: '1' } },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route)
      // The page shows the routes of each resource together.
      const [, resource = ''] = url.split('/')
      return { url, schema: { tags: [resource], ...schema } }
    },
  })
  await server.register(swaggerUi, { routePrefix: '/swagger-ui' })
  // Where Spring has it.
  server.get('/swagger-ui/index.html', { schema: { hide: true } }, async (_request, reply) =>
    reply.redirect('/swagger-ui/'),
  )
  server.get('/v3/api-docs', { schema: { hide: true } }, async () => server.swagger())
}
