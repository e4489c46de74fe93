import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { homeAt } from '../home.ts'
import { type DaemonUnderTest, startDaemon, token } from './testing.ts'
import { tokenOf } from './token.ts'

let daemon: DaemonUnderTest
beforeAll(async () => {
  daemon = await startDaemon({ currentDeployment: 'default', deploymentConfigurations: [{ name: 'default' }] })
})
afterAll(() => daemon.stop())

const timezone = '/v1/config/deployments/default/timezone/'
const asked = [
  ['GET', '/v1/config/'],
  ['PUT', timezone],
  ['GET', '/v1/tasks/'],
  ['POST', '/shutdown'],
  ['GET', '/metrics'],
  ['GET', '/healthy'],
  ['POST', '/health'],
] as const

describe('without its token the daemon', () => {
  it.each(['', 'Bearer', 'Bearer wrong', `Basic ${token}`, `Bearer ${token}x`, `Bearer ${token.slice(1)}`])(
    'answers nothing but its health: %s',
    async (authorization) => {
      for (const [method, path] of asked) {
        const answer = await daemon.ask(method, path, method === 'GET' ? undefined : { value: 'x' }, { authorization })
        expect([path, answer.status]).toEqual([path, 401])
        expect(answer.text).not.toContain(token)
      }
      expect((await daemon.ask('GET', '/health', undefined, { authorization })).body).toMatchObject({ status: 'UP' })
      expect(daemon.isAskedToStop()).toBe(false)
      expect(readFileSync(daemon.home.config, 'utf8')).not.toContain('timezone')
    },
  )
})

describe('even with its token the daemon', () => {
  it('is asked by a name of this machine alone', async () => {
    for (const host of ['rebound.example', '127.0.0.1.example', 'localhost.example:8064', '10.0.0.1'])
      expect([host, (await daemon.ask('GET', '/v1/config/', undefined, { host })).status]).toEqual([host, 403])
    for (const host of ['localhost:8064', '127.0.0.1', '[::1]:8064'])
      expect([host, (await daemon.ask('GET', '/v1/config/', undefined, { host })).status]).toEqual([host, 200])
    expect((await daemon.ask('GET', '/health', undefined, { host: 'rebound.example' })).status).toBe(403)
  })

  it('is used by no page of a browser', async () => {
    for (const origin of ['https://elsewhere.example', 'http://localhost:9000', 'null'])
      for (const [method, path] of asked)
        expect([path, (await daemon.ask(method, path, undefined, { origin })).status]).toEqual([path, 403])
  })
})

it('a daemon for others is asked by any name, with its token', async () => {
  const other = await startDaemon({ currentDeployment: 'default' }, { isLocal: false })
  const host = 'hal.example'
  expect((await other.ask('GET', '/v1/config/', undefined, { host })).status).toBe(200)
  expect((await other.ask('GET', '/v1/config/', undefined, { host, authorization: '' })).status).toBe(401)
  await other.stop()
})

describe('the token', () => {
  it('is made once, for its owner alone, unless the environment has one', () => {
    const home = homeAt(join(mkdtempSync(join(tmpdir(), 'gennaker-token-')), '.hal'))
    const made = tokenOf(home, {})
    expect(made).toMatch(/^[\w-]{43}$/)
    expect(statSync(home.daemonToken).mode & 0o777).toBe(0o600)
    expect(tokenOf(home, {})).toBe(made)
    expect(tokenOf(home, { HAL_DAEMON_TOKEN: ' given ' })).toBe('given')
    expect(readFileSync(home.daemonToken, 'utf8').trim()).toBe(made)
    rmSync(home.directory, { recursive: true })
  })
})
