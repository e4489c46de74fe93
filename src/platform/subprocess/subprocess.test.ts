import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identityOf, isAlive, run, startDetached, stopProcess } from './index.ts'

const node = (script: string) => ['-e', script]
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-subprocess-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a program that is run', () => {
  it('gets its arguments as they are, reads its input, and answers with its outputs and its code', async () => {
    const script = 'process.stdin.pipe(process.stdout); console.error(process.argv[1]); process.exitCode = 3'
    const ran = await run(process.execPath, [...node(script), '$(id); "x" *'], { input: 'given' })
    expect(ran).toEqual({ code: 3, signal: null, stdout: 'given', stderr: '$(id); "x" *\n', truncated: false })
  })

  it('is told line by line, and keeps no more than it may', async () => {
    const lines: string[] = []
    const script = 'for (let n = 0; n < 5; n++) console.log("line " + n)'
    const ran = await run(process.execPath, node(script), { maxOutputBytes: 10, onLine: (line) => lines.push(line) })
    expect(lines).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4'])
    expect(ran).toMatchObject({ stdout: 'line 0\nlin', truncated: true })
  })

  it('that takes too long is stopped with all that it started', async () => {
    const script = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      console.log(child.pid)
      setInterval(() => {}, 1000)`
    let grandchild = 0
    const running = run(process.execPath, node(script), {
      timeoutMs: 1_500,
      onLine: (line) => {
        grandchild = Number(line)
      },
    })
    await expect(running).rejects.toThrow('did not end within 1.5 s and was stopped')
    expect(grandchild).toBeGreaterThan(0)
    await expect.poll(() => identityOf(grandchild)).toBeUndefined()
  })

  it('is stopped by an abort, with its reason', async () => {
    const abort = new AbortController()
    const running = run(process.execPath, node('console.log("up"); setInterval(() => {}, 1000)'), {
      signal: abort.signal,
      onLine: () => abort.abort(new Error('changed my mind')),
    })
    await expect(running).rejects.toThrow('changed my mind')
  })

  it('that is not there is named, with what to do, and without its arguments', async () => {
    await expect(run('no-such-program', ['s3cret'])).rejects.toThrow(
      /^There is no program 'no-such-program'\. Install it, or put it in PATH\.$/,
    )
  })
})

describe('a process that outlives its parent', () => {
  it('writes to files of its own, is known by more than its number, and ends when it is told to', async () => {
    const out = join(folder, 'logs', 'it.log')
    const script = 'console.log("up"); console.error("and well"); setInterval(() => {}, 1000)'
    const identity = await startDetached(process.execPath, node(script), { out })
    await expect.poll(() => readFileSync(out, 'utf8')).toBe('up\nand well\n')
    expect(statSync(out).mode & 0o777).toBe(0o600)
    expect(isAlive(identity)).toBe(true)
    expect(isAlive({ ...identity, started: 'another time' })).toBe(false)
    await stopProcess(identity)
    expect(isAlive(identity)).toBe(false)
  })

  it('that ignores a polite end is killed', async () => {
    const out = join(folder, 'stubborn.log')
    const script = 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)'
    const identity = await startDetached(process.execPath, node(script), { out })
    await expect.poll(() => readFileSync(out, 'utf8')).toBe('up\n')
    await stopProcess(identity, { graceMs: 50 })
    expect(isAlive(identity)).toBe(false)
  })

  it('is left alone when its number belongs to another process by now', async () => {
    const other = spawn(process.execPath, node('setInterval(() => {}, 1000)'))
    await stopProcess({ pid: other.pid!, started: 'before' }, { graceMs: 0 })
    expect(identityOf(other.pid!)).toBeDefined()
    other.kill('SIGKILL')
    await once(other, 'exit')
    expect(identityOf(other.pid!)).toBeUndefined()
  })
})
