import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openSecrets, secretReference, secretSettingsSchema } from './index.ts'

type Routes = Record<string, (request: IncomingMessage) => object | string | Buffer | undefined>

const undo: (() => unknown)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const step of undo.splice(0).reverse()) await step()
})

/** A server with these answers, 404 for all else; a route that answers nothing leaves its caller waiting. */
async function standIn(routes: Routes) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!.split('?')[0]!)
    asked.push(`${request.method} ${path}`)
    const route = routes[`${request.method} ${path}`]
    if (route === undefined) return response.writeHead(404, { 'content-type': 'application/json' }).end('{"errors":[]}')
    const answer = route(request)
    if (answer === undefined) return
    const isData = typeof answer === 'string' || Buffer.isBuffer(answer)
    const type = isData ? 'application/octet-stream' : 'application/json'
    response
      .writeHead(200, { 'content-type': type, 'metadata-flavor': 'Google' })
      .end(isData ? answer : JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

function reader(settings: object, env: NodeJS.ProcessEnv = {}) {
  const session = openSecrets({ settings: secretSettingsSchema.parse(settings), env })
  undo.push(() => session.close())
  return async (text: string) => Buffer.from(await session.read(secretReference(text)!)).toString()
}

const stubAws = () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1')
}

describe('S3', () => {
  it('is asked for an object once, whatever number of its values is wanted', async () => {
    stubAws()
    const peer = await standIn({ 'GET /vault/a/b.yml': () => 'one: 1\ntwo: {three: x}\n' })
    const read = reader({ s3: { secret: { endpointUrl: peer.url } } })
    const at = 'encrypted:s3!r:us-east-1!b:vault!f:a/b.yml'
    expect(await Promise.all([read(`${at}!k:one`), read(`${at}!k:two.three`), read(at)])).toEqual([
      '1',
      'x',
      'one: 1\ntwo: {three: x}\n',
    ])
    expect(peer.asked).toEqual(['GET /vault/a/b.yml'])
    await expect(read(`${at}!k:two.four`)).rejects.toThrow(
      /The object a\/b\.yml of bucket vault \(region us-east-1\) has no value at two\.four/,
    )
    await expect(read(`${at}!k:two`)).rejects.toThrow(/is no single value/)
  })

  it('that does not have it is named with bucket, object and region', async () => {
    stubAws()
    const peer = await standIn({})
    const read = reader({ s3: { secret: { 'endpoint-url': peer.url } } })
    await expect(read('encrypted:s3!r:eu-west-1!b:vault!f:c.yml')).rejects.toThrow(
      /The object c\.yml of bucket vault \(region eu-west-1\) could not be read/,
    )
  })
})

/** Any server with AWS's S3 and Secrets Manager, e.g. moto: `GENNAKER_TEST_AWS=http://127.0.0.1:5000`. */
const aws = process.env.GENNAKER_TEST_AWS

describe.skipIf(!aws)('an AWS that we did not write', () => {
  it('gives objects of S3 and secrets of Secrets Manager', async () => {
    stubAws()
    vi.stubEnv('AWS_ENDPOINT_URL', aws)
    const { CreateBucketCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3')
    const { CreateSecretCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
    const s3 = new S3Client({ region: 'us-east-1', forcePathStyle: true })
    const manager = new SecretsManagerClient({ region: 'us-east-1' })
    const Bucket = `secrets-${Date.now()}`
    await s3.send(new CreateBucketCommand({ Bucket }))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a.yml', Body: 'github: {token: abc}\n' }))
    await manager.send(new CreateSecretCommand({ Name: Bucket, SecretString: '{"password": "p"}' }))
    const SecretBinary = Buffer.from([1, 2, 3])
    await manager.send(new CreateSecretCommand({ Name: `${Bucket}-binary`, SecretBinary }))
    const read = reader({ s3: { secret: { endpointUrl: aws } } })
    expect(await read(`encrypted:s3!r:us-east-1!b:${Bucket}!f:a.yml!k:github.token`)).toBe('abc')
    expect(await read(`encrypted:secrets-manager!r:us-east-1!s:${Bucket}!k:password`)).toBe('p')
    expect(await read(`encryptedFile:secrets-manager!r:us-east-1!s:${Bucket}-binary`)).toBe('\u0001\u0002\u0003')
    await expect(read(`encrypted:secrets-manager!r:us-east-1!s:${Bucket}-binary`)).rejects.toThrow(
      /is binary: refer to it with encryptedFile/,
    )
    await expect(read('encrypted:secrets-manager!r:us-east-1!s:nobody')).rejects.toThrow(
      /The secret nobody of AWS Secrets Manager \(region us-east-1\) could not be read: ResourceNotFoundException/,
    )
    s3.destroy()
    manager.destroy()
  })
})

describe('Secrets Manager', () => {
  it('gives a secret, or the value of a key in it', async () => {
    stubAws()
    const peer = await standIn({ 'POST /': () => ({ SecretString: '{"password": "p"}' }) })
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', peer.url)
    const read = reader({})
    expect(await read('encrypted:secrets-manager!r:us-east-1!s:db!k:password')).toBe('p')
    expect(await read('encrypted:secrets-manager!r:us-east-1!s:db')).toBe('{"password": "p"}')
    expect(peer.asked).toEqual(['POST /'])
  })
})

describe('Google', () => {
  it('is asked with the credentials of the machine', async () => {
    const token = (request: IncomingMessage, answer: string | object) => {
      expect(request.headers.authorization).toBe('Bearer machine')
      return answer
    }
    const data = Buffer.from('{"password": "p"}').toString('base64')
    const peer = await standIn({
      'GET /computeMetadata/v1/instance': () => 'yes',
      'GET /computeMetadata/v1/instance/service-accounts/default/token': () => ({
        access_token: 'machine',
        expires_in: 3600,
      }),
      'GET /computeMetadata/v1/project/project-id': () => 'project',
      'GET /computeMetadata/v1/universe/universe-domain': () => 'googleapis.com',
      'GET /storage/v1/b/vault/o/a/b.yml': (request) => token(request, 'github: {token: abc}\n'),
      'GET /v1/projects/12/secrets/db/versions/latest:access': (request) => token(request, { payload: { data } }),
      'GET /v1/projects/12/secrets/db/versions/3:access': (request) => token(request, { payload: { data: 'AQID' } }),
    })
    vi.stubEnv('GCE_METADATA_HOST', peer.url.replace('http://', ''))
    vi.stubEnv('METADATA_SERVER_DETECTION', 'assume-present')
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '')
    vi.stubEnv('HOME', '/nowhere')
    const read = reader({ secrets: { google: { storageUrl: peer.url, secretManagerUrl: peer.url } } })
    expect(await read('encrypted:gcs!b:vault!f:a/b.yml!k:github.token')).toBe('abc')
    expect(await read('encrypted:google-secrets-manager!p:12!s:db!k:password')).toBe('p')
    expect(await read('encryptedFile:google-secrets-manager!p:12!s:db!v:3')).toBe('\u0001\u0002\u0003')
    await expect(read('encrypted:gcs!b:vault!f:gone')).rejects.toThrow(
      /The object gone of bucket vault could not be read with Google's application default credentials: it answered 404/,
    )
  })
})

describe('Kubernetes', () => {
  async function cluster(routes: Routes) {
    const peer = await standIn(routes)
    const config = join(mkdtempSync(join(tmpdir(), 'gennaker-kube-')), 'config')
    const named = {
      name: 'here',
      cluster: { server: peer.url, 'insecure-skip-tls-verify': true },
      user: { token: 't' },
      context: { cluster: 'here', user: 'here' },
    }
    writeFileSync(
      config,
      JSON.stringify({ 'current-context': 'here', clusters: [named], users: [named], contexts: [named] }),
    )
    vi.stubEnv('KUBECONFIG', config)
    return peer
  }

  it('gives a key of a secret, where that is enabled', async () => {
    const secret = { metadata: { name: 'spin' }, data: { token: Buffer.from('abc').toString('base64') } }
    const peer = await cluster({
      'GET /api/v1/namespaces/default/secrets/spin': () => secret,
      'GET /api/v1/namespaces/other/secrets/spin': () => ({ ...secret, data: {} }),
    })
    const read = reader({ spinnaker: { secrets: { kubernetes: { enabled: true } } } })
    expect(await read('encrypted:k8s!n:Spin!k:token')).toBe('abc')
    await expect(read('encrypted:k8s!n:spin!k:gone')).rejects.toThrow(
      /The secret spin of namespace default has no key gone/,
    )
    await expect(read('encrypted:k8s!n:spin!k:token!ns:other')).rejects.toThrow(/namespace other has no key token/)
    await expect(read('encrypted:k8s!n:gone!k:token')).rejects.toThrow(/Kubernetes answered 404/)
    expect(peer.asked.filter((each) => each.endsWith('default/secrets/spin'))).toHaveLength(1)
    await expect(reader({})('encrypted:k8s!n:spin!k:token')).rejects.toThrow(
      /set spinnaker\.secrets\.kubernetes\.enabled/,
    )
  })
})

describe('Vault', () => {
  it('gives a key of either version of its engine, to a token', async () => {
    const peer = await standIn({
      'GET /v1/kv/data/spinnaker/db': ({ headers }) =>
        headers['x-vault-token'] === 'root' ? { data: { data: { password: 'p', cert: 'AQID' } } } : {},
      'GET /v1/old/spinnaker': () => ({ data: { password: 'o' } }),
    })
    const read = reader({ secrets: { vault: { enabled: true, url: peer.url } } }, { VAULT_TOKEN: 'root' })
    expect(await read('encrypted:vault!e:kv!p:spinnaker/db!k:password')).toBe('p')
    expect(await read('encryptedFile:vault!e:kv!n:spinnaker/db!k:cert!b:true')).toBe('\u0001\u0002\u0003')
    expect(await read('encrypted:vault!e:old!p:spinnaker!k:password')).toBe('o')
    expect(peer.asked.filter((each) => each.includes('/kv/'))).toHaveLength(1)
    await expect(read('encrypted:vault!e:kv!p:gone!k:x')).rejects.toThrow(
      /gone of Vault's engine kv could not be read: Vault answered 404/,
    )
    await expect(read('encrypted:vault!e:kv!p:spinnaker/db!k:x')).rejects.toThrow(/has no key x/)
  })

  it('must be configured', async () => {
    await expect(reader({})('encrypted:vault!p:a!k:b')).rejects.toThrow(/set secrets\.vault\.enabled to true/)
    const open = { vault: { enabled: true, url: 'http://127.0.0.1:9' } }
    await expect(reader({ secrets: open })('encrypted:vault!p:a!k:b')).rejects.toThrow(/VAULT_TOKEN/)
    const pod = { vault: { ...open.vault, authMethod: 'KUBERNETES', role: 'r' } }
    await expect(reader({ secrets: pod })('encrypted:vault!p:a!k:b')).rejects.toThrow(/this is no pod/)
  })

  it('that says nothing is given up', async () => {
    const peer = await standIn({ 'GET /v1/secret/data/a': () => undefined })
    const settings = { secrets: { timeoutMs: 50, vault: { enabled: true, url: peer.url, token: 't' } } }
    await expect(reader(settings)('encrypted:vault!p:a!k:b')).rejects.toThrow(
      /encrypted:vault!p:a!k:b was not answered within 50 ms/,
    )
  })
})
