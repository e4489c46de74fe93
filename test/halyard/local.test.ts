import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Applied, apply } from '../../src/services/halyard/deploy/apply.ts'
import type { Environment, Running } from '../../src/services/halyard/deploy/environment.ts'
import { createLocal } from '../../src/services/halyard/deploy/environments/local/index.ts'
import { type HalHome, homeAt } from '../../src/services/halyard/home.ts'
import { type Asked, type Execution, gateAt, saveSamples, trigger } from '../support/product.ts'
import { root } from '../support/root.ts'
import { type SpotSimulator, startSpotSimulator } from '../support/spot-simulator.ts'

let folder: string
let home: HalHome
let env: NodeJS.ProcessEnv
let local: Environment
let simulator: SpotSimulator
let product: Asked

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-local-'))
  home = homeAt(join(folder, '.hal'))
  env = { PATH: process.env.PATH, HOME: folder, HAL_HOME: home.directory, GENNAKER_HOME: join(folder, 'state') }
  local = createLocal({ env, release: root, healthTimeoutMs: 45_000, stabilisationMs: 300, drainMs: 5_000 })
  simulator = await startSpotSimulator()
  const gatePort = await freePort()
  write('../config', {
    deploymentConfigurations: [{ name: 'default', deploymentEnvironment: { type: 'Local' }, timezone: 'Etc/UTC' }],
  })
  write('service-settings/gate.yml', { port: gatePort })
  write('service-settings/deck.yml', { port: await freePort() })
  const account = { name: 'sandbox', accountId: 'act-sandbox', apiToken: 'sandbox-token', endpoint: simulator.url }
  write('profiles/clouddriver-local.yml', { spot: { enabled: true, accounts: [account] } })
  write('profiles/orca-local.yml', { tasks: { 'disable-cluster-min-time-millis': 0 } })
  product = gateAt(`http://127.0.0.1:${gatePort}`)
})
afterAll(async () => {
  await local?.clean(await deployment(), () => {})
  await simulator?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** JSON is YAML. */
function write(path: string, value: object): void {
  const file = join(home.of('default').directory, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, JSON.stringify(value))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function deployment() {
  const { readHalconfig } = await import('../../src/services/halyard/halconfig/index.ts')
  return readHalconfig(home).deployment()
}

const applied = (): Promise<Applied> =>
  apply({
    home,
    env,
    environment: () => local,
    validate: async () => [],
    now: () => new Date(),
    signal: new AbortController().signal,
    tell: () => {},
  })

const running = async (): Promise<readonly Running[]> => local.running(await deployment())
const pidOf = (services: readonly Running[]) => Number(/\d+/.exec(services[0]?.where ?? '')?.[0])

/** Asks Gate without a pause, on connections of their own and on ones that are kept, until it is told to stop; answers what failed. */
function ask(paths: readonly string[]): () => Promise<{ asked: number; failures: string[] }> {
  const failures: string[] = []
  let asked = 0
  let goesOn = true
  const kept = new Agent({ keepAlive: true, maxSockets: 2 })
  async function one(path: string, agent: Agent | false): Promise<void> {
    try {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const call = get(`${product.url}${path}`, { agent }, (answer) => {
          text(answer).then(() => resolve(answer.statusCode), reject)
        })
        call.on('error', reject)
      })
      if (status !== 200) failures.push(`${path}: ${status}`)
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message}`)
    }
    asked += 1
  }
  const loops = [kept, kept, false as const].map(async (agent) => {
    while (goesOn) for (const path of paths) await one(path, agent)
  })
  return async () => {
    goesOn = false
    await Promise.all(loops)
    kept.destroy()
    return { asked, failures }
  }
}

// Seven starts of everything; a busy machine takes a minute for some of them.
describe('a Local deployment', { timeout: 240_000 }, () => {
  it('is started by the first apply, and left alone by the second', async () => {
    const first = await applied()
    expect(first.failure).toBeUndefined()
    expect(first.revision?.result?.state).toBe('SUCCEEDED')
    const services = await running()
    expect(services.map(({ service, health }) => `${service} ${health}`)).toEqual([
      'front50 UP',
      'clouddriver UP',
      'echo UP',
      'orca UP',
      'gate UP',
      'deck UP',
    ])
    const second = await applied()
    expect(second.revision).toBeUndefined()
    expect(pidOf(await running())).toBe(pidOf(services))
  })

  it('is applied to in the middle of a release: no request fails, and the release succeeds', async () => {
    await saveSamples(product)
    const before = pidOf(await running())
    const stop = ask(['/applications', '/credentials', '/health'])
    const id = await trigger(product, 'demo', 'Release', {
      image: 'ami-0000000000000a001',
      judgement: 'on',
      keepSeconds: '0',
    })
    const execution = async () => (await product.gate<Execution>(`/pipelines/${id}`)).body
    const statusOf = async () => (await execution()).status
    await expect.poll(statusOf).toBe('RUNNING')
    write('profiles/gate-local.yml', { 'rate-limit': { learning: true } })
    const { failure, plan } = await applied()
    expect(failure).toBeUndefined()
    expect(plan.steps.filter(({ action }) => action !== 'none').map(({ service }) => service)).toEqual(['gate'])
    expect(pidOf(await running())).not.toBe(before)
    const judgement = async () => (await execution()).stages.find(({ name }) => name === 'Judgement')!
    await expect.poll(async () => (await judgement()).status, { timeout: 60_000 }).toBe('RUNNING')
    const path = `/pipelines/${id}/stages/${(await judgement()).id}`
    expect((await product.gate(path, { method: 'PATCH', body: { judgmentStatus: 'continue' } })).status).toBe(200)
    await expect.poll(statusOf, { timeout: 60_000 }).toBe('SUCCEEDED')
    const { asked, failures } = await stop()
    expect(failures).toEqual([])
    expect(asked).toBeGreaterThan(10)
    expect(readFileSync(join(folder, 'state/logs/gennaker.log'), 'utf8')).not.toContain('was killed')
  })

  it('refuses a configuration that is not valid while everything runs on', async () => {
    const before = await running()
    write('profiles/gate-local.yml', { services: { gate: { port: 'nowhere' } } })
    const { failure } = await applied()
    expect(failure).not.toHaveProperty('restored')
    expect(failure?.log.join('\n')).toMatch(/services\.gate\.port/)
    expect(pidOf(await running())).toBe(pidOf(before))
  })

  it('goes back when the new process dies, and no request fails', async () => {
    const before = await running()
    const bomb = join(folder, 'bomb.cjs')
    writeFileSync(bomb, `process.on('message', ({ type }) => { if (type === 'begin') throw new Error('boom') })`)
    write('profiles/gate-local.yml', { 'rate-limit': { learning: true } })
    write('service-settings/orca.yml', { env: { NODE_OPTIONS: `--require=${bomb}` } })
    const stop = ask(['/applications'])
    const { failure, revision } = await applied()
    expect((await stop()).failures).toEqual([])
    expect(failure).toMatchObject({ service: 'orca', reason: 'It ended with code 1' })
    expect(failure).not.toHaveProperty('restored')
    expect(failure?.log.join('\n')).toContain('boom')
    expect(revision?.result).toMatchObject({ state: 'FAILED' })
    const after = await running()
    expect(after.map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash))
    expect(after.every(({ health }) => health === 'UP')).toBe(true)
    rmSync(join(home.of('default').serviceSettings, 'orca.yml'))
  })

  it('is started again when its process is killed, and by the next apply when its supervisor is', async () => {
    const before = pidOf(await running())
    process.kill(before, 'SIGKILL')
    await expect.poll(async () => pidOf(await running())).not.toBe(before)
    await expect.poll(async () => (await running()).every(({ health }) => health === 'UP')).toBe(true)

    // An apply in the middle of that waits for the outcome.
    process.kill(pidOf(await running()), 'SIGKILL')
    write('profiles/orca-local.yml', { tasks: { 'disable-cluster-min-time-millis': 1 } })
    const { failure, revision } = await applied()
    expect(failure).toBeUndefined()
    expect(revision?.result?.state).toBe('SUCCEEDED')

    const { pid } = JSON.parse(await fromSupervisor('/status')) as { pid: number }
    process.kill(pid, 'SIGKILL')
    await expect.poll(running).toEqual([])
    expect((await applied()).revision?.result?.state).toBe('SUCCEEDED')
    expect((await product.gate('/applications/demo')).status).toBe(200)
  })

  it('is what was wanted after the hal that applied it was killed, and another one applied', async () => {
    write('profiles/echo-local.yml', { logging: { level: { root: 'INFO' } } })
    const before = pidOf(await running())
    const hal = spawn(process.execPath, ['src/hal.ts', 'deploy', 'apply', '--stabilisation', '1', '--no-validate'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface({ input: hal.stdout })) if (line.includes('The new worker starts')) break
    hal.kill('SIGKILL')
    const { plan, revision } = await applied()
    // The supervisor had gone on by itself.
    expect(plan.steps.filter(({ action }) => action !== 'none')).toEqual([])
    expect(revision?.result?.state).toBe('SUCCEEDED')
    const services = await running()
    expect(pidOf(services)).not.toBe(before)
    expect(services.every(({ health }) => health === 'UP')).toBe(true)
    expect(plan.profiles.map(({ change, path }) => `${change} ${path}`)).toEqual(['ADDED echo-local.yml'])
  })

  it('shows the lines of one service, and stops', async () => {
    const lines: string[] = []
    for await (const line of local.logs(await deployment(), 'orca', 100)) lines.push(line)
    expect(lines.filter((line) => line.startsWith('{') && !line.includes('"service":"orca"'))).toEqual([])
    const services = ['front50', 'clouddriver', 'echo', 'orca', 'gate', 'deck'] as const
    await expect(local.stop(await deployment(), ['gate'])).rejects.toThrow('All services of Local are one process')
    await local.stop(await deployment(), services)
    expect(await running()).toEqual([])
    await expect(product.gate('/health')).rejects.toThrow()
    expect(readFileSync(join(folder, 'state/supervisor.json'), 'utf8')).toContain('--config')
  })
})

async function fromSupervisor(path: string): Promise<string> {
  const socketPath = join(folder, 'state/supervisor.sock')
  return new Promise((resolve, reject) => {
    get({ socketPath, path }, (answer) => text(answer).then(resolve, reject)).on('error', reject)
  })
}
