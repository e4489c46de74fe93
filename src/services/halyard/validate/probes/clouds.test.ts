import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { completeDeployment } from '../../halconfig/index.ts'
import { type HalHome, homeAt } from '../../home.ts'
import { azureProbes } from './azure.ts'
import { type GoogleLogin, gcsStoreProbes, googleProbes } from './google.ts'
import { ldapProbes } from './ldap.ts'
import type { Probe } from './probe.ts'
import { runProbes } from './run.ts'

let home: HalHome
let server: Server
let answer: (request: IncomingMessage, response: ServerResponse) => void
let base: string
beforeEach(async () => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-hal-')))
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(home.directory, { recursive: true })
})

const ask = async (probes: readonly Probe[]) =>
  (await runProbes(probes, { home, deployment: 'default', timeoutMs: 5_000 })).map(
    ({ severity, message }) => `${severity} ${message}`,
  )

describe('an account of Azure', () => {
  const account = {
    name: 'a',
    tenantId: 't',
    clientId: 'c',
    appKey: 's3cret',
    subscriptionId: 'sub',
    defaultResourceGroup: 'g',
    defaultKeyVault: 'v',
  }
  const { providers } = completeDeployment({ providers: { azure: { enabled: true, accounts: [account] } } })
  const look = () => ask(azureProbes(providers, { login: base, management: base }))

  it('logs in, and sees its subscription', async () => {
    const seen: unknown[] = []
    answer = (request, response) => {
      seen.push(request.url, request.headers.authorization)
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ access_token: 'token' }))
    }
    expect(await look()).toEqual([])
    expect(seen).toEqual([
      '/t/oauth2/v2.0/token',
      undefined,
      '/subscriptions/sub?api-version=2022-12-01',
      'Bearer token',
    ])
  })

  it.each([
    [[7000215], 'ERROR The key of the client is wrong (AADSTS7000215).'],
    [[90002], 'ERROR Azure knows no such tenant (AADSTS90002).'],
    [[1], 'ERROR Azure does not let the client in (401) (AADSTS1).'],
  ])('says what Azure’s number %j means', async (codes, message) => {
    answer = (_, response) =>
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error_codes: codes }))
    const found = await look()
    expect(found).toEqual([message])
    expect(found.join()).not.toContain('s3cret')
  })

  it('is told apart from one that may not see the subscription', async () => {
    answer = (request, response) =>
      request.method === 'POST'
        ? response.setHeader('content-type', 'application/json').end('{"access_token":"x"}')
        : response.writeHead(403).end()
    expect(await look()).toEqual(['ERROR The service principal may not see the subscription sub (403).'])
  })
})

describe('an account of Google', () => {
  const account = (more: object) =>
    completeDeployment({ providers: { google: { enabled: true, accounts: [{ name: 'g', project: 'p', ...more }] } } })
      .providers
  const failing =
    (status?: number, message = 'no'): GoogleLogin =>
    async () =>
    () =>
      Promise.reject(Object.assign(new Error(message), { status }))

  it('is asked for its project, as the machine or with its key', async () => {
    const asked: unknown[] = []
    const as: GoogleLogin = async (key) => async (url) => asked.push(key, url)
    expect(await ask(googleProbes(account({}), as))).toEqual([])
    expect(asked).toEqual([undefined, 'https://cloudresourcemanager.googleapis.com/v1/projects/p'])
  })

  it.each([
    [403, 'ERROR Google knows these credentials, and does not let them see the project p (403).'],
    [404, 'ERROR Google knows no such thing as the project p (404).'],
    [401, 'ERROR Google does not know these credentials.'],
  ])('%i: %s', async (status, message) => {
    expect(await ask(googleProbes(account({}), failing(status)))).toEqual([message])
  })

  it('with a key that is none is told before anybody is asked', async () => {
    writeFileSync(join(home.directory, 'key.json'), '{"type":"authorized_user"}')
    expect(await ask(googleProbes(account({ jsonPath: 'key.json' })))).toEqual([
      'ERROR key.json is not the JSON key of a service account.',
    ])
  })

  it('that can’t be reached is a warning, and its bucket is looked at as well', async () => {
    const store = completeDeployment({ persistentStorage: { persistentStoreType: 'gcs', gcs: { bucket: 'b' } } })
    expect(await ask(gcsStoreProbes(store, failing(undefined, 'getaddrinfo ENOTFOUND')))).toEqual([
      'WARNING Google Cloud Storage could not be asked: getaddrinfo ENOTFOUND.',
    ])
    expect(await ask(gcsStoreProbes(store, failing(404)))).toEqual([
      'ERROR Google knows no such thing as the bucket b (404).',
    ])
  })
})

describe('a directory', () => {
  const deployment = (url: string) =>
    completeDeployment({ security: { authn: { ldap: { enabled: true, url, userDnPattern: 'x' } } } })

  it('is well when somebody listens, and a warning when nobody does', async () => {
    expect(await ask(ldapProbes(deployment(base.replace('http', 'ldap'))))).toEqual([])
    expect(await ask(ldapProbes(deployment('ldap://127.0.0.1:1')))).toEqual([
      "WARNING The directory 127.0.0.1 can't be reached from here: ECONNREFUSED.",
    ])
  })

  it('must speak TLS when its address says so', async () => {
    const [found] = await ask(ldapProbes(deployment(base.replace('http', 'ldaps'))))
    expect(found).toMatch(/^(WARNING|ERROR) The (directory|certificate)/)
  })
})
