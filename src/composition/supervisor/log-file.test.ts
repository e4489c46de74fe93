import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { logFile } from './log-file.ts'

it('a log that is full is put aside, the oldest is forgotten, and only its owner reads any', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gennaker-log-'))
  try {
    const path = join(folder, 'logs', 'it.log')
    const log = logFile(path, 10)
    for (let line = 1; line <= 12; line += 1) log(`line ${line}`)
    expect(readdirSync(join(folder, 'logs')).sort()).toEqual(['it.log', 'it.log.1', 'it.log.2', 'it.log.3'])
    expect(readFileSync(path, 'utf8')).toBe('line 11\nline 12\n')
    expect(readFileSync(`${path}.3`, 'utf8')).toBe('line 5\nline 6\n')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    // The next process goes on where this one was.
    logFile(path, 1_000)('line 13')
    expect(readFileSync(path, 'utf8')).toBe('line 11\nline 12\nline 13\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
