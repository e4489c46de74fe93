import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { root } from '../cli/commands/root.ts'
import { call, newHome } from '../cli/testing.ts'

function homeWith(files: Readonly<Record<string, string>>): string {
  const home = newHome()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  return home
}

const installation = {
  config: `deploymentConfigurations:
- name: default
  version: 1.35.0
  providers:
    spot:
      enabled: true
      accounts:
      - {name: prod, accountId: act-1, environment: prod}
    kubernetes:
      enabled: true
      accounts:
      - {name: k8s, kubeconfigFile: KUBECONFIG, secretWord: s3cr3t}
  deploymentEnvironment: {type: Local}
  persistentStorage: {persistentStoreType: s3}
  security: {authn: {oauth2: {enabled: true, client: {clientId: crew}}}}
`,
  'default/profiles/gate-local.yml': 'server.port: 8085\ncors: {allowed-origins-pattern: x}\nnonsense: {deep: 1}\n',
  'default/profiles/fiat-local.yml': 'auth: {groupMembership: {service: ldap}}\n',
  'default/service-settings/orca.yml': 'env: {JAVA_OPTS: -Xmx4g}\n',
}

const report = async (home: string, line: readonly string[]) => {
  const { code, output } = await call(root, ['migrate', ...line, '-o', 'json'], { home })
  expect(code).toBe(0)
  const { items } = JSON.parse(output)
  return (place: string) => items.find((item: { place: string }) => item.place === place)
}

describe('hal migrate', () => {
  it('says of every written key what becomes of it, and changes nothing', async () => {
    const from = homeWith(installation)
    const home = newHome()
    const at = await report(home, ['--from', from])
    expect(at('default.provider.spot.prod.accountId')).toMatchObject({ verdict: 'works' })
    expect(at('default.provider.kubernetes.k8s.kubeconfigFile')).toMatchObject({
      verdict: 'unsupported',
      remarks: [{ says: expect.stringContaining('kubernetes'), remedy: expect.stringContaining('stay in the file') }],
    })
    expect(at('default.security.authn.oauth2.client.clientId')).toMatchObject({
      verdict: 'unsupported',
      remarks: [{ remedy: expect.stringContaining('proxy') }],
    })
    expect(at('default.version')).toMatchObject({ verdict: 'changes' })
    expect(at('default.persistentStorage.persistentStoreType').remarks[0].remedy).toContain('--front50-bucket')
    expect(at('gate-local.yml: server.port')).toMatchObject({ verdict: 'works' })
    expect(at('gate-local.yml: nonsense.deep')).toMatchObject({ verdict: 'unsupported' })
    expect(at('fiat-local.yml: auth.groupMembership.service')).toMatchObject({ verdict: 'unsupported' })
    expect(at('orca.env')).toMatchObject({ verdict: 'changes' })
    await expect(async () => readFileSync(join(home, 'config'))).rejects.toThrow('ENOENT')
  })

  it('says nothing of the values', async () => {
    const { output } = await call(root, ['migrate', '--from', homeWith(installation), '--all'], { home: newHome() })
    expect(output).toContain('kubeconfigFile')
    expect(output).not.toContain('s3cr3t')
    expect(output).not.toContain('Xmx4g')
  })

  it('tells people one reason once, with how many keys it is about', async () => {
    const { output } = await call(root, ['migrate', '--from', homeWith(installation)], { home: newHome() })
    expect(output).toMatch(/unsupported\s+halconfig\s+default\.provider\.kubernetes \(3 keys\)/)
    expect(output).not.toContain('accountId')
  })

  it('reads the manifests of the Operator too', async () => {
    const from = join(
      homeWith({
        'manifest.yml': `apiVersion: spinnaker.io/v1alpha2
kind: SpinnakerService
metadata: {name: spinnaker}
spec:
  spinnakerConfig:
    config: {version: 1.28.1, persistentStorage: {persistentStoreType: s3}}
    profiles: {gate: {nonsense: 1}}
`,
      }),
      'manifest.yml',
    )
    const at = await report(newHome(), ['--from', from])
    expect(at('default.version')).toMatchObject({ verdict: 'changes' })
  })

  it('copies another home with the files that it names, once, and never over what is there', async () => {
    const elsewhere = homeWith({ 'kube/config': 'kind: Config\n' })
    const from = homeWith({
      ...installation,
      config: installation.config.replace('KUBECONFIG', join(elsewhere, 'kube/config')),
    })
    const home = newHome()
    const line = ['migrate', '--from', from, '--apply']
    expect((await call(root, line, { home })).code).toBe(0)
    const copied = readFileSync(join(home, 'config'), 'utf8')
    expect(copied).toContain(join(home, '.migrated/config'))
    expect(readFileSync(join(home, '.migrated/config'), 'utf8')).toBe('kind: Config\n')
    expect(readFileSync(join(home, 'default/profiles/gate-local.yml'), 'utf8')).toContain('8085')
    expect((await call(root, line, { home })).output).toContain('Copied 0 files')

    writeFileSync(join(home, 'default/profiles/gate-local.yml'), 'server.port: 1\n')
    const refused = await call(root, line, { home })
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('gate-local.yml')])
    expect(readFileSync(join(home, 'default/profiles/gate-local.yml'), 'utf8')).toBe('server.port: 1\n')
    expect((await call(root, [...line, '--overwrite'], { home })).code).toBe(0)
    expect(readFileSync(join(home, 'default/profiles/gate-local.yml'), 'utf8')).toContain('8085')
    rmSync(elsewhere, { recursive: true })
  })

  it('says of pipelines which stages, clouds, triggers and expressions work', async () => {
    const pipelines = {
      good: { stages: [{ type: 'wait', waitTime: '${1 + 1}' }], triggers: [{ type: 'webhook' }] },
      bad: {
        stages: [
          { type: 'deployManifest', name: 'Deploy', cloudProvider: 'kubernetes' },
          { type: 'wait', name: 'Wait', comments: '${1 +}' },
        ],
        triggers: [
          { type: 'cron', enabled: true },
          { type: 'docker', enabled: false },
        ],
        notifications: [{ type: 'slack' }],
      },
      own: { stages: [{ type: 'mine' }] },
    }
    const bucket = homeWith(
      Object.fromEntries(
        Object.entries(pipelines).map(([name, body]) => [
          `pipelines/${name}/specification.json`,
          JSON.stringify({ name, application: 'fleet', ...body }),
        ]),
      ),
    )
    const home = homeWith({
      'default/profiles/orca-local.yml': 'webhook: {preconfigured: [{type: mine, label: Mine}]}\n',
    })
    const at = await report(home, ['--front50-bucket', bucket])
    expect(at('fleet/good')).toMatchObject({ verdict: 'works', remarks: [] })
    expect(at('fleet/own')).toMatchObject({ verdict: 'works' })
    const { verdict, remarks } = at('fleet/bad')
    expect(verdict).toBe('broken')
    const says = remarks.map((remark: { says: string }) => remark.says).join('\n')
    for (const word of ['deployManifest', 'acts upon kubernetes', 'cron trigger', 'slack', 'does not parse'])
      expect(says).toContain(word)
    expect(says).not.toContain('docker')
  })

  it('never imports into a Gate of another release, such as the one that the documents come from', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const gate = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const bucket = homeWith({ 'projects/a/specification.json': '{"name": "A"}' })
    const line = ['migrate', '--front50-bucket', bucket, '--apply', '--gate', gate]
    const { code, errors } = await call(root, line, { home: newHome() })
    expect([code, errors]).toEqual([1, expect.stringContaining('no Gate of this release')])
    expect(asked).toEqual(['GET /v1/stages'])
  })

  it('with nothing to bring, or without a Gate, says so', async () => {
    const home = newHome()
    expect((await call(root, ['migrate', '--apply'], { home })).errors).toContain('nothing to bring')
    const bucket = homeWith({ 'projects/a/specification.json': '{"name": "A"}' })
    const line = ['migrate', '--front50-bucket', bucket, '--apply', '--gate', 'http://127.0.0.1:1']
    const { code, errors } = await call(root, line, { home })
    expect([code, errors]).toEqual([1, expect.stringContaining('http://127.0.0.1:1')])
  })
})
