import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The HTTP server that the webhooks of the vectors call: what it answers stands in the path. */
export interface WebhookStub {
  /** E.g. `http://127.0.0.1:41234`. */
  readonly url: string
  close(): Promise<void>
}

interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface Asked {
  /** `/hook/KEY`, with the stub's address: where the stub's other answers for this webhook are. */
  readonly base: string
  readonly key: string
  readonly query: string
  readonly method: string
  readonly header: string | undefined
  readonly body: unknown
  /** How often this path was asked, this time included. */
  readonly call: number
}

const at = <T>(list: readonly T[], call: number) => list[Math.min(call, list.length) - 1]

const answers: Readonly<Record<string, (asked: Asked, rest: string) => Reply>> = {
  status: ({ key }, status) => ({ status: Number(status), body: { answered: Number(status), key } }),
  seq: ({ call }, list) => ({ status: Number(at(list.split(','), call)), body: { call } }),
  start({ base, query }) {
    const url = `${base}/job${query}`
    return { status: 200, body: { statusUrl: url, nested: { url }, job: 'accepted' }, headers: { location: url } }
  },
  job({ query, call }) {
    const states = (new URLSearchParams(query).get('states') ?? '').split(',')
    const state = at(states, call) ?? ''
    const poll = Math.min(call, states.length)
    const progress = String(Math.floor((poll / states.length) * 100))
    const body = { status: state, progress, detail: { phase: state, poll } }
    return { status: /^\d+$/.test(state) ? Number(state) : 200, body }
  },
  echo: ({ method, body, header }) => ({ status: 200, body: { method, body, header: header ?? null } }),
  text: () => ({ status: 200, body: 'plain words', headers: { 'content-type': 'text/plain' } }),
  empty: () => ({ status: 204 }),
  artifacts: () => ({
    status: 200,
    body: { artifacts: [{ type: 'custom/object', name: 'thing', version: '3', reference: 'thing:3' }] },
  }),
}

export async function startWebhookStub(): Promise<WebhookStub> {
  const calls = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const [path = '', search] = (request.url ?? '').split('?')
    const [, , key = '', kind = '', ...rest] = path.split('/')
    const call = (calls.get(path) ?? 0) + 1
    calls.set(path, call)
    const asked: Asked = {
      base: `http://${request.headers.host}/hook/${key}`,
      key,
      query: search === undefined ? '' : `?${search}`,
      method: request.method ?? '',
      header: request.headers['x-vector'] as string | undefined,
      body: await bodyOf(request),
      call,
    }
    const { status, body, headers = {} } = answers[kind]?.(asked, rest.join('/')) ?? { status: 404, body: {} }
    if (body === undefined) return response.writeHead(status, headers).end()
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: a form, or plain text.
    return text
  }
}
