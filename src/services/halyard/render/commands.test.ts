import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Command } from '../cli/command.ts'
import { call, newHome } from '../cli/testing.ts'
import { homeAt } from '../home.ts'
import { generate } from './commands.ts'

const root: Command = { name: 'hal', describe: '', commands: () => [generate] }

const spot = `
currentDeployment: default
deploymentConfigurations:
- name: default
  version: 0.1.0
  deploymentEnvironment: {type: Local}
  persistentStorage: {persistentStoreType: sql, sql: {url: 'postgresql://u:p@localhost/spinnaker'}}
  providers:
    spot:
      enabled: true
      apiToken: not a real token
      accounts: [{name: prod, accountId: act-1a2b3c4d}]
`

function home(text: string) {
  const directory = newHome()
  writeFileSync(join(directory, 'config'), text)
  return homeAt(directory)
}

describe('hal config generate', () => {
  it('writes every file for its owner alone, says where, and tells no secret', async () => {
    const { directory, of } = home(spot)
    const { staging } = of('default')
    const { code, output, errors } = await call(root, ['generate'], { home: directory })
    expect([code, errors]).toEqual([0, ''])
    expect(output).toContain(`+ Wrote configuration to ${staging}`)
    expect(output).not.toContain('not a real token')
    const clouddriver = join(staging, 'config', 'clouddriver.yml')
    expect(readFileSync(clouddriver, 'utf8')).toContain('apiToken: not a real token')
    expect(statSync(clouddriver).mode & 0o777).toBe(0o600)
    expect(statSync(staging).mode & 0o777).toBe(0o700)
  })

  it('leaves nothing of an earlier one', async () => {
    const { directory, of } = home(spot)
    const { staging } = of('default')
    mkdirSync(join(staging, 'config'), { recursive: true })
    writeFileSync(join(staging, 'config', 'old.yml'), '')
    await call(root, ['generate'], { home: directory })
    expect(() => statSync(join(staging, 'config', 'old.yml'))).toThrow(/ENOENT/)
  })

  it('names the files for scripts', async () => {
    const { directory } = home(spot)
    const { output } = await call(root, ['generate', '-o', 'json'], { home: directory })
    const { services } = JSON.parse(output) as { services: { name: string; files: string[] }[] }
    expect(services.find(({ name }) => name === 'gate')!.files).toEqual(['config/gate.yml', 'config/spinnaker.yml'])
  })

  it('writes nothing while the configuration has errors', async () => {
    const { directory, of } = home(spot.replace('act-1a2b3c4d', 'nonsense'))
    const { code, errors, output } = await call(root, ['generate'], { home: directory })
    expect([code, output + errors]).toEqual([1, expect.stringContaining('- Failed to generate config')])
    expect(() => statSync(of('default').staging)).toThrow(/ENOENT/)
    expect((await call(root, ['generate', '--no-validate'], { home: directory })).code).toBe(0)
  })
})
