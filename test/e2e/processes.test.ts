import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { createHome, type Product, startProduct } from '../support/product.ts'

const services = ['front50', 'clouddriver', 'orca', 'echo', 'gate'] as const
const undo: (() => unknown)[] = []
const ports = new Map<string, number>()
let gate: Product

beforeAll(async () => {
  const settings = createHome()
  undo.push(settings.remove)
  for (const service of services) ports.set(service, await freePort())
  const directory = join(settings.directory, 'config')
  const entries = [...ports].map(([name, port]) => [
    name,
    { host: 'localhost', port, baseUrl: `http://localhost:${port}` },
  ])
  // JSON is YAML.
  writeFileSync(join(directory, 'spinnaker.yml'), JSON.stringify({ services: Object.fromEntries(entries) }))
  const oort = { oort: { baseUrl: '${services.clouddriver.baseUrl}' }, server: { port: '${services.orca.port:1}' } }
  writeFileSync(join(directory, 'orca.yml'), JSON.stringify(oort))
  const products = await Promise.all(
    services.map(async (service) => {
      const home = createHome()
      undo.push(home.remove)
      const flags = ['--no-sandbox', '--services', service, '--config', directory]
      const product = await startProduct(
        home,
        service === 'gate' ? [...flags, '--gate-port', `${ports.get('gate')}`] : flags,
      )
      undo.push(() => product.stop())
      return product
    }),
  )
  gate = products.at(-1)!
})

afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

async function ended(path: string): Promise<string> {
  let status = ''
  await expect
    .poll(async () => {
      const { body } = await gate.gate<{ status: string }>(path)
      status = body.status
      return ['SUCCEEDED', 'TERMINAL', 'CANCELED'].includes(status)
    })
    .toBe(true)
  return status
}

it('five processes, each with a database of its own, listen where the configuration says and are one Spinnaker', async () => {
  for (const [service, port] of ports) {
    const { status } = await fetch(`http://127.0.0.1:${port}/health`)
    expect([service, status]).toEqual([service, 200])
  }
  const job = [{ type: 'createApplication', application: { name: 'apart', email: 'a@example.com' } }]
  const created = await gate.gate('/tasks', {
    method: 'POST',
    body: { application: 'apart', description: 'Create', job },
  })
  expect(await ended(created.body.ref)).toBe('SUCCEEDED')
  expect((await gate.gate('/credentials')).status).toBe(200)

  const pipeline = {
    application: 'apart',
    name: 'Wait',
    triggers: [{ type: 'webhook', source: 'apart', enabled: true }],
    stages: [
      { refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'Wait', waitTime: 0 },
      { refId: '2', requisiteStageRefIds: ['1'], type: 'checkPreconditions', name: 'Check', preconditions: [] },
    ],
  }
  expect((await gate.gate('/pipelines', { method: 'POST', body: pipeline })).status).toBe(200)
  const started = await gate.gate('/pipelines/apart/Wait', { method: 'POST', body: { type: 'manual' } })
  expect(started.status).toBe(202)
  expect(await ended(started.body.ref)).toBe('SUCCEEDED')

  expect((await gate.gate('/webhooks/webhook/apart', { method: 'POST', body: {} })).status).toBe(200)
  const statuses = async () =>
    (await gate.gate<{ status: string }[]>('/applications/apart/pipelines')).body.map(({ status }) => status)
  await expect.poll(statuses).toEqual(['SUCCEEDED', 'SUCCEEDED'])
})
