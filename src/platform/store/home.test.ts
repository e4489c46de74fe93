import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdHome } from './index.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gennaker-home-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('a home folder', () => {
  it('belongs to one process, and to the next one as soon as that is killed', async () => {
    const script = `
      const { holdHome } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
      globalThis.release = holdHome(${JSON.stringify(home)})
      process.stdout.write('held')
      setInterval(() => {}, 1_000)`
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(other.stdout, 'data')
    expect(() => holdHome(home)).toThrow('Another Gennaker runs on the home folder')
    other.kill('SIGKILL')
    await once(other, 'exit')
    holdHome(home)()
  })

  it('is free again when it is released', () => {
    holdHome(home)()
    holdHome(home)()
  })
})
