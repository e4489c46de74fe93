import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function run(...flags: string[]) {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, ...flags], { stdio: ['pipe', 'pipe', 'pipe'] })
  children.push(child)
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const ready = once(reader, 'line').then(([line]) => JSON.parse(line) as { ready: boolean; url: string })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return { child, lines, ready, ended, errors: () => errors }
}

describe('the program', () => {
  it('says in one line that it is ready, serves, and ends cleanly on a signal', async () => {
    const { child, lines, ready, ended } = run(
      '--port',
      '0',
      '--speed',
      '20',
      '--token',
      't',
      '--account',
      'act-12345678',
    )
    const { url } = await ready
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const reply = await fetch(`${url}/aws/ec2/group?accountId=act-12345678`, { headers: { authorization: 'Bearer t' } })
    expect(reply.status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(lines).toHaveLength(1)
  })

  it('ends with its parent when asked', async () => {
    const { child, ready, ended } = run('--exit-with-parent')
    await ready
    child.stdin?.end()
    expect(await ended).toBe(0)
  })

  it('says in one sentence why it can not start', async () => {
    const first = run()
    const { port } = new URL((await first.ready).url)
    const second = run('--port', port)
    expect(await second.ended).toBe(1)
    expect(second.errors()).toMatch(/^The Spot simulator could not start: .*EADDRINUSE.*\n$/)
    const third = run('--speed', 'fast')
    expect(await third.ended).toBe(2)
    expect(third.errors()).toBe('--speed must be a number from 0.001 to 100000, not fast.\n')
  })
})
