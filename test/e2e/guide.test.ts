import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { chromiumPath } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { root } from '../support/root.ts'
import { type SpotSimulator, startSpotSimulator } from '../support/spot-simulator.ts'

/**
 * The installation guide that Spot publishes, step by step, as its reader would: the same commands, with Git remotes on this machine in
 * the place of GitHub, a server that speaks S3, and the Spot simulator. What is printed is what the reader sees.
 */

const services = ['front50', 'clouddriver', 'echo', 'orca', 'gate', 'deck'] as const
const everyService = [...services, 'fiat', 'igor', 'rosco', 'kayenta']
let folder: string
let env: NodeJS.ProcessEnv
let simulator: SpotSimulator
let s3: Server
const buckets = new Set<string>()
const ports = new Map<string, number>()

const hal$ = () => join(env.HOME!, '.hal')
const url = (service: string) => `http://127.0.0.1:${ports.get(service)}`
const halconfig = () => parse(readFileSync(join(hal$(), 'config'), 'utf8')).deploymentConfigurations[0]
const say = (text: string) => process.stdout.write(`${text.replace(/^/gm, '    ')}\n`)

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** `hal …`, typed into a shell; `input` is what is answered to its question. */
function hal(line: string, input?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(join(root, 'hal'), line.split(' '), { env, cwd: folder }, (error, stdout, stderr) => {
      // The whole deployment, with every default, is five hundred lines.
      const shown = stdout.split('\n').slice(0, 60).join('\n')
      say(`$ hal ${line}\n${shown}${stderr}`.trimEnd())
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
    child.stdin!.end(input === undefined ? '' : `${input}\n`)
  })
}

function remotes(): void {
  const gitconfig = join(folder, 'gitconfig')
  writeFileSync(
    gitconfig,
    `[url "file://${folder}/remotes/"]\n  insteadOf = git@github.com:\n[user]\n  name = A\n  email = a@example.org\n[protocol "file"]\n  allow = always\n`,
  )
  Object.assign(env, { GIT_CONFIG_GLOBAL: gitconfig, GIT_CONFIG_NOSYSTEM: '1' })
  const git = (...args: string[]) => execFileSync('git', args, { env, cwd: folder, stdio: 'ignore' })
  const work = join(folder, 'work')
  for (const service of everyService) {
    rmSync(work, { recursive: true, force: true })
    git('init', '--quiet', work)
    // Most forks hold something else; that of Gate holds Gennaker, and Gate runs from it.
    if (service === 'gate')
      for (const part of ['src', 'hal', 'package.json', 'package-lock.json'])
        cpSync(join(root, part), join(work, part), { recursive: true })
    writeFileSync(join(work, 'README'), service)
    git('-C', work, 'add', '--all')
    git('-C', work, 'commit', '--quiet', '--message', service)
    for (const user of ['spotinst', 'spinnaker']) {
      const bare = join(folder, 'remotes', user, `${service}.git`)
      git('init', '--quiet', '--bare', bare)
      git('-C', work, 'push', '--quiet', bare, 'HEAD:refs/heads/spot_provider')
    }
  }
}

const elastigroup = (name: string) => ({
  name,
  region: 'us-east-1',
  capacity: { minimum: 1, maximum: 2, target: 1, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'balanced', fallbackToOd: true },
  compute: {
    product: 'Linux/UNIX',
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-0a'] }],
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large', 'm4.large'] },
    launchSpecification: { imageId: 'ami-0000000000000a001', securityGroupIds: ['sg-0a'], monitoring: false },
  },
})

/** As much of S3 as a bucket needs. */
function startS3(): Promise<void> {
  s3 = createServer((request, response) => {
    const bucket = request.url!.split('/')[1]!.split('?')[0]!
    if (!/^AWS4-HMAC-SHA256 Credential=AKIAGUIDE\//.test(request.headers.authorization ?? '')) response.writeHead(403)
    else if (request.method === 'PUT') buckets.add(bucket)
    else if (!buckets.has(bucket)) response.writeHead(404)
    response.end()
  })
  return new Promise((resolve) => s3.listen(0, '127.0.0.1', resolve))
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-guide-'))
  env = { PATH: process.env.PATH, HOME: join(folder, 'root'), LANG: 'C' }
  mkdirSync(env.HOME!)
  remotes()
  await startS3()
  simulator = await startSpotSimulator({ speed: 50, account: 'act-1a2b3c4d' })
  // The guide wants Elastigroups to be named as Spinnaker names what it manages.
  const document = elastigroup('testapp-dev-v000')
  await simulator.control('POST', '/groups', { accountId: 'act-1a2b3c4d', document, ageHours: 30 })
  for (const service of everyService) ports.set(service, await freePort())
})
afterAll(async () => {
  await hal('deploy stop -q')
  await simulator?.stop()
  s3?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

// Seconds on a quiet machine; here a browser, six services and other tests share two cores.
describe('the installation guide of Spot', { timeout: 400_000 }, () => {
  it('1, 2: hal is there, from any folder', async () => {
    expect((await hal('--ready')).code).toBe(0)
    expect((await hal('--version')).stdout).toMatch(/\d+\.\d+\.\d+/)
    // This machine has other things on Spinnaker's ports; Spot is a simulator.
    for (const [service, port] of ports) {
      mkdirSync(join(hal$(), 'default/service-settings'), { recursive: true })
      writeFileSync(join(hal$(), `default/service-settings/${service}.yml`), `port: ${port}\n`)
    }
    mkdirSync(join(hal$(), 'default/profiles'), { recursive: true })
    writeFileSync(join(hal$(), 'default/profiles/clouddriver-local.yml'), `spot:\n  endpoint: ${simulator.url}\n`)
  })

  it('3, 4, 5: the token and the account of Spot', async () => {
    const edited = await hal('config provider spot edit --api-token sandbox-token')
    expect(edited.code).toBe(0)
    expect(edited.stderr).toContain('history')
    const bad = await hal('config provider spot account add my-spot --account-id act-1')
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('! ERROR Invalid Account ID: act-1')])
    expect((await hal('config provider spot account add my-spot --account-id act-1a2b3c4d')).code).toBe(0)
    expect((await hal('config provider spot enable')).code).toBe(0)
    expect(halconfig().providers.spot).toEqual({
      apiToken: 'sandbox-token',
      enabled: true,
      accounts: [{ name: 'my-spot', accountId: 'act-1a2b3c4d' }],
    })
    expect(statSync(join(hal$(), 'config')).mode & 0o777).toBe(0o600)
  })

  it('6, 7, 8: the time zone, LocalGit and the branch', async () => {
    expect((await hal('config edit --timezone Mars/Phobos')).code).toBe(1)
    expect((await hal('config edit --timezone Etc/UTC')).code).toBe(0)
    expect((await hal('config deploy edit --type localgit --git-origin-user=spotinst')).code).toBe(0)
    expect((await hal('config version edit --version branch:origin/spot_provider')).code).toBe(0)
    expect(halconfig()).toMatchObject({
      timezone: 'Etc/UTC',
      version: 'branch:origin/spot_provider',
      deploymentEnvironment: { type: 'LocalGit', gitConfig: { originUser: 'spotinst' } },
    })
  })

  it('9, 10: the bucket, with its secret asked for', async () => {
    const endpoint = `http://127.0.0.1:${(s3.address() as AddressInfo).port}`
    const edited = await hal(
      `config storage s3 edit --access-key-id AKIAGUIDE --secret-access-key --region us-east-1 --endpoint ${endpoint}`,
      'the secret key',
    )
    expect(edited.code).toBe(0)
    expect(halconfig().persistentStorage.s3).toMatchObject({
      secretAccessKey: 'the secret key',
      bucket: expect.stringMatching(/^spin-[0-9a-f-]{36}$/),
    })
    expect(edited.stdout + edited.stderr).toContain(halconfig().persistentStorage.s3.bucket)
    expect(edited.stdout + edited.stderr).not.toContain('the secret key')
    expect((await hal('config storage edit --type s3')).code).toBe(0)
    const shown = await hal('config')
    expect(shown.stdout).not.toMatch(/the secret key|sandbox-token/)
  })

  it('12: the first apply, in less than a minute on a quiet machine', async () => {
    const began = performance.now()
    const { code, stdout } = await hal('deploy apply --stabilisation 1')
    say(`(took ${Math.round((performance.now() - began) / 1000)} s)`)
    expect(code).toBe(0)
    expect(stdout).toContain('Run `hal deploy connect` to connect to Spinnaker.')
    expect([...buckets]).toEqual([halconfig().persistentStorage.s3.bucket])
    const dev = join(env.HOME!, 'dev/spinnaker')
    for (const service of everyService) expect(readFileSync(join(dev, service, 'README'), 'utf8')).toBe(service)
    for (const service of services) {
      expect(existsSync(join(dev, `${service}.pid`))).toBe(true)
      expect(existsSync(join(dev, `scripts/${service}-start.sh`))).toBe(true)
    }
    const clouddriver = parse(readFileSync(join(env.HOME!, '.spinnaker/clouddriver.yml'), 'utf8'))
    expect(clouddriver.spot).toMatchObject({
      enabled: true,
      apiToken: 'sandbox-token',
      accounts: [{ name: 'my-spot', accountId: 'act-1a2b3c4d' }],
    })
    for (const service of services.filter((name) => name !== 'deck'))
      expect(await (await fetch(`${url(service)}/health`)).json()).toMatchObject({ status: 'UP' })
    const status = await hal('status')
    expect(status.code).toBe(0)
    expect(status.stdout.match(/\bUP\b/g)).toHaveLength(services.length + 1)
  })

  it('13, 14, 15: Gate and Deck are opened to the network, and only what changed restarts', async () => {
    const pids = () =>
      Object.fromEntries(
        services.map((service) => [
          service,
          readFileSync(join(env.HOME!, `dev/spinnaker/${service}.pid`), 'utf8').trim(),
        ]),
      )
    const before = pids()
    for (const service of ['gate', 'deck'])
      writeFileSync(
        join(hal$(), `default/service-settings/${service}.yml`),
        `host: 0.0.0.0\nport: ${ports.get(service)}\n`,
      )
    expect((await hal(`config security ui edit --override-base-url ${url('deck')}`)).code).toBe(0)
    expect((await hal(`config security api edit --override-base-url ${url('gate')}`)).code).toBe(0)
    expect((await hal('config security api edit --cors-access-pattern http://10.0.0.1')).code).toBe(0)
    expect((await hal('config security ui edit --override-base-url nonsense')).code).toBe(1)
    const diff = await hal('deploy diff')
    expect(diff.code).toBe(2)
    expect(diff.stdout).not.toMatch(/the secret key|sandbox-token/)
    const applied = await hal('deploy apply --stabilisation 1')
    expect(applied.code).toBe(0)
    expect(applied.stderr).toMatch(/0\.0\.0\.0/)
    const after = pids()
    expect(services.filter((service) => before[service] !== after[service])).toEqual(
      expect.arrayContaining(['gate', 'deck']),
    )
    expect(after.clouddriver).toBe(before.clouddriver)
    for (const origin of ['http://10.0.0.1', url('deck')]) {
      const { headers } = await fetch(`${url('gate')}/applications`, { headers: { origin } })
      expect([origin, headers.get('access-control-allow-origin')]).toEqual([origin, origin])
    }
    const again = await hal('deploy apply --stabilisation 1')
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('No changes')])
    expect(pids()).toEqual(after)
    expect((await hal('deploy history')).stdout.match(/SUCCEEDED/g)).toHaveLength(2)
  })

  it('16: the logs are where the guide looks for them', async () => {
    for (const service of ['front50', 'gate', 'clouddriver', 'orca', 'deck'])
      expect(readFileSync(join(env.HOME!, `dev/spinnaker/logs/${service}.log`), 'utf8')).toContain('Gennaker is ready')
    expect((await hal('logs gate -n 1')).stdout).toContain('Gennaker is ready')
  })

  it('17: the browser shows the account, and its Elastigroups as server groups', async () => {
    const credentials = (await (await fetch(`${url('gate')}/credentials`)).json()) as { name: string; type: string }[]
    expect(credentials).toContainEqual(expect.objectContaining({ name: 'my-spot', type: 'spot' }))
    const job = [
      { type: 'createApplication', application: { name: 'testapp', email: 'a@example.org', cloudProviders: 'spot' } },
    ]
    const asked = await fetch(`${url('gate')}/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ application: 'testapp', description: 'Create application', job }),
    })
    const { ref } = (await asked.json()) as { ref: string }
    const done = async () => ((await (await fetch(`${url('gate')}${ref}`)).json()) as { status: string }).status
    await expect.poll(done, { timeout: 60_000 }).toBe('SUCCEEDED')
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
    try {
      const page = await browser.newPage()
      await page.goto(`${url('deck')}/#/applications/testapp/clusters`)
      await page.getByText('testapp-dev').first().waitFor({ timeout: 60_000 })
      await page.getByText('my-spot').first().waitFor()
    } finally {
      await browser.close()
    }
  })
})
