import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { type DaemonUnderTest, startDaemon } from './testing.ts'

let daemon: DaemonUnderTest
beforeAll(async () => {
  daemon = await startDaemon({ currentDeployment: 'default' })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await daemon.stop()
})

async function post(parts: Readonly<Record<string, string>>) {
  const form = new FormData()
  for (const [name, text] of Object.entries(parts)) form.append(name, new Blob([text]), name)
  const encoded = new Response(form)
  return daemon.ask('POST', '/v1/config/deployments/manifests', Buffer.from(await encoded.arrayBuffer()), {
    'content-type': encoded.headers.get('content-type')!,
  })
}

interface Resource {
  readonly kind: string
  readonly data?: Readonly<Record<string, string>>
}

/** All that a service reads, of its ConfigMaps and Secrets. */
const read = ({ resources }: { readonly resources: readonly Resource[] }) =>
  resources
    .flatMap(({ kind, data = {} }) =>
      Object.values(data).map((text) => (kind === 'Secret' ? Buffer.from(text, 'base64').toString() : text)),
    )
    .join('\n')

it("the Operator's form is answered with what runs each service on Kubernetes", async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'gennaker-scratch-'))
  vi.stubEnv('TMPDIR', scratch)
  const { status, text } = await post({
    config: 'version: 1.35.0\nproviders: {spot: {enabled: true, apiToken: t0ken}}\n',
    'profiles__gate-local.yml': 'ours: 42\n',
    'service-settings__gate.yml': 'kubernetes: {podAnnotations: {team: ours}}\n',
    'profiles__settings-local.js': 'window.ours = true\n',
  })
  expect(status).toBe(200)
  const { config } = parse(text)
  expect(Object.keys(config)).toEqual(expect.arrayContaining(['clouddriver', 'deck', 'front50', 'gate', 'orca']))
  expect(config.gate).toMatchObject({
    deployment: { kind: 'Deployment', metadata: { name: 'spin-gate' } },
    service: { kind: 'Service', metadata: { name: 'spin-gate' } },
  })
  expect(config.gate.deployment.spec.template.metadata.annotations).toMatchObject({ team: 'ours' })
  expect(read(config.gate)).toContain('ours: 42\n')
  expect(read(config.deck)).toContain('window.ours = true')
  expect(readdirSync(scratch)).toEqual([])
})

it('a form that leads out of its deployment, or is none, is refused', async () => {
  expect(await post({ config: 'version: 1.35.0\n', '..__..__escape.yml': 'x' })).toMatchObject({ status: 400 })
  expect(await post({ 'profiles__gate-local.yml': 'x: 1' })).toMatchObject({ status: 409 })
  expect(await daemon.ask('POST', '/v1/config/deployments/manifests', { config: {} })).toMatchObject({ status: 409 })
})
