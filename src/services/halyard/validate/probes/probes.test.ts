import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { completeDeployment } from '../../halconfig/index.ts'
import { type HalHome, homeAt } from '../../home.ts'
import type { Deployment } from '../../schema/index.ts'
import { probesOf } from './probes.ts'
import { runProbes } from './run.ts'
import { spotProbes } from './spot.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let home: HalHome
let server: Server
let answer: Answer
let base: string
beforeEach(async () => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-hal-')))
  answer = (_, response) => response.end('{}')
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(home.directory, { recursive: true })
})

const ask = async (deployment: Deployment, options: { timeoutMs?: number } = {}, probes = probesOf(deployment, home)) =>
  (await runProbes(probes, { home, deployment: 'default', ...options })).map(
    ({ severity, location, message }) => `${severity} ${location}: ${message}`,
  )

const status =
  (code: number): Answer =>
  (_, response) =>
    response.writeHead(code).end('{}')
const json = (response: ServerResponse, body: unknown, code = 200, headers = {}) =>
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

describe('the account of Spot', () => {
  const deployment = completeDeployment({
    providers: { spot: { enabled: true, apiToken: 's3cret', accounts: [{ name: 'prod', accountId: 'act-1a2b3c4d' }] } },
  })
  const look = () => ask(deployment, {}, spotProbes(deployment.providers, base))

  it('is asked for its groups, with the token', async () => {
    const seen: unknown[] = []
    answer = (request, response) => {
      seen.push(request.url, request.headers.authorization)
      response.end('{}')
    }
    expect(await look()).toEqual([])
    expect(seen).toEqual(['/aws/ec2/group?accountId=act-1a2b3c4d', 'Bearer s3cret'])
  })

  it.each([
    [401, 'Spot does not know the API token (401).'],
    [403, 'The API token may not see the account act-1a2b3c4d (403).'],
    [404, 'Spot knows no account act-1a2b3c4d (404).'],
  ])('%i: %s', async (code, message) => {
    answer = status(code)
    const found = await look()
    expect(found).toEqual([`ERROR default.provider.spot.prod: ${message}`])
    expect(found.join()).not.toContain('s3cret')
  })

  it('is only a warning when it can’t be reached, or not in time', async () => {
    answer = () => {}
    expect(await ask(deployment, { timeoutMs: 50 }, spotProbes(deployment.providers, base))).toEqual([
      'WARNING default.provider.spot.prod: the Spot API could not be asked: no answer within 0.05 s.',
    ])
    const [nobody] = await ask(deployment, {}, spotProbes(deployment.providers, 'http://127.0.0.1:1'))
    expect(nobody).toContain('WARNING default.provider.spot.prod: the Spot API could not be asked')
  })
})

describe('a Docker registry', () => {
  const registry = (account: object) =>
    completeDeployment({
      providers: { dockerRegistry: { enabled: true, accounts: [{ name: 'hub', address: base, ...account }] } },
    })

  it('gives its tags to whom its own server gave a token', async () => {
    answer = (request, response) => {
      const { pathname } = new URL(request.url!, base)
      const known = request.headers.authorization === `Basic ${Buffer.from('u:p').toString('base64')}`
      if (pathname === '/token') json(response, known ? { token: 't' } : {})
      else if (request.headers.authorization === 'Bearer t') json(response, { tags: ['1'] })
      else
        json(response, {}, 401, {
          'www-authenticate': `Bearer realm="${base}/token",service="r",scope="repository:a/b:pull"`,
        })
    }
    expect(await ask(registry({ username: 'u', password: 'p', repositories: ['a/b'] }))).toEqual([])
    writeFileSync(join(home.directory, 'password'), 'p\n')
    expect(await ask(registry({ username: 'u', passwordFile: 'password', repositories: ['a/b'] }))).toEqual([
      expect.stringContaining('WARNING default.provider.dockerRegistry.hub: Your password file has a trailing newline'),
    ])
    expect(await ask(registry({ username: 'u', passwordCommand: 'printf p', repositories: ['a/b'] }))).toEqual([])
    expect(await ask(registry({ username: 'u', password: 'wrong', repositories: ['a/b'] }))).toEqual([
      'ERROR default.provider.dockerRegistry.hub: Unable to fetch tags from the docker repository: a/b (401).',
    ])
  })

  it('is told apart from one without a catalog and from an empty one', async () => {
    answer = status(404)
    expect(await ask(registry({}))).toEqual([expect.stringContaining('answers, but has nothing there (404)')])
    answer = (_, response) => json(response, { repositories: [] })
    expect(await ask(registry({}))).toEqual([expect.stringContaining('catalog is empty')])
  })
})

describe('a probe', () => {
  const probe = (run: () => Promise<never[]>) => [{ at: 'ci.jenkins.j', asks: 'the Jenkins', run }]
  const nothing = completeDeployment({})

  it('that breaks is an error, never a silence', async () => {
    const found = await ask(
      nothing,
      {},
      probe(() => Promise.reject(new Error('no idea'))),
    )
    expect(found).toEqual(['ERROR default.ci.jenkins.j: The check of the Jenkins failed: no idea'])
  })

  it('does not keep the others waiting', async () => {
    const slow = probe(() => new Promise(() => {}))
    const quick = probe(() => Promise.reject(new Error('at once')))
    expect(await ask(nothing, { timeoutMs: 60 }, [...slow, ...quick])).toEqual([
      'WARNING default.ci.jenkins.j: the Jenkins could not be asked: no answer within 0.06 s.',
      'ERROR default.ci.jenkins.j: The check of the Jenkins failed: at once',
    ])
  })

  it('ends when the person ends it', async () => {
    const signal = AbortSignal.abort(new Error('Interrupted.'))
    await expect(
      runProbes(
        probe(async () => []),
        { home, deployment: 'default', signal },
      ),
    ).rejects.toThrow('Interrupted.')
  })
})

it.each([
  [
    'a Jenkins',
    () => ({
      ci: { jenkins: { enabled: true, masters: [{ name: 'x', address: base, username: 'u', password: 'p' }] } },
    }),
    'ci.jenkins.x',
    '/api/json?tree=mode',
  ],
  [
    'a chart repository',
    () => ({ artifacts: { helm: { enabled: true, accounts: [{ name: 'x', repository: base }] } } }),
    'artifacts.helm.x',
    '/index.yaml',
  ],
  [
    'a Prometheus',
    () => ({
      canary: {
        enabled: true,
        serviceIntegrations: [
          { name: 'prometheus', enabled: true, accounts: [{ name: 'x', endpoint: { baseUrl: base } }] },
        ],
      },
    }),
    'canary.prometheus.x',
    '/api/v1/query?query=1',
  ],
])('%s is asked, and says when it refuses', async (_, deployment, place, path) => {
  const seen: unknown[] = []
  answer = (request, response) => {
    seen.push(request.url)
    response.end('{}')
  }
  expect(await ask(completeDeployment(deployment()))).toEqual([])
  expect(seen).toEqual([path])
  answer = status(401)
  expect(await ask(completeDeployment(deployment()))).toEqual([
    expect.stringMatching(new RegExp(`^ERROR default\\.${place}: .* does not know these credentials \\(401\\)\\.$`)),
  ])
})

it('a bot of Slack that is refused says Slack’s own reason', async () => {
  answer = (_, response) => json(response, { ok: false, error: 'invalid_auth' })
  const notifications = { slack: { enabled: true, token: 't', baseUrl: base } }
  expect(await ask(completeDeployment({ notifications }))).toEqual([
    'ERROR default.notifications.slack: Slack refuses the token: invalid_auth.',
  ])
})
