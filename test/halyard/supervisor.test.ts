import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { supervisorOf } from '../../src/services/halyard/deploy/environments/local/supervisor.ts'
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts'
import { root } from '../support/root.ts'

let home: string
let database: FreshDatabase
let supervisor: ChildProcess
let port: number

const client = () => supervisorOf(home, root, process.env)
const flags = (host: string, gatePort: number) => [
  ...['--no-sandbox', '--services', 'front50,gate', '--host', host, '--gate-port', String(gatePort)],
  ...['--database-url', database.url, '--config', join(home, 'config')],
]

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gennaker-supervisor-'))
  database = await freshDatabase()
  const own = ['src/supervisor.ts', '--foreground', '--home', home]
  supervisor = spawn(process.execPath, [...own, ...flags('127.0.0.1', 0)], { cwd: root, stdio: 'ignore' })
})
afterAll(async () => {
  supervisor?.kill('SIGTERM')
  if (supervisor?.exitCode === null) await once(supervisor, 'exit')
  await database?.drop()
  rmSync(home, { recursive: true, force: true })
})

const ask = (host = '127.0.0.1') =>
  new Promise<number | undefined>((resolve, reject) => {
    get({ host, port, path: '/applications', agent: false }, (answer) => {
      text(answer).then(() => resolve(answer.statusCode), reject)
    }).on('error', reject)
  })

async function reload(host: string, told: string[] = []) {
  const launch = { flags: flags(host, port), env: {}, about: { version: '2' } }
  const wanted = { launch, healthTimeoutMs: 60_000, stabilisationMs: 100, drainMs: 5_000 }
  return client().reload(wanted, (message) => told.push(message), new AbortController().signal)
}

it('a supervisor starts what its flags say, and only its owner commands it', async () => {
  await expect.poll(async () => (await client().status())?.state, { timeout: 120_000 }).toBe('running')
  port = (await client().status())!.doors.gate!.port
  expect(await ask()).toBe(200)
  expect(statSync(join(home, 'supervisor.sock')).mode & 0o777).toBe(0o600)
}, 180_000)

it('on PostgreSQL the next process is well before the last one leaves', async () => {
  let goesOn = true
  const answers: unknown[] = []
  const asking = (async () => {
    while (goesOn) answers.push(await ask().catch((error: Error) => error.message))
  })()
  const told: string[] = []
  expect(await reload('127.0.0.1', told)).toEqual({ done: true })
  goesOn = false
  await asking
  expect(told).toContain('The new worker is well; the old one finishes what it has under way.')
  expect(new Set(answers)).toEqual(new Set([200]))
}, 240_000)

it('the same port is opened to every address, and a second replacement waits its turn', async () => {
  const [first, second] = await Promise.allSettled([reload('0.0.0.0'), reload('0.0.0.0')])
  const outcomes = [first, second].map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))
  expect(outcomes).toContainEqual({ done: true })
  expect(outcomes).toContainEqual(expect.stringContaining('is replacing its worker already'))
  const { doors, about } = (await client().status())!
  expect(doors).toEqual({ gate: { host: '0.0.0.0', port } })
  expect(about.version).toBe('2')
  expect(await ask()).toBe(200)
}, 240_000)
