import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Applied, apply } from '../../src/services/halyard/deploy/apply.ts'
import type { Environment } from '../../src/services/halyard/deploy/environment.ts'
import { createLocalDebian } from '../../src/services/halyard/deploy/environments/local-debian/index.ts'
import { readHalconfig } from '../../src/services/halyard/halconfig/index.ts'
import { homeAt } from '../../src/services/halyard/home.ts'
import { root } from '../support/root.ts'

const folder = mkdtempSync(join(tmpdir(), 'gd-'))
const home = homeAt(join(folder, 'home/.hal'))
/** What the package would be installed into. */
const machine = join(folder, 'machine')
const config = (name: string) => join(machine, 'opt/spinnaker/config', name)
const calls = join(folder, 'systemctl.log')
let environment: Environment
let env: NodeJS.ProcessEnv
let gatePort: number

const write = (path: string, text: string) => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** systemd does not run here: in its place stands a script that starts and stops what the unit says. */
function standIn(): string {
  const directory = join(folder, 'bin')
  const state = join(machine, 'var/lib/gennaker')
  const logs = join(machine, 'var/log/spinnaker')
  const supervisor = `${root}/src/supervisor.ts --foreground --log-directory ${logs} --home ${state}`
  const socket = join(state, 'supervisor.sock')
  write(
    join(directory, 'systemctl'),
    `#!/bin/sh
echo "$*" >>${calls}
case "$1" in
  start)
    mkdir -p ${state}
    GENNAKER_SANDBOX=false GENNAKER_CONFIG=${machine}/opt/spinnaker/config ${process.execPath} ${supervisor} >${folder}/journal 2>&1 </dev/null &
    echo $! >${folder}/pid
    until [ -S ${socket} ]; do sleep 0.05; done ;;
  stop | disable)
    [ ! -f ${folder}/pid ] || kill "$(cat ${folder}/pid)"
    rm -f ${folder}/pid
    while [ -S ${socket} ]; do sleep 0.05; done ;;
esac
`,
  )
  chmodSync(join(directory, 'systemctl'), 0o755)
  return directory
}

beforeAll(async () => {
  gatePort = await freePort()
  const deckPort = await freePort()
  write(
    home.config,
    'deploymentConfigurations:\n- name: default\n  timezone: Etc/UTC\n  deploymentEnvironment: {type: LocalDebian, size: MEDIUM}\n',
  )
  write(join(home.directory, 'default/service-settings/gate.yml'), `port: ${gatePort}\n`)
  write(join(home.directory, 'default/service-settings/deck.yml'), `port: ${deckPort}\n`)
  // What is there before hal comes: somebody else's, which is heeded and left alone.
  const services = JSON.stringify({ services: { gate: { port: gatePort }, deck: { port: deckPort } } })
  write(config('mine.yml'), 'mine: true\n')
  write(config('spinnaker-local.yml'), services)
  write(join(home.directory, 'age-identity.txt'), 'AGE-SECRET-KEY-1\n')
  write(join(machine, 'lib/systemd/system/gennaker.service'), '[Service]\n')
  env = { PATH: `${standIn()}${delimiter}${process.env.PATH}`, HOME: join(folder, 'home'), HAL_HOME: home.directory }
  environment = createLocalDebian({
    home,
    env,
    release: root,
    root: machine,
    isRoot: true,
    healthTimeoutMs: 45_000,
    stabilisationMs: 200,
    drainMs: 2_000,
  })
})
afterAll(async () => {
  await environment?.clean(readHalconfig(home).deployment(), () => {}).catch(() => {})
  rmSync(folder, { recursive: true, force: true })
})

const applied = (): Promise<Applied> =>
  apply({
    home,
    env,
    environment: () => environment,
    validate: async () => [],
    now: () => new Date(),
    signal: new AbortController().signal,
    tell: () => {},
  })
const dropIn = () => readFileSync(join(machine, 'etc/systemd/system/gennaker.service.d/50-hal.conf'), 'utf8')
const systemctl = () => readFileSync(calls, 'utf8').trim().split('\n')
const health = async () => (await fetch(`http://127.0.0.1:${gatePort}/health`)).status

describe('LocalDebian', () => {
  it('has systemd start the services, with the memory of the size, and shows what they read where Spinnaker has it', async () => {
    const { failure, findings } = await applied()
    expect(failure).toBeUndefined()
    expect(findings.filter(({ severity }) => severity === 'ERROR')).toEqual([])
    expect(await health()).toBe(200)
    expect(systemctl()).toEqual(['daemon-reload', 'enable gennaker.service', 'start gennaker.service'])
    expect(dropIn()).toContain('MemoryMax=2G')
    expect(dropIn()).toContain(`LoadCredential=age-identity:${home.directory}/age-identity.txt`)
    expect(readFileSync(config('gate.yml'), 'utf8')).toContain('Written by hal')
    expect(statSync(config('gate.yml')).mode & 0o777).toBe(0o640)
  })

  it('replaces the process without systemd when a configuration changes, and takes away what is no longer rendered', async () => {
    write(join(home.directory, 'default/profiles/gate-local.yml'), 'cors: {allowedOriginsPattern: "http://here"}\n')
    expect((await applied()).failure).toBeUndefined()
    expect(readFileSync(config('gate-local.yml'), 'utf8')).toContain('http://here')
    rmSync(join(home.directory, 'default/profiles/gate-local.yml'))
    expect((await applied()).failure).toBeUndefined()
    expect(existsSync(config('gate-local.yml'))).toBe(false)
    expect(existsSync(config('mine.yml'))).toBe(true)
    expect(systemctl().filter((call) => /^(start|restart)/.test(call))).toEqual(['start gennaker.service'])
    expect(await health()).toBe(200)
  })

  it('goes on as before when the new configuration does not come up, with its files', async () => {
    const before = readFileSync(config('gate.yml'), 'utf8')
    write(join(home.directory, 'default/profiles/gate-local.yml'), 'services: {gate: {port: nowhere}}\n')
    const { failure } = await applied()
    expect(failure?.reason).toBeDefined()
    expect(failure?.restored).toBeUndefined()
    expect(await health()).toBe(200)
    expect(readFileSync(config('gate.yml'), 'utf8')).toBe(before)
    expect(existsSync(config('gate-local.yml'))).toBe(false)
    rmSync(join(home.directory, 'default/profiles/gate-local.yml'))
    expect((await applied()).failure).toBeUndefined()
  })

  it('has a log for each service where Spinnaker has it', async () => {
    const deployment = readHalconfig(home).deployment()
    await expect.poll(() => existsSync(join(machine, 'var/log/spinnaker/gennaker/gennaker.log'))).toBe(true)
    const lines: string[] = []
    for await (const line of environment.logs(deployment, 'gate', 5)) lines.push(line)
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ service: 'gate' })
  })

  it('writes the script for root when hal is not root, and says how to run it', async () => {
    const other = createLocalDebian({ home, env, release: root, root: machine, isRoot: false })
    const [finding] = await other.check(readHalconfig(home).deployment())
    const script = join(home.directory, 'default/install.sh')
    expect(finding).toMatchObject({ severity: 'ERROR', remediation: `Run: sudo bash ${script}` })
    expect(() => execFileSync('bash', ['-n', script])).not.toThrow()
    expect(readFileSync(script, 'utf8')).toContain(`HAL_HOME='${home.directory}'`)
    expect(readFileSync(script, 'utf8')).toContain("src/hal.ts' deploy apply --deployment 'default'")
    const bare = createLocalDebian({ home, env, release: root, root: join(folder, 'nothing'), isRoot: true })
    expect(await bare.check(readHalconfig(home).deployment())).toMatchObject([
      { severity: 'ERROR', message: expect.stringContaining('package of Gennaker is not installed') },
    ])
  })

  it('stops and takes away what it put there, and neither the state nor the halconfig', async () => {
    const deployment = readHalconfig(home).deployment()
    await environment.clean(deployment, () => {})
    expect(systemctl().at(-1)).toBe('disable --now gennaker.service')
    expect(existsSync(config('gate.yml'))).toBe(false)
    expect(existsSync(config('mine.yml'))).toBe(true)
    expect(existsSync(join(machine, 'var/lib/gennaker'))).toBe(true)
    expect(existsSync(home.config)).toBe(true)
    const script = readFileSync(join(home.directory, 'default/uninstall.sh'), 'utf8')
    expect(script).not.toMatch(/rm -rf/)
  })
})
