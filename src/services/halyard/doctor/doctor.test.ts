import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { root } from '../cli/commands/root.ts'
import { call } from '../cli/testing.ts'
import { type Check, type Examined, examine, type Patient } from './check.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A home whose Gate and Deck have these ports. */
function homeWith(gate: number, config: object = {}): string {
  const home = mkdtempSync(join(tmpdir(), 'gennaker-doctor-'))
  const settings = join(home, 'default/service-settings')
  mkdirSync(settings, { recursive: true })
  const deployment = { name: 'default', deploymentEnvironment: { type: 'Local' }, ...config }
  writeFileSync(join(home, 'config'), JSON.stringify({ deploymentConfigurations: [deployment] }))
  writeFileSync(join(settings, 'gate.yml'), JSON.stringify({ port: gate }))
  writeFileSync(join(settings, 'deck.yml'), JSON.stringify({ port: 1 }))
  return home
}

async function doctor(home: string, ...more: readonly string[]) {
  const env = { HOME: home, PATH: process.env.PATH }
  const { code, output } = await call(root, ['doctor', '-o', 'json', ...more], { home, env })
  const found = JSON.parse(output) as Examined[]
  return { code, of: (check: string) => found.filter((each) => each.check === check) }
}

async function listening(date?: string): Promise<number> {
  const server = createServer((_, reply) => {
    if (date !== undefined) reply.setHeader('date', date)
    reply.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.push(() => server.close())
  return (server.address() as { port: number }).port
}

describe('hal doctor', () => {
  it('finds nothing in the way on a machine like this one', async () => {
    const { code, of } = await doctor(homeWith(2))
    expect(code).toBe(0)
    for (const check of ['Node.js', 'folders', 'ports', 'tools', 'locks', 'last apply'])
      expect([check, of(check).map(({ status }) => status)]).toEqual([
        check,
        expect.not.arrayContaining(['FAILED', 'SKIPPED']),
      ])
    expect(of('clock')).toMatchObject([{ status: 'SKIPPED' }])
  })

  it('says by whom a port is taken, and how to take another', async () => {
    const port = await listening()
    const { code, of } = await doctor(homeWith(port))
    expect(code).toBe(1)
    const [taken] = of('ports').filter(({ status }) => status === 'FAILED')
    expect(taken?.says).toContain(`${port} (gate) is taken by process ${process.pid}`)
    expect(taken?.remedy).toContain('service-settings/gate.yml')
  })

  it('is content with a port that these services themselves serve, however they were started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gennaker-doctor-'))
    mkdirSync(join(folder, 'src'))
    const script = "require('node:http').createServer().listen(0, function () { console.log(this.address().port) })"
    writeFileSync(join(folder, 'package.json'), '{"type": "commonjs"}')
    writeFileSync(join(folder, 'src/main.ts'), script)
    const service = spawn(process.execPath, ['src/main.ts'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    undo.push(() => service.kill())
    const [port] = await once(service.stdout, 'data')
    const { code, of } = await doctor(homeWith(Number(String(port))))
    expect(of('ports').map(({ status, says }) => [status, says])).toContainEqual([
      'OK',
      expect.stringContaining(`(gate) is served: process ${service.pid}`),
    ])
    expect(code).toBe(0)
  })

  it('compares the clock with that of a server, when one is named', async () => {
    const right = `http://127.0.0.1:${await listening()}`
    const wrong = `http://127.0.0.1:${await listening('Sun, 06 Nov 1994 08:49:37 GMT')}`
    expect((await doctor(homeWith(2), '--clock', right)).of('clock')).toMatchObject([{ status: 'OK' }])
    expect((await doctor(homeWith(2), '--clock', wrong)).of('clock')).toMatchObject([{ status: 'FAILED' }])
  })

  it('looks up the hosts of what is used, and of nothing else', async () => {
    const slack = { slack: { enabled: false, baseUrl: 'https://not.used.invalid' } }
    const storage = { persistentStoreType: 'sql', sql: { url: 'postgresql://user:s3cr3t@nowhere.invalid/front50' } }
    const { code, of } = await doctor(homeWith(2, { notifications: slack, persistentStorage: storage }))
    expect(code).toBe(1)
    expect(of('DNS')).toMatchObject([
      { status: 'FAILED', remedy: expect.stringContaining('persistentStorage.sql.url') },
    ])
    expect(of('DNS')[0]?.says).toContain('nowhere.invalid')
    expect(JSON.stringify(of('DNS'))).not.toContain('s3cr3t')
  })

  it('names the tools that the deployment type needs and this machine lacks', async () => {
    const home = homeWith(2, { deploymentEnvironment: { type: 'LocalGit', gitConfig: { originUser: 'me' } } })
    const { output } = await call(root, ['doctor', '-o', 'json'], { home, env: { HOME: home, PATH: '/nowhere' } })
    const [tool] = (JSON.parse(output) as Examined[]).filter(({ check }) => check === 'tools')
    expect(tool).toMatchObject({ status: 'FAILED', remedy: 'Install git.' })
  })

  it('says who changes the configuration at this moment, and that an apply was interrupted', async () => {
    const home = homeWith(2)
    mkdirSync(join(home, 'default/history/3'), { recursive: true })
    writeFileSync(
      join(home, 'default/history/3/about.json'),
      JSON.stringify({ startedAt: '2026-11-29T14:00:00Z', version: '', services: [] }),
    )
    const script = `const {DatabaseSync} = require('node:sqlite'); new DatabaseSync(${JSON.stringify(join(home, '.lock'))}).exec('begin exclusive'); console.log('held'); process.stdin.on('end', () => process.exit()).resume()`
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'ignore'] })
    undo.push(() => holder.kill())
    await once(holder.stdout, 'data')
    const { code, of } = await doctor(home)
    expect(code).toBe(1)
    expect(of('locks')).toMatchObject([{ status: 'WARNING', says: expect.stringContaining(`process ${holder.pid}`) }])
    expect(of('last apply')).toMatchObject([{ status: 'FAILED', says: expect.stringContaining('interrupted') }])
  })

  it('tells of the others when one look takes too long or breaks', async () => {
    const checks: Check[] = [
      { name: 'slow', run: () => new Promise(() => {}) },
      {
        name: 'broken',
        run: () => {
          throw new Error('no such thing')
        },
      },
      { name: 'good', run: () => [{ status: 'OK', says: 'fine' }] },
    ]
    const found = await examine(checks, {} as Patient, { timeoutMs: 20, signal: new AbortController().signal })
    expect(found.map(({ check, status, says }) => [check, status, says])).toEqual([
      ['slow', 'WARNING', 'There was no answer within 0.02 s.'],
      ['broken', 'WARNING', 'It could not be found out: no such thing'],
      ['good', 'OK', 'fine'],
    ])
  })
})
