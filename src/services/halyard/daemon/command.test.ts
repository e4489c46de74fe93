import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from '../cli/commands/root.ts'
import { hal } from '../cli/main.ts'
import { call, newHome } from '../cli/testing.ts'
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
