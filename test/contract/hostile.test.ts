import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProductOnSpot } from '../support/product.ts'

/** What a Gate that listens would rather not be sent. */
const nasty = [
  '..',
  '%2e%2e',
  '%2e%2e%2f%2e%2e',
  '%',
  '%zz',
  '%E0%A4%A',
  '%00',
  '%0d%0aset-cookie:a=b',
  '-1',
  '0',
  '1e999',
  '99999999999999999999',
  'NaN',
  'true',
  '__proto__',
  'constructor',
  'toString',
  '*',
  '%24%7Bexecution%7D',
  '%22%3E%3Cscript%3E',
  "'%20OR%201=1--",
  '%F0%9F%92%A5',
  'a%2Fb',
  'x'.repeat(300),
]
const parameters =
  'limit page size pageSize startIndex statuses expand ids applications clusters type q provider account region executionId executionIds pipelineConfigIds expression trigger reverse triggerTimeStartBoundary tag digest scopes staleCheck requestId application entityId entityType maxResults since until cursor to secret lastEventId'.split(
    ' ',
  )

const text = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'grapheme', maxLength: 20 }).map(encodeURIComponent))
const json = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc
    .record(
      {
        application: fc.jsonValue({ maxDepth: 1 }),
        name: fc.jsonValue({ maxDepth: 1 }),
        id: fc.jsonValue({ maxDepth: 1 }),
        job: fc.jsonValue({ maxDepth: 3 }),
        stages: fc.jsonValue({ maxDepth: 3 }),
        trigger: fc.jsonValue({ maxDepth: 2 }),
        template: fc.jsonValue({ maxDepth: 2 }),
        schema: fc.jsonValue({ maxDepth: 1 }),
        idsToIndices: fc.jsonValue({ maxDepth: 2 }),
        expression: fc.jsonValue({ maxDepth: 1 }),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  fc.constantFrom('[', '{"a":', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, '{"__proto__":{"a":1}}', '\u0000', 'null'),
)

describe('whatever is sent to Gate', () => {
  const secret = 'sandbox-token'
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  let product: Product
  let routes: { method: string; path: string }[] = []
  let stop = async () => {}

  beforeAll(async () => {
    const started = await startProductOnSpot()
    ;({ product, stop } = started)
    const { paths } = (await product.gate('/v3/api-docs')).body as { paths: Record<string, Record<string, unknown>> }
    routes = Object.entries(paths)
      .filter(([path]) => path !== '/events')
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })))
  }, 240_000)
  afterAll(async () => {
    agent.destroy()
    await stop()
  })

  /** As it is written: no client that corrects addresses is in between. */
  async function send(method: string, path: string, type: string, body?: string) {
    const { hostname, port } = new URL(product.url)
    const headers = {
      'content-type': type,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    }
    const asking = request({ agent, hostname, port, method, path, headers })
    asking.end(body)
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    let answered = ''
    for await (const chunk of answer.setEncoding('utf8')) answered += chunk
    return { status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text: answered }
  }

  it('is answered, and never by a mistake of Gate’s, with its insides, or with a secret', async () => {
    expect(routes.length).toBeGreaterThan(150)
    const query = fc.array(fc.tuple(fc.constantFrom(...parameters), text), { maxLength: 4 })
    const segments = fc.array(text, { minLength: 8, maxLength: 8 })
    const types = fc.constantFrom(
      'application/json',
      'text/plain',
      'application/x-yaml',
      'multipart/form-data',
      'nonsense',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.nat().map((n) => routes[n % routes.length] as (typeof routes)[number]),
        segments,
        query,
        types,
        fc.option(json, { nil: undefined }),
        async ({ method, path }, values, parameters, type, body) => {
          let next = 0
          const filled = path.replaceAll(/\{[^}]*\}/g, () => values[next++ % values.length] as string)
          const search = parameters.map(([name, value]) => `${name}=${value}`).join('&')
          const address = search === '' ? filled : `${filled}?${search}`
          const answer = await send(method, address, type, method === 'GET' ? undefined : body)
          const seen = `${method} ${address.slice(0, 300)} (${type}) ${body?.slice(0, 300)}\n${answer.status} ${answer.text.slice(0, 600)}`
          if (answer.status >= 500) expect(seen).toBe('an answer below 500')
          if (/\bat .+\.[jt]s:\d+/.test(answer.text)) expect(seen).toBe('an answer without a stack trace')
          if (answer.text.includes(secret)) expect(seen).toBe('an answer without a secret')
          if (answer.status >= 400) expect([seen, answer.type]).toEqual([seen, expect.stringContaining('json')])
        },
      ),
      { numRuns: 600, endOnFailure: true },
    )
  }, 240_000)

  it('leaves it standing', async () => {
    expect((await product.gate('/health')).status).toBe(200)
  })
})
