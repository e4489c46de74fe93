import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { callUnixSocket } from './unix-socket.ts'

let folder: string
let path: string
let server: Server | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-unix-'))
  path = join(folder, 'it.sock')
})
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function serve(answer: RequestListener): Promise<void> {
  server = createServer(answer).listen(path)
  await once(server, 'listening')
}

it('a program is asked with JSON and answers line by line', async () => {
  await serve(async (request, response) => {
    response.statusCode = 201
    response.write(`${request.method} ${request.url}\n${await text(request)}`)
    response.end('\nthe end')
  })
  const lines: string[] = []
  const answer = await callUnixSocket(path, {
    method: 'POST',
    path: '/x',
    body: { a: 1 },
    onLine: (line) => lines.push(line),
  })
  expect(answer).toEqual({ status: 201, text: 'POST /x\n{"a":1}\nthe end' })
  expect(lines).toEqual(['POST /x', '{"a":1}'])
})

it('that nobody listens is no error; that nobody answers, or not to the end, is one', async () => {
  expect(await callUnixSocket(path, { method: 'GET', path: '/' })).toBeUndefined()
  await serve((request, response) => {
    if (request.url === '/half') response.write('half', () => response.destroy())
  })
  await expect(callUnixSocket(path, { method: 'GET', path: '/', idleMs: 20 })).rejects.toThrow(
    'it said nothing for 0.02 s',
  )
  await expect(callUnixSocket(path, { method: 'GET', path: '/half' })).rejects.toThrow('did not answer GET /half')
})

it('who waits may change their mind', async () => {
  const abort = new AbortController()
  await serve(() => abort.abort(new Error('enough')))
  await expect(callUnixSocket(path, { method: 'GET', path: '/', signal: abort.signal })).rejects.toThrow('enough')
})
