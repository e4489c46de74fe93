import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import type { Command } from '../../../cli/command.ts'
import { call, newHome } from '../../../cli/testing.ts'
import { manifestsCommand } from './commands.ts'

const root: Command = { name: 'hal', describe: 'All of it.', commands: () => [manifestsCommand] }

let home: string
let output: string
beforeEach(() => {
  home = newHome()
  output = join(home, 'output')
  writeFileSync(join(home, 'config'), halconfig(''))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const halconfig = (more: string) => `currentDeployment: default
deploymentConfigurations:
- name: default
  version: 1.35.0
  providers:
    spot:
      enabled: true
      apiToken: s3cret-token
      accounts:
      - {name: prod, accountId: act-1a2b3c4d}
  persistentStorage: {persistentStoreType: sql, sql: {url: 'postgresql://gennaker:s3cret-pass@db/gennaker'}}
  deploymentEnvironment: {type: Distributed, accountName: here}
${more}`

const manifests = (...line: string[]) => call(root, ['manifests', ...line], { home, directory: home })

describe('hal deploy manifests', () => {
  it('writes plain YAML with a kustomization, and secrets only into files that their owner alone reads', async () => {
    const { code, output: said, errors } = await manifests('-o', 'output')
    expect(errors).not.toContain('ERROR')
    expect(code).toBe(0)
    expect(said).toContain(`+ Wrote`)
    expect(readdirSync(output).sort()).toEqual(
      [
        'kustomization.yml',
        'namespace.yml',
        ...['clouddriver', 'deck', 'echo', 'front50', 'gate', 'orca'].map((name) => `${name}.yml`),
        ...['clouddriver', 'echo', 'front50', 'gate', 'orca'].map((name) => `${name}-secrets.yml`),
      ].sort(),
    )
    const kustomization = parse(readFileSync(join(output, 'kustomization.yml'), 'utf8'))
    expect(kustomization.resources.toSorted()).toEqual(
      readdirSync(output)
        .filter((name) => name !== 'kustomization.yml')
        .sort(),
    )
    for (const name of readdirSync(output)) {
      const text = readFileSync(join(output, name), 'utf8')
      const isSecret = name.endsWith('-secrets.yml')
      expect(statSync(join(output, name)).mode & 0o777, name).toBe(isSecret ? 0o600 : 0o644)
      expect(text + said, name).not.toMatch(/s3cret/)
      for (const document of parseAllDocuments(text)) expect(document.toJS().kind === 'Secret').toBe(isSecret)
    }
  })

  it('takes away what it wrote before and needs no more, and touches nobody else’s file', async () => {
    await manifests('-o', 'output')
    const before = readdirSync(output)
    writeFileSync(join(output, 'notes.yml'), 'mine: true\n')
    mkdirSync(join(home, 'default/service-settings'), { recursive: true })
    writeFileSync(join(home, 'default/service-settings/echo.yml'), 'enabled: false\n')
    expect((await manifests('-o', 'output')).code).toBe(0)
    expect(existsSync(join(output, 'echo.yml'))).toBe(false)
    expect(readdirSync(output).sort()).toEqual(
      [...before.filter((name) => !name.startsWith('echo')), 'notes.yml'].sort(),
    )

    writeFileSync(join(output, 'gate.yml'), 'mine: true\n')
    const { code, errors } = await manifests('-o', 'output')
    expect(code).toBe(1)
    expect(errors).toContain('gate.yml was written by somebody else and would be lost')
    expect(readFileSync(join(output, 'gate.yml'), 'utf8')).toBe('mine: true\n')
  })

  it('applies what the folder kustomize says', async () => {
    mkdirSync(join(home, 'default/kustomize'), { recursive: true })
    writeFileSync(
      join(home, 'default/kustomize/kustomization.yml'),
      'images: [{name: gennaker, newName: registry.example.com/gennaker}]\n',
    )
    await manifests('-o', 'output')
    expect(readFileSync(join(output, 'gate.yml'), 'utf8')).toMatch(/image: registry.example.com\/gennaker:\d/)
  })

  it('lists the objects without a folder, as data too', async () => {
    expect((await manifests()).output).toMatch(/Deployment +spin-gate/)
    const listed = JSON.parse((await manifests('--output', 'json')).output) as { kind: string; name: string }[]
    expect(listed).toContainEqual({ kind: 'Service', name: 'spin-orca' })
  })

  it('writes nothing when something is wrong', async () => {
    mkdirSync(join(home, 'default/service-settings'), { recursive: true })
    writeFileSync(join(home, 'default/service-settings/gate.yml'), 'kubernetes: {serviceType: Balancer}\n')
    const { code, errors } = await manifests('-o', 'output')
    expect(code).toBe(1)
    expect(errors).toContain('service-settings.gate.kubernetes.serviceType')
    expect(existsSync(output)).toBe(false)
  })
})
