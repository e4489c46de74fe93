import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../cli/commands/root.ts'
import { hal } from '../cli/main.ts'
import { type CallOptions, call, newHome } from '../cli/testing.ts'
import { locked } from '../halconfig/index.ts'
import { homeAt } from '../home.ts'

/** `hal daemon` as somebody runs it, until `stop`. */
async function run(line: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const directory = newHome()
  const interruption = new AbortController()
  let said = ''
  const listening = Promise.withResolvers<string>()
  const output = new Writable({
    write(chunk, _, done) {
      said += String(chunk)
      const address = /listens on (http:\S+)/.exec(said)?.[1]
      if (address !== undefined) listening.resolve(address)
      done()
    },
  })
  const ended = hal(root, ['daemon', '--port', '0', ...line], {
    terminal: { input: new PassThrough(), output, errors: output, isTerminal: false, columns: undefined },
    env: { HOME: directory, ...env },
    home: homeAt(directory),
    directory,
    interrupted: interruption.signal,
  })
  const endpoint = await Promise.race([listening.promise, ended.then((code) => `ended with ${code}: ${said}`)])
  const at = (words: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    call(root, [...words, '--daemon-endpoint', endpoint], {
      home: directory,
      env: { HOME: directory, ...env, ...more },
    })
  return {
    directory,
    endpoint,
    ended,
    at,
    async stop() {
      interruption.abort()
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

let daemon: Awaited<ReturnType<typeof run>>
beforeAll(async () => {
  daemon = await run([])
})
afterAll(() => daemon.stop())

it('hal daemon listens on this machine, with a token for its owner alone', async () => {
  expect(daemon.endpoint).toMatch(/^http:\/\/localhost:\d+$/)
  expect(statSync(join(daemon.directory, '.daemon-token')).mode & 0o777).toBe(0o600)
  expect((await fetch(`${daemon.endpoint}/health`)).status).toBe(200)
  expect((await fetch(`${daemon.endpoint}/v1/config/`)).status).toBe(401)
})

it('hal --ready, hal task list and hal task interrupt talk to it', async () => {
  expect((await daemon.at(['--ready'])).code).toBe(0)
  const authorization = `Bearer ${tokenIn(daemon.directory)}`
  const begun = await fetch(`${daemon.endpoint}/v1/config/`, { headers: { authorization } })
  const { uuid } = (await begun.json()) as { uuid: string }
  const list = await daemon.at(['task', 'list', '-o', 'json'])
  expect(JSON.parse(list.output).tasks).toMatchObject([{ uuid, name: 'Get halconfig' }])
  expect(await daemon.at(['task', 'interrupt', uuid])).toMatchObject({ code: 0 })
  const unknown = await daemon.at(['task', 'interrupt', 'unknown'])
  expect([unknown.code, unknown.errors]).toEqual([1, expect.stringContaining('There is no task unknown')])
})

it('hal without the token is told where it is', async () => {
  const { code, errors } = await daemon.at(['task', 'list'], { HAL_DAEMON_TOKEN: 'wrong' })
  expect([code, errors]).toEqual([1, expect.stringContaining('HAL_DAEMON_TOKEN')])
})

/** `hal` of somebody whose own home is another one. */
const elsewhere = (words: readonly string[], options: CallOptions = {}) =>
  call(root, [...words, '--daemon-endpoint', daemon.endpoint], {
    ...options,
    env: { HOME: '/home/someone', HAL_DAEMON_TOKEN: tokenIn(daemon.directory) },
  })
const configHere = () => parse(readFileSync(join(daemon.directory, 'config'), 'utf8')).deploymentConfigurations[0]

it('hal config reads and edits the halconfig of the daemon, and says what it says here', async () => {
  const added = await elsewhere([
    'config',
    'provider',
    'spot',
    'account',
    'add',
    'prod',
    '--account-id',
    'act-1a2b3c4d',
  ])
  expect([added.code, added.output]).toEqual([
    0,
    expect.stringContaining('+ Successfully added account prod for provider spot.\n'),
  ])
  expect(configHere().providers.spot.accounts).toEqual([{ name: 'prod', accountId: 'act-1a2b3c4d' }])
  const list = await elsewhere(['config', 'provider', 'spot', 'account', 'list', '-o', 'json'])
  expect(JSON.parse(list.output)).toEqual(['prod'])
  const again = await elsewhere(['config', 'provider', 'spot', 'account', 'add', 'prod', '--account-id', 'act-2'])
  expect([again.code, again.errors]).toEqual([1, expect.stringContaining("'prod' is there already")])
})

it('hal config asks for a secret here, and sends it', async () => {
  const { code, output, errors } = await elsewhere(['config', 'provider', 'spot', 'edit', '--api-token'], {
    input: 'the s3cret\n',
  })
  expect([code, output, errors]).toEqual([0, expect.stringContaining('+ Successfully edited provider spot.\n'), ''])
  expect(configHere().providers.spot.apiToken).toBe('the s3cret')
  const authorization = `Bearer ${tokenIn(daemon.directory)}`
  const tasks = await fetch(`${daemon.endpoint}/v1/tasks/`, { headers: { authorization } })
  expect(await tasks.text()).not.toContain('s3cret')
})

it('a relative path is one of the folder that hal is called in', async () => {
  const line = ['config', 'provider', 'kubernetes', 'account', 'add', 'k', '--kubeconfig-file', 'kube', '--no-validate']
  expect(await elsewhere(line, { directory: '/their/folder' })).toMatchObject({ code: 0 })
  expect(configHere().providers.kubernetes.accounts[0].kubeconfigFile).toBe('/their/folder/kube')
})

it('a daemon does nothing for others that concerns their machine or its own standard input', async () => {
  const authorization = `Bearer ${tokenIn(daemon.directory)}`
  for (const line of [
    ['spin', 'install'],
    ['daemon'],
    ['completion', 'bash'],
    ['config', 'secret', 'get', 'x', '--show'],
    ['deploy', 'apply', '-f', '-'],
  ]) {
    const body = JSON.stringify({ line })
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(`${daemon.endpoint}/v1/hal`, { method: 'POST', headers, body })
    expect([line, answer.status]).toEqual([line, 409])
  }
})

it('an interrupted hal interrupts what it asked for', async () => {
  const before = readFileSync(join(daemon.directory, 'config'), 'utf8')
  const interruption = new AbortController()
  const going = await locked(homeAt(daemon.directory).lock, async () => {
    const going = elsewhere(['config', 'edit', '--timezone', 'Asia/Tokyo'], { interrupted: interruption.signal })
    const authorization = `Bearer ${tokenIn(daemon.directory)}`
    const stages = async () => {
      const tasks = await fetch(`${daemon.endpoint}/v1/tasks/`, { headers: { authorization } })
      const all = (await tasks.json()) as { name: string; events: { stage: string }[] }[]
      return all.find(({ name }) => name === 'hal config edit')?.events.map(({ stage }) => stage)
    }
    while ((await stages()) === undefined);
    interruption.abort()
    while (!(await stages())?.includes('Interrupting'));
    return [going]
  })
  expect((await going[0])?.code).toBe(7)
  expect(readFileSync(join(daemon.directory, 'config'), 'utf8')).toBe(before)
})

it('hal shutdown stops it', async () => {
  const other = await run([], { HAL_DAEMON_TOKEN: 'of the environment'.replaceAll(' ', '-') })
  expect(existsSync(join(other.directory, '.daemon-token'))).toBe(false)
  const { code, output } = await other.at(['shutdown'])
  expect([code, output]).toEqual([0, '+ Shutting down, bye...\n'])
  expect(await other.ended).toBe(0)
  await other.stop()
})

it('an address that others reach needs a token that somebody chose', async () => {
  const { endpoint } = await run(['--host', '0.0.0.0'])
  expect(endpoint).toContain('ended with 1')
  expect(endpoint).toContain('HAL_DAEMON_TOKEN')
})

it('a port that is taken is said', async () => {
  const taken = createServer().listen(0, 'localhost')
  await new Promise((resolve) => taken.on('listening', resolve))
  const { port } = taken.address() as AddressInfo
  const { endpoint } = await run(['--port', String(port)])
  expect(endpoint).toContain(`Port ${port} is taken`)
  await new Promise((resolve) => taken.close(resolve))
})

const tokenIn = (directory: string) => readFileSync(join(directory, '.daemon-token'), 'utf8').trim()
