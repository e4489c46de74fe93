import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { serviceLogs } from './service-logs.ts'

const directory = mkdtempSync(join(tmpdir(), 'gennaker-logs-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('the logs of services', () => {
  it('have the lines of one service each, and one has those of the process', () => {
    const log = serviceLogs(directory)
    log('{"service":"gate","msg":"one"}')
    log('{"service":"orca","msg":"two"}')
    log('Gennaker is ready')
    log('{"service":"../../etc/passwd"}')
    const text = (name: string) => readFileSync(join(directory, name, `${name}.log`), 'utf8')
    expect(readdirSync(directory).sort()).toEqual(['gate', 'gennaker', 'orca'])
    expect(text('gate')).toBe('{"service":"gate","msg":"one"}\n')
    expect(text('gennaker')).toBe('Gennaker is ready\n{"service":"../../etc/passwd"}\n')
  })
})
