import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { inProcess } from '../../../../platform/clients/index.ts'
import { systemClock } from '../../../../platform/clock.ts'
import { type ChangeEvent, createEvents } from '../../../../platform/events/index.ts'
import { createOutbound, restrictionsSchema } from '../../../../platform/outbound/index.ts'
import type { Service, ServiceDeps } from '../../../../platform/service/index.ts'
import { openStore } from '../../../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../../../platform/telemetry/index.ts'
import { createFront50, front50ConfigSchema } from '../../../front50/index.ts'
import { builtInStages, createOrca, orcaConfigSchema } from '../../index.ts'
import type { Execution, Json } from '../../model.ts'
import type { Capabilities, StageView, TaskDefinition } from '../../stage.ts'
import { startOrca } from '../../testing.ts'
import { createWebhook } from './create.ts'
import { monitorWebhook } from './monitor.ts'
import { webhook } from './webhook.ts'

interface Reply {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
  readonly hangsUp?: boolean
}

interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const undo: (() => unknown)[] = []
const localAllowed = { 'reject-localhost': false, 'reject-verbatim-ips': false }

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A service that answers by path, one reply after the other and the last again and again. */
async function service(replies: Record<string, Reply | readonly Reply[]>) {
  const received: Received[] = []
  const count = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const url = request.url ?? ''
    const body = Buffer.concat(chunks).toString()
    received.push({ method: request.method ?? '', url, headers: request.headers, body })
    const all = [replies[url.split('?')[0] ?? ''] ?? { status: 404 }].flat()
    const seen = count.get(url) ?? 0
    count.set(url, seen + 1)
    const reply = all[Math.min(seen, all.length - 1)] as Reply
    if (reply.hangsUp) return request.socket.destroy()
    response.writeHead(reply.status ?? 200, reply.headers)
    response.end(
      reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

function outboundOf(restrictions: Json = localAllowed) {
  const outbound = createOutbound(restrictionsSchema.parse(restrictions))
  undo.push(() => outbound.close())
  return outbound
}

async function run(task: TaskDefinition, context: Json, outbound = outboundOf()) {
  const result = await task.run(
    { context, execution: { id: '01E' } } as StageView,
    { outbound, settings: orcaConfigSchema.parse({}) } as unknown as Capabilities,
  )
  const shown = (result.context?.webhook ?? {}) as Json
  return { ...result, webhook: shown, monitor: (shown.monitor ?? {}) as Json }
}

describe('the call of a webhook', () => {
  it("sends the payload and the user's headers, never those that are Spinnaker's own", async () => {
    const { at, received } = await service({ '/hook': { status: 201, headers: { 'x-id': '7' }, body: { ok: true } } })
    const customHeaders = { 'X-Token': ['a', 'b'], 'x-spinnaker-user': 'root', 'X-Number': 3 }
    const result = await run(createWebhook, { url: `${at}/hook`, payload: { app: 'shop' }, customHeaders })
    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      webhook: { statusCode: 'CREATED', statusCodeValue: 201, body: { ok: true }, headers: { 'x-id': '7' } },
    })
    expect(received).toMatchObject([{ method: 'POST', body: '{"app":"shop"}' }])
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-token': 'a, b',
      'x-number': '3',
    })
    expect(received[0]?.headers).not.toHaveProperty('x-spinnaker-user')
  })

  it('sends a form where the headers say so', async () => {
    const { at, received } = await service({ '/hook': {} })
    const customHeaders = { 'Content-Type': 'application/x-www-form-urlencoded' }
    await run(createWebhook, { url: `${at}/hook`, payload: { a: '1 2', b: ['x', 'y'] }, customHeaders })
    expect(received[0]?.body).toBe('a=1+2&b=x&b=y')
  })

  it.each([
    [400, {}, 'TERMINAL'],
    [504, {}, 'TERMINAL'],
    [500, {}, 'RUNNING'],
    [429, {}, 'RUNNING'],
    [409, { webhookRetryStatusCodes: [409] }, 'RUNNING'],
    [503, { failFastStatusCodes: ['503'] }, 'TERMINAL'],
    [304, {}, 'SUCCEEDED'],
  ])('answered with %i, given %j, is %s', async (status, fields, expected) => {
    const { at } = await service({ '/hook': { status } })
    const result = await run(createWebhook, { url: `${at}/hook?token=secret`, ...fields })
    expect(result).toMatchObject({ status: expected, webhook: { statusCodeValue: status } })
    expect(JSON.stringify(result.context)).not.toContain('secret')
  })

  it('is not repeated when the connection broke, since it may have had its effect', async () => {
    const { at } = await service({ '/hook': { hangsUp: true } })
    const customHeaders = { Authorization: 'Bearer secret' }
    const result = await run(createWebhook, { url: `${at}/hook`, customHeaders })
    expect(result.status).toBe('TERMINAL')
    expect(JSON.stringify(result)).not.toContain('secret')
  })

  it('reaches nothing that the installation does not allow, and does not say with which password', async () => {
    const { at, received } = await service({ '/hook': {} })
    const result = await run(createWebhook, { url: at.replace('//', '//me:secret@') }, outboundOf({}))
    expect(result).toMatchObject({
      status: 'TERMINAL',
      webhook: { error: expect.stringContaining('may not be called') },
    })
    expect(JSON.stringify(result)).not.toContain('secret')
    expect(received).toEqual([])
  })

  it('follows redirects; to another origin without the headers, and not to where it may not go', async () => {
    const other = await service({ '/end': { body: 'there' } })
    const { at, received } = await service({
      '/same': { status: 307, headers: { location: '/other' } },
      '/other': { status: 302, headers: { location: `${other.at}/end` } },
      '/metadata': { status: 302, headers: { location: 'http://169.254.169.254/latest' } },
    })
    const result = await run(createWebhook, { url: `${at}/same`, payload: { a: 1 }, customHeaders: { 'X-Token': 't' } })
    expect(result).toMatchObject({ status: 'SUCCEEDED', webhook: { body: 'there' } })
    expect(received[1]).toMatchObject({ method: 'POST', body: '{"a":1}', headers: { 'x-token': 't' } })
    expect(other.received).toMatchObject([{ method: 'GET', body: '' }])
    expect(other.received[0]?.headers).not.toHaveProperty('x-token')
    expect(await run(createWebhook, { url: `${at}/metadata` })).toMatchObject({ status: 'TERMINAL' })
  })

  it('refuses an answer that is nested too deep to be kept', async () => {
    const { at } = await service({ '/hook': { body: '['.repeat(5_000) + ']'.repeat(5_000) } })
    expect((await run(createWebhook, { url: `${at}/hook` })).status).toBe('TERMINAL')
  })

  it.each([
    ['getMethod', {}, '/hook'],
    ['locationHeader', {}, '/jobs/1'],
    ['webhookResponse', { statusUrlJsonPath: '$.links.status' }, '/jobs/2'],
  ])('finds where to ask by %s', async (statusUrlResolution, fields, path) => {
    const body = { links: { status: '/jobs/2' } }
    const { at } = await service({ '/hook': { headers: { location: '/jobs/1' }, body } })
    const context = { url: `${at}/hook`, waitForCompletion: 'true', statusUrlResolution, ...fields }
    expect(await run(createWebhook, context)).toMatchObject({
      status: 'SUCCEEDED',
      context: { statusEndpoint: `${at}${path}` },
      webhook: { statusEndpoint: `${at}${path}` },
    })
  })

  it("keeps the webhook's scheme for a status URL on the same host", async () => {
    const replies: Record<string, Reply> = {}
    const { at } = await service(replies)
    replies['/hook'] = { headers: { location: `${at.replace('http:', 'https:')}/jobs/1` } }
    const asked = { url: `${at}/hook`, waitForCompletion: true, statusUrlResolution: 'locationHeader' }
    expect((await run(createWebhook, asked)).context?.statusEndpoint).toBe(`${at}/jobs/1`)
  })

  it('fails when the answer does not say where to ask', async () => {
    const { at } = await service({ '/hook': { body: { links: {} } } })
    const context = { url: `${at}/hook`, waitForCompletion: true, statusUrlResolution: 'webhookResponse' }
    expect(await run(createWebhook, { ...context, statusUrlJsonPath: '$.links.status' })).toMatchObject({
      status: 'TERMINAL',
      webhook: { error: "Exception while resolving status check URL: No results for path: $['links']['status']" },
    })
    expect(await run(createWebhook, { ...context, statusUrlResolution: 'locationHeader' })).toMatchObject({
      status: 'TERMINAL',
      webhook: { error: "The status URL couldn't be resolved, but 'Wait for completion' is configured" },
    })
  })

  it('takes artifacts from the answer where some are expected', async () => {
    const { at } = await service({ '/hook': { body: { artifacts: [{ name: 'a' }] } }, '/none': { body: {} } })
    const expectedArtifacts = [{ id: '1' }]
    const found = await run(createWebhook, { url: `${at}/hook`, expectedArtifacts })
    expect(found.context?.artifacts).toEqual([{ name: 'a' }])
    expect((await run(createWebhook, { url: `${at}/none`, expectedArtifacts })).status).toBe('TERMINAL')
  })
})

describe('the poll of a webhook', () => {
  const words = {
    statusJsonPath: '$.state',
    successStatuses: 'DONE, OK',
    terminalStatuses: 'error',
    canceledStatuses: 'gone',
  }

  it.each([
    [{ state: 'done' }, words, 'SUCCEEDED'],
    [{ state: 'ERROR' }, words, 'TERMINAL'],
    [{ state: 'Gone' }, words, 'CANCELED'],
    [{ state: 'busy' }, words, 'RUNNING'],
    [{ state: true }, { ...words, successStatuses: 'true' }, 'SUCCEEDED'],
    [{ state: 'done' }, { statusJsonPath: '$.state' }, 'TERMINAL'],
    [{ state: 100 }, { statusJsonPath: '$.state' }, 'SUCCEEDED'],
    [{ state: 42 }, { statusJsonPath: '$.state' }, 'RUNNING'],
    [{ state: null }, words, 'TERMINAL'],
    [{ state: ['done'] }, words, 'TERMINAL'],
    [{ state: 'busy' }, { ...words, statusJsonPath: '$..state' }, 'TERMINAL'],
    [{ other: 1 }, words, 'TERMINAL'],
    [{ state: 'done' }, { ...words, statusJsonPath: '$.[' }, 'TERMINAL'],
    [{ state: 'busy' }, { ...words, progressJsonPath: '$.note' }, 'TERMINAL'],
    [{ state: 'busy' }, {}, 'SUCCEEDED'],
    ['', words, 'TERMINAL'],
  ])('of %j, read with %j, is %s', async (body, fields, status) => {
    const { at } = await service({ '/jobs/1': { body } })
    expect((await run(monitorWebhook, { statusEndpoint: `${at}/jobs/1`, ...fields })).status).toBe(status)
  })

  it('shows how far the work is, beside what the call answered', async () => {
    const { at, received } = await service({ '/jobs/1': { body: { percent: 42, note: 'half' } } })
    const context = { statusEndpoint: `${at}/jobs/1`, statusJsonPath: '$.percent', progressJsonPath: '$.note' }
    const called = { webhook: { statusCodeValue: 201 }, customHeaders: { 'X-Token': 't' } }
    expect((await run(monitorWebhook, { ...context, ...called })).webhook).toMatchObject({
      statusCodeValue: 201,
      monitor: { statusCode: 'OK', percentComplete: 42, progressMessage: 'half' },
    })
    expect(received).toMatchObject([{ method: 'GET', headers: { 'x-token': 't' } }])
  })

  it('goes on through passing failures, and counts those that have a limit', async () => {
    const { at } = await service({ '/jobs/1': { status: 503 }, '/jobs/2': { status: 404 } })
    const context: Json = { statusEndpoint: `${at}/jobs/1`, retries: { 503: { maxAttempts: 2 } } }
    const first = await run(monitorWebhook, context)
    expect(first).toMatchObject({ status: 'RUNNING', monitor: { pastStatusCodes: [503] } })
    const second = await run(monitorWebhook, { ...context, ...first.context })
    expect(second).toMatchObject({ status: 'RUNNING', monitor: { pastStatusCodes: [503, 503] } })
    const third = await run(monitorWebhook, { ...context, ...second.context })
    expect(third).toMatchObject({ status: 'TERMINAL', monitor: { pastStatusCodes: [503, 503] } })
    expect((await run(monitorWebhook, { statusEndpoint: `${at}/jobs/2` })).status).toBe('TERMINAL')
    const patient = { statusEndpoint: `${at}/jobs/2`, retryStatusCodes: [404] }
    expect((await run(monitorWebhook, patient)).status).toBe('RUNNING')
  })
})

describe('a webhook stage', () => {
  it.each([
    [{}, ['createWebhook']],
    [{ waitForCompletion: true }, ['createWebhook', 'monitorWebhook']],
    [
      { waitForCompletion: true, waitBeforeMonitor: '2' },
      ['createWebhook', 'waitBeforeMonitorWebhook', 'monitorWebhook'],
    ],
    [{ waitForCompletion: 'true', monitorOnly: true }, ['monitorWebhook']],
  ])('with %j has the tasks %j', (context, names) => {
    expect(webhook.tasks({ context } as unknown as StageView).map((task) => 'name' in task && task.name)).toEqual(names)
  })

  it('needs a known method, and something to wait for when it only waits', () => {
    expect(webhook.schema.safeParse({ url: 'https://a.example', method: 'JUMP' }).success).toBe(false)
    expect(webhook.schema.safeParse({ url: 'https://a.example', method: 'get' }).success).toBe(true)
    expect(() => webhook.tasks({ context: { monitorOnly: true } } as unknown as StageView)).toThrow('monitorOnly')
  })

  it('without a URL fails at its call, and says so', async () => {
    expect(await run(createWebhook, {})).toMatchObject({
      status: 'TERMINAL',
      webhook: { error: expect.stringContaining('performing a request to null') },
    })
  })

  it('forgets what an answer brought when it is restarted', () => {
    const own = { url: 'https://a.example', statusEndpoint: 'https://b.example' }
    expect(webhook.restart?.({ ...own, webhook: { body: '${1 + 1}' } })).toEqual(own)
    expect(webhook.restart?.({ ...own, webhook: { statusEndpoint: 'x' } })).toEqual({ url: own.url })
  })

  it('runs in a pipeline, whose later stages read what was answered', async () => {
    const { at, received } = await service({
      '/jobs': { body: { links: { status: '/jobs/1' }, note: '${1 + 1}' } },
      '/jobs/1': [{ body: { state: 'RUNNING' } }, { body: { state: 'done' } }],
    })
    const { run: runPipeline } = await orca()
    const execution = await runPipeline([
      {
        ...{ refId: '1', requisiteStageRefIds: [], type: 'webhook', name: 'Provision', url: `${at}/jobs` },
        ...{ waitForCompletion: true, statusUrlResolution: 'webhookResponse', statusUrlJsonPath: '$.links.status' },
        ...{ statusJsonPath: '$.state', successStatuses: 'DONE' },
      },
      {
        ...{ refId: '2', requisiteStageRefIds: ['1'], type: 'webhook', name: 'Tell', url: `${at}/jobs` },
        payload: { code: "${#stage('Provision')['context']['webhook']['monitor']['statusCodeValue']}" },
      },
    ])
    expect(execution.status).toBe('SUCCEEDED')
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /jobs',
      'GET /jobs/1',
      'GET /jobs/1',
      'POST /jobs',
    ])
    expect(received[3]?.body).toBe('{"code":200}')
    expect(execution.stages[1]?.context.webhook).toMatchObject({ body: { note: '${1 + 1}' } })
  })

  it('calls the cancel endpoint when it fails', async () => {
    const { at, received } = await service({ '/jobs': { status: 400 }, '/cancel': {} })
    const { run: runPipeline, settled } = await orca()
    const stage = { refId: '1', requisiteStageRefIds: [], type: 'webhook', name: 'Provision', url: `${at}/jobs` }
    const execution = await runPipeline([{ ...stage, cancelEndpoint: `${at}/cancel`, cancelPayload: { now: true } }])
    expect(execution.status).toBe('TERMINAL')
    await settled(() => received.length === 2)
    expect(received[1]).toMatchObject({ method: 'POST', url: '/cancel', body: '{"now":true}' })
  })
})

describe('a webhook that is waited for', () => {
  const polled = (at: string, more: Json = {}) => ({
    ...{ refId: '1', requisiteStageRefIds: [], type: 'webhook', name: 'Provision', url: `${at}/jobs` },
    ...{ waitForCompletion: true, statusJsonPath: '$.state', successStatuses: 'DONE', ...more },
  })
  const config = { 'user-configured-url-restrictions': localAllowed }

  it.each([
    [{}, 1],
    [{ signalCancellation: false }, 0],
  ])('is told that it is cancelled, given %j %i times', async (fields, times) => {
    const { at, received } = await service({ '/jobs': { body: { state: 'busy' } }, '/cancel': {} })
    const world = await startOrca({ config })
    undo.push(() => world.stop())
    const cancel = { cancelEndpoint: `${at}/cancel`, cancelMethod: 'PUT', cancelPayload: { why: 'enough' }, ...fields }
    const id = await world.start({ stages: [polled(at, cancel)] })
    await world.until(() => (received.length >= 3 ? true : undefined))
    await world.ask('PUT', `/pipelines/${id}/cancel`)
    expect((await world.ended(id)).status).toBe('CANCELED')
    await world.rest()
    const signals = received.filter(({ url }) => url === '/cancel')
    expect(signals).toMatchObject(Array(times).fill({ method: 'PUT', body: '{"why":"enough"}' }))
  })

  it('is asked each second at first, every 15 seconds after a minute, and given up after its time', async () => {
    const { at, received } = await service({ '/jobs': { body: { state: 'busy' } } })
    const world = await startOrca({ config })
    undo.push(() => world.stop())
    const { stages } = await world.run({ stages: [polled(at, { stageTimeoutMs: 120_000 })] })
    expect(stages[0]).toMatchObject({
      status: 'TERMINAL',
      context: { exception: { exceptionType: 'TimeoutException' } },
    })
    expect(received.length).toBeGreaterThan(60)
    expect(received.length).toBeLessThan(70)
  })

  it('is first asked after a while where told so', async () => {
    const { at } = await service({ '/jobs': { body: { state: 'DONE' } } })
    const world = await startOrca({ config })
    undo.push(() => world.stop())
    const { stages } = await world.run({ stages: [polled(at, { waitBeforeMonitor: '30' })] })
    expect(stages[0]?.context.waitTime).toBe(30)
    const [, waited] = stages[0]!.tasks
    expect(waited!.endTime! - waited!.startTime!).toBe(30_000)
  })

  it('is asked that long after its call, however long the call took', async () => {
    const { at } = await service({ '/jobs': [{ status: 503 }, { status: 503 }, { body: { state: 'DONE' } }] })
    const world = await startOrca({ config })
    undo.push(() => world.stop())
    const { stages } = await world.run({ stages: [polled(at, { waitBeforeMonitor: '30' })] })
    const [created, waited] = stages[0]!.tasks
    expect(created!.endTime! - created!.startTime!).toBeGreaterThan(0)
    expect(waited!.endTime! - waited!.startTime!).toBe(30_000)
  })
})

async function orca() {
  const store = await openStore({ temporary: true })
  const events = createEvents(store)
  const services = new Map<string, Service>()
  const deps: ServiceDeps = {
    ...{ store, clock: systemClock, logger: createLogger('silent'), metrics: createMetrics(), events },
    transport: (name) => inProcess(name, () => services.get(name)!.server),
  }
  services.set('front50', await createFront50({ ...deps, config: front50ConfigSchema.parse({}) }))
  const config = orcaConfigSchema.parse({ 'user-configured-url-restrictions': localAllowed })
  const { server, start, stop } = await createOrca({ ...deps, stages: builtInStages, config })
  await start()
  undo.push(
    () => store.close(),
    () => stop(),
  )
  const read = async (id: string) => (await server.inject({ url: `/pipelines/${id}` })).json() as Execution
  const run = async (stages: Json[]): Promise<Execution> => {
    const payload = { application: 'app', name: 'p', spelEvaluator: 'v4', stages }
    const id: string = (await server.inject({ method: 'POST', url: '/orchestrate', payload }))
      .json()
      .ref.split('/')
      .at(-1)
    const { promise, resolve } = Promise.withResolvers<Execution>()
    const look = async () => {
      const execution = await read(id)
      if (['SUCCEEDED', 'TERMINAL', 'CANCELED'].includes(execution.status)) resolve(execution)
    }
    const unsubscribe = await events.subscribe((event: ChangeEvent) => {
      if (event.type === 'execution' && event.executionId === id) void look()
    })
    await look()
    return promise.finally(unsubscribe)
  }
  const settled = (isSo: () => boolean) => expect.poll(isSo, { timeout: 10_000 }).toBe(true)
  return { run, settled }
}
