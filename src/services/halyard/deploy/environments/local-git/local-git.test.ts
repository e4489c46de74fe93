import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completeDeployment } from '../../../halconfig/index.ts'
import { homeAt } from '../../../home.ts'
import type { ServiceName } from '../../../names.ts'
import { render } from '../../../render/index.ts'
import type { Action } from '../../environment.ts'
import { createLocalGit } from './index.ts'
import { placesOf } from './places.ts'

const release = join(import.meta.dirname, '../../../../../..')
const services = ['front50', 'echo'] as const
let folder: string
let env: NodeJS.ProcessEnv

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-local-git-'))
  // A home with a space in it, as some people have.
  env = { PATH: process.env.PATH, HOME: join(folder, 'a home') }
})
afterAll(async () => {
  await environment().stop(deployment, services)
  rmSync(folder, { recursive: true, force: true })
})

const environment = () => createLocalGit({ env, release, stabilisationMs: 0, healthTimeoutMs: 60_000 })
const deployment = completeDeployment({
  timezone: 'Etc/UTC',
  deploymentEnvironment: { type: 'LocalGit', gitConfig: { originUser: 'x' } },
})
const hal = () => homeAt(join(env.HOME!, '.hal'))

function settings(service: ServiceName, text: string): void {
  const path = join(hal().of('default').serviceSettings, `${service}.yml`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function apply(actions: Partial<Record<ServiceName, Action>>) {
  const told: string[] = []
  const failure = await environment().apply({
    deployment,
    rendered: await render(hal(), deployment, { env }),
    directory: '',
    steps: Object.entries(actions).map(([service, action]) => ({ service: service as ServiceName, action, why: '' })),
    signal: new AbortController().signal,
    tell: (service, message) => told.push(`${service}: ${message}`),
  })
  return { failure, told }
}

const running = async () =>
  Object.fromEntries(
    (await environment().running(deployment)).map(({ service, health, where, hash, port }) => [
      service,
      { health, where, hash, port },
    ]),
  )

describe('LocalGit', () => {
  it('runs a process a service, with its files where the guide has them', async () => {
    for (const service of services) settings(service, `port: ${await freePort()}\n`)
    const { failure, told } = await apply({ front50: 'start', echo: 'start' })
    expect(failure).toBeUndefined()
    expect(told).toEqual([
      expect.stringContaining('front50: starting'),
      expect.stringMatching(/^front50: UP on port \d+$/),
      expect.stringContaining('echo: starting'),
      expect.stringMatching(/^echo: UP on port \d+$/),
    ])
    const places = placesOf(env)
    expect(places.root).toBe(join(env.HOME!, 'dev/spinnaker'))
    for (const path of ['front50.pid', 'logs/front50.log', 'scripts/front50-start.sh', 'scripts/front50-stop.sh'])
      expect(existsSync(join(places.root, path))).toBe(true)
    for (const name of ['spinnaker.yml', 'front50.yml', 'echo.yml'])
      expect(statSync(join(places.config, name)).mode & 0o777).toBe(0o600)
    const now = await running()
    expect(now.front50).toMatchObject({
      health: 'UP',
      where: `pid ${readFileSync(places.pid('front50'), 'utf8').trim()}`,
    })
    const { services: rendered } = await render(hal(), deployment, { env })
    for (const service of services) expect(now[service]!.hash).toBe(rendered.find(({ name }) => name === service)!.hash)
  })

  it('restarts what it is told to and nothing else', async () => {
    const before = await running()
    writeFileSync(join(env.HOME!, '.spinnaker/mine.yml'), 'is not hal’s')
    expect((await apply({ front50: 'none', echo: 'restart' })).failure).toBeUndefined()
    const after = await running()
    expect(after.front50).toEqual(before.front50)
    expect(after.echo).toMatchObject({ health: 'UP' })
    expect(after.echo!.where).not.toBe(before.echo!.where)
    expect(existsSync(join(env.HOME!, '.spinnaker/mine.yml'))).toBe(true)
  })

  it('goes back to what ran when a service does not come up, and says why', async () => {
    const before = await running()
    const file = join(env.HOME!, '.spinnaker/echo.yml')
    const text = readFileSync(file, 'utf8')
    const profile = join(hal().of('default').profiles, 'echo-local.yml')
    mkdirSync(dirname(profile), { recursive: true })
    writeFileSync(profile, 'server:\n  port: not-a-port\n')
    const { failure } = await apply({ front50: 'restart', echo: 'restart' })
    expect(failure).toMatchObject({ service: 'echo', reason: expect.stringContaining('its process ended') })
    expect(failure!.log.join('\n')).toMatch(/port/)
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(existsSync(join(env.HOME!, '.spinnaker/echo-local.yml'))).toBe(false)
    rmSync(profile)
    await expect.poll(async () => (await running()).echo?.health, { timeout: 60_000 }).toBe('UP')
    expect((await running()).echo!.hash).toBe(before.echo!.hash)
  })

  it('shows the end of a log, and stops by the scripts that a person may use too', async () => {
    const lines: string[] = []
    for await (const line of environment().logs(deployment, 'front50', 5)) lines.push(line)
    expect(lines.join('\n')).toContain('Gennaker is ready')
    await environment().stop(deployment, services)
    expect(await running()).toEqual({})
    await environment().clean(deployment, () => {})
    expect(existsSync(join(env.HOME!, '.spinnaker/front50.yml'))).toBe(false)
    expect(existsSync(join(env.HOME!, '.spinnaker/mine.yml'))).toBe(true)
  })
})
