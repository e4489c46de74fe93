import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, newHome } from '../testing.ts'
import { root } from './root.ts'

/** What a daemon was asked, with the token that it was shown. */
const asked: string[] = []
const answers: Readonly<Record<string, unknown>> = {
  'GET /health': { status: 'UP' },
  'GET /v1/tasks/': [{ uuid: 'a', name: 'Apply', state: 'RUNNING' }],
  'PUT /v1/tasks/a%2Fb/interrupt': null,
  'POST /shutdown': { message: 'Shutting down, bye...' },
}

let server: Server
let endpoint: string
const home = newHome()

beforeAll(async () => {
  server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`
    asked.push(`${line} ${request.headers.authorization}`)
    response.writeHead(line in answers ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answers[line] ?? { message: 'unknown' }))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(join(home, '.daemon-token'), 'the-token\n')
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
  rmSync(home, { recursive: true, force: true })
})

const hal = (line: string, at = endpoint) => call(root, [...line.split(' '), '--daemon-endpoint', at], { home })

describe('a daemon', () => {
  it('is asked for its tasks, with the token of this machine', async () => {
    expect((await hal('task list -o json')).output).toBe(
      `${JSON.stringify({ tasks: answers['GET /v1/tasks/'] }, null, 2)}\n`,
    )
    expect(asked.at(-1)).toBe('GET /v1/tasks/ Bearer the-token')
  })

  it('interrupts a task, and is shut down', async () => {
    expect(await hal('task interrupt a/b')).toMatchObject({ code: 0 })
    expect(asked.at(-1)).toContain('PUT /v1/tasks/a%2Fb/interrupt')
    expect((await hal('shutdown')).output).toBe('+ Shutting down, bye...\n')
  })

  it('that is not there is an error that says how to start one', async () => {
    const heard = await hal('task list', 'http://127.0.0.1:1')
    expect(heard.code).toBe(1)
    expect(heard.errors).toContain('Is your daemon running?')
  })
})

describe('hal --ready', () => {
  it('needs no daemon, and asks one that is named', async () => {
    expect((await call(root, ['--ready'], { home })).code).toBe(0)
    expect((await hal('--ready')).code).toBe(0)
    expect((await hal('--ready', 'http://127.0.0.1:1')).code).toBe(255)
  })
})
