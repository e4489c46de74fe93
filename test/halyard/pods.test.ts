import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { desired } from '../../src/services/halyard/deploy/environments/distributed/desired.ts'
import { at, readHalconfig } from '../../src/services/halyard/halconfig/index.ts'
import { homeAt } from '../../src/services/halyard/home.ts'
import { releasedServices } from '../../src/services/halyard/names.ts'
import { render } from '../../src/services/halyard/render/index.ts'
import { gateAt } from '../support/product.ts'
import { root } from '../support/root.ts'

type Tree = Record<string, unknown>

const folder = mkdtempSync(join(tmpdir(), 'gennaker-pods-'))
const home = homeAt(join(folder, '.hal'))
const processes: ChildProcess[] = []
const ports = new Map<string, number>()

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts what a pod would run: its variables, its files in its places, its entry point; only that its paths are below a folder. */
function startPod(objects: readonly Tree[], service: string): ChildProcess {
  const machine = join(folder, service)
  const pod = at(
    objects.find((each) => each.kind === 'Deployment' && at(each, 'metadata.name') === `spin-${service}`),
    'spec.template.spec',
  ) as Tree
  const [container] = pod.containers as {
    env: { name: string; value: string }[]
    volumeMounts: { name: string; mountPath: string }[]
  }[]
  const named = (kind: string, name: unknown) =>
    objects.find((each) => each.kind === kind && at(each, 'metadata.name') === name)
  for (const { name, mountPath } of container!.volumeMounts) {
    mkdirSync(join(machine, mountPath), { recursive: true })
    const volume = (pod.volumes as Tree[]).find((each) => each.name === name)
    for (const { configMap, secret } of (at(volume, 'projected.sources') ?? []) as {
      configMap?: Tree
      secret?: Tree
    }[]) {
      const data = named(configMap ? 'ConfigMap' : 'Secret', (configMap ?? secret)!.name)?.data as Record<
        string,
        string
      >
      for (const { key, path } of (configMap ?? secret)!.items as { key: string; path: string }[]) {
        const file = join(machine, mountPath, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, configMap ? data[key]! : Buffer.from(data[key]!, 'base64'))
      }
    }
  }
  const below = (value: string) => (value.startsWith('/') ? join(machine, value) : value)
  const env = Object.fromEntries(container!.env.map(({ name, value }) => [name, below(value)]))
  return spawn(process.execPath, [join(root, 'src/main.ts')], {
    env: { PATH: process.env.PATH, ...env },
    stdio: 'ignore',
  })
}

beforeAll(async () => {
  const { serviceSettings } = home.of('default')
  mkdirSync(serviceSettings, { recursive: true })
  writeFileSync(
    home.config,
    'deploymentConfigurations:\n- name: default\n  timezone: Etc/UTC\n  deploymentEnvironment: {type: Distributed, accountName: here}\n',
  )
  for (const service of releasedServices) {
    const port = await freePort()
    ports.set(service, port)
    // One machine is the whole cluster.
    writeFileSync(join(serviceSettings, `${service}.yml`), `port: ${port}\naddress: 127.0.0.1\n`)
  }
  const deployment = readHalconfig(home).deployment()
  const { objects } = desired(home, deployment, await render(home, deployment, { env: {} }))
  for (const service of releasedServices) processes.push(startPod(objects, service))
})
afterAll(async () => {
  for (const child of processes) {
    const gone = child.exitCode === null ? once(child, 'exit') : undefined
    child.kill('SIGTERM')
    await gone
  }
  rmSync(folder, { recursive: true, force: true })
})

const urlOf = (service: string) => `http://127.0.0.1:${ports.get(service)}`

// Six processes start at once, next to whatever else the machine does.
describe('what the pods of a deployment without a database run', { timeout: 240_000 }, () => {
  it('comes up, each service on its port, and Deck is told where Gate is', async () => {
    const isUp = (service: string) => async () => {
      const answer = await fetch(`${urlOf(service)}${service === 'deck' ? '/' : '/health'}`).catch(() => undefined)
      return answer?.status
    }
    for (const service of releasedServices)
      await expect.poll(isUp(service), { message: service, timeout: 50_000 }).toBe(200)
    expect(await (await fetch(`${urlOf('deck')}/settings.json`)).json()).toEqual({ gateUrl: urlOf('gate') })
  })

  it('runs pipelines across them', async () => {
    const product = gateAt(urlOf('gate'))
    const status = (path: string) => async () => (await product.gate<{ status: string }>(path)).body.status
    const application = { name: 'sails', email: 'crew@example.com' }
    const task = await product.gate<{ ref: string }>('/tasks', {
      method: 'POST',
      body: { application: 'sails', description: 'Create', job: [{ type: 'createApplication', application }] },
    })
    await expect.poll(status(task.body.ref)).toBe('SUCCEEDED')
    const stages = [{ type: 'wait', name: 'Wait', refId: '1', requisiteStageRefIds: [], waitTime: 0 }]
    await product.gate('/pipelines', { method: 'POST', body: { application: 'sails', name: 'Hoist', stages } })
    const started = await product.gate<{ ref: string }>('/pipelines/sails/Hoist', {
      method: 'POST',
      body: { type: 'manual' },
    })
    await expect.poll(status(started.body.ref)).toBe('SUCCEEDED')
  })
})
