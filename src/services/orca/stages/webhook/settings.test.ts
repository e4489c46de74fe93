import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { orcaConfigSchema } from '../../index.ts'
import type { Execution, Json } from '../../model.ts'
import { type OrcaUnderTest, played, startOrca } from '../../testing.ts'
import { offered } from './index.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

interface Received {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A service that answers every path with the status that stands in it, `/moved` with a redirect. */
async function service() {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, url, headers } = request
    received.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
    if (url === '/moved') return response.writeHead(302, { location: '/200' }).end()
    return response.writeHead(Number(url?.match(/\d{3}/)?.[0] ?? 200)).end(JSON.stringify({ words: 'x'.repeat(1_000) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.push(() => server.close())
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

async function orcaWith(webhook: Json, options: Partial<Parameters<typeof startOrca>[0]> = {}): Promise<OrcaUnderTest> {
  const restrictions = { rejectLocalhost: false, rejectVerbatimIps: false }
  const orca = await startOrca({ ...options, config: { webhook, 'user-configured-url-restrictions': restrictions } })
  undo.push(() => orca.stop())
  return orca
}

const stage = (more: Json) => ({ refId: '1', requisiteStageRefIds: [], type: 'webhook', name: 'w', ...more })
const run = async (orca: OrcaUnderTest, more: Json) => orca.run({ stages: [stage(more)] })
const contextOf = ({ stages }: Execution) => stages[0]!.context
const reasons = (execution: Execution) => {
  const { exception, webhook } = contextOf(execution)
  return JSON.stringify({ exception, webhook })
}

describe('a preconfigured webhook', () => {
  const configured = (at: string, more: Json = {}) => ({
    preconfigured: [
      {
        ...{
          type: 'release',
          label: 'Release',
          description: 'Tells the release desk.',
          url: `${at}/200`,
          method: 'post',
        },
        customHeaders: { 'X-Kind': ['release'] },
        payload: '{"who": "${parameterValues[\'who\']}"}',
        parameters: [{ name: 'who', label: 'Who', defaultValue: 'nobody', type: 'string' }],
        ...more,
      },
    ],
  })
  const release = { type: 'release', alias: 'preconfiguredWebhook', parameterValues: { who: 'ann' } }

  it('is called as its operator wrote it, whatever the pipeline says, with the values of its parameters', async () => {
    const { at, received } = await service()
    const orca = await orcaWith(configured(at))
    const execution = await run(orca, { ...release, url: 'https://elsewhere.example/', method: 'DELETE' })
    expect(execution.status).toBe('SUCCEEDED')
    expect(received).toMatchObject([
      { method: 'POST', url: '/200', body: '{"who": "ann"}', headers: { 'x-kind': 'release' } },
    ])
    expect(execution.stages[0]).toMatchObject({ type: 'release', tasks: [{ name: 'createWebhook' }] })
  })

  it('sends its secret headers, which no execution shows', async () => {
    const { at, received } = await service()
    const orca = await orcaWith(configured(at, { sensitiveHeaders: { Authorization: 'Bearer hush' } }))
    const execution = await run(orca, release)
    expect(received[0]?.headers.authorization).toBe('Bearer hush')
    expect(JSON.stringify(execution)).not.toContain('hush')
  })

  it('that is not there, or not enabled, says so', async () => {
    const orca = await orcaWith(configured('http://127.0.0.1:1', { enabled: false }))
    expect(contextOf(await run(orca, release)).exception).toMatchObject({
      exceptionType: 'PreconfiguredWebhookNotFoundException',
      details: { errors: ["Could not find a stage named 'release'"] },
    })
  })

  it('is listed for those who make pipelines', async () => {
    const orca = await orcaWith(configured('http://127.0.0.1:1'))
    expect((await orca.ask('GET', '/webhooks/preconfigured')).body).toEqual([
      {
        ...{ label: 'Release', description: 'Tells the release desk.', type: 'release' },
        preconfiguredProperties: ['url', 'customHeaders', 'method', 'payload'],
        noUserConfigurableFields: false,
        parameters: [{ name: 'who', label: 'Who', defaultValue: 'nobody', type: 'string' }],
      },
    ])
  })

  it.each([
    [{ waitForCompletion: false }, true],
    [{ waitForCompletion: false, payload: undefined }, false],
    [{ waitForCompletion: true }, false],
  ])('with %j leaves nothing to configure: %s', (more, answer) => {
    const { webhook } = orcaConfigSchema.parse({ webhook: configured('http://a.example', more) })
    expect(offered(webhook, undefined)).toMatchObject([{ noUserConfigurableFields: answer }])
  })

  it('is offered to those who may read it', () => {
    const { webhook } = orcaConfigSchema.parse({ webhook: configured('', { permissions: { READ: ['desk'] } }) })
    expect(offered(webhook, ['release-desk'])).toHaveLength(1)
    expect(offered(webhook, ['other'])).toEqual([])
    expect(offered(webhook, undefined)).toHaveLength(1)
  })
})

describe('an installation may', () => {
  it('allow only some calls', async () => {
    const { at, received } = await service()
    const allowedRequests = [
      { httpMethods: ['GET'], urlPrefix: `${at}/200` },
      { httpMethods: ['POST'], matchStrategy: 'PATTERN_MATCHES', urlPattern: 'http://[^/]*/201.*' },
    ]
    const orca = await orcaWith({ allowedRequestsEnabled: true, allowedRequests })
    expect((await run(orca, { url: `${at}/200?a=b`, method: 'GET' })).status).toBe('SUCCEEDED')
    expect((await run(orca, { url: `${at}/201/x` })).status).toBe('SUCCEEDED')
    const refused = await run(orca, { url: `${at}/200?token=hush` })
    expect(reasons(refused)).toContain(`http method 'POST', uri: '${at}/200' not allowed`)
    expect(received).toHaveLength(2)
  })

  it.each([
    [{ followRedirects: false }, '/moved', /redirects are disabled/],
    [{ maxRequestBytes: 5 }, '/200', /rejecting request .*maxRequestBytes: 5/],
    [{ maxResponseBytes: 500 }, '/200', /larger than 500 bytes/],
    [{ requireAccount: true }, '/200', /account is required/],
  ])('refuse with %j', async (settings, path, words) => {
    const { at } = await service()
    const orca = await orcaWith(settings)
    const refused = await run(orca, { url: at + path, payload: { some: 'words' } })
    expect(refused.status).toBe('TERMINAL')
    expect(reasons(refused)).toMatch(words)
  })

  it('repeat calls after other status codes', async () => {
    const { at, received } = await service()
    const orca = await orcaWith({ 'default-retry-status-codes': [418] })
    expect((await run(orca, { url: `${at}/429` })).status).toBe('TERMINAL')
    expect((await run(orca, { url: `${at}/418` })).status).toBe('TERMINAL')
    expect(received.filter(({ url }) => url === '/429')).toHaveLength(1)
    expect(received.filter(({ url }) => url === '/418').length).toBeGreaterThan(1)
  })

  it('ask for an account that the user may use', async () => {
    const { at } = await service()
    const clouddriver = played('clouddriver', ({ path }) => (path === '/credentials/known' ? { body: {} } : undefined))
    const orca = await orcaWith({ validateAccount: true }, { services: { clouddriver } })
    expect((await run(orca, { url: `${at}/200`, account: 'known' })).status).toBe('SUCCEEDED')
    expect(reasons(await run(orca, { url: `${at}/200`, account: 'other' }))).toContain(
      'The account other does not exist',
    )
  })
})

it.each([
  [{ allowedRequests: [{ httpMethods: ['GET'] }] }, /urlPrefix must not be null with STARTS_WITH strategy/],
  [{ allowedRequests: [{ httpMethods: ['GET'], matchStrategy: 'PATTERN_MATCHES' }] }, /urlPattern must not be null/],
  [{ trust: { enabled: true, trustStore: '/a.jks' } }, /Java key stores cannot be read here/],
  [{ preconfigured: [{ label: 'without a type' }] }, /type/],
])('a configuration with %j is refused at the start', (webhook, words) => {
  expect(() => orcaConfigSchema.parse({ webhook })).toThrow(words)
})
