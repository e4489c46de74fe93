import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadConfig, validated } from './index.ts'

function folder(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'gennaker-config-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

describe('a service’s configuration', () => {
  it('merges maps, replaces lists and lets the local file win', () => {
    const directory = folder({
      'spinnaker.yml': 'a: {x: 1, list: [1, 2]}\n',
      'orca.yml': 'a: {y: 2}\n',
      'orca-local.yml': 'a: {x: 3, list: [9]}\n',
    })
    expect(loadConfig('orca', { directory, env: {} })).toEqual({ a: { x: 3, y: 2, list: [9] } })
  })

  it('fills placeholders from other keys, the environment and defaults', () => {
    const directory = folder({
      'gate.yml': 'port: 1\nurl: "http://${HOST:localhost}:${port}"\ntoken: ${SPOT_TOKEN}\nkept: "${unknown}"\n',
    })
    expect(loadConfig('gate', { directory, env: { SPOT_TOKEN: 't' } })).toEqual({
      port: 1,
      url: 'http://localhost:1',
      token: 't',
      kept: '${unknown}',
    })
  })

  it('is empty without files, and says which key is wrong', () => {
    expect(loadConfig('orca', { directory: '/nowhere', env: {} })).toEqual({})
    expect(() => validated(z.object({ a: z.number() }), { a: 'x' }, 'orca')).toThrow(
      /configuration of orca is not valid: a:/,
    )
  })
})
