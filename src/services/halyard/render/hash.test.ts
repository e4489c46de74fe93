import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { completeDeployment } from '../halconfig/index.ts'
import { type HalHome, homeAt } from '../home.ts'
import { render } from './index.ts'

let home: HalHome
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-hash-')))
})
afterEach(() => rmSync(home.directory, { recursive: true }))

const deployment = completeDeployment({ timezone: 'Etc/UTC', deploymentEnvironment: { type: 'LocalGit' } })
const hashes = async (more: object = {}) => {
  const { services } = await render(home, { ...deployment, ...more }, { env: {} })
  return Object.fromEntries(services.map(({ name, hash }) => [name, hash]))
}

function write(path: string, text: string): void {
  const file = join(home.of('default').directory, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const changed = async (change: () => void, more: object = {}) => {
  const before = await hashes()
  change()
  const after = await hashes(more)
  return Object.keys(after).filter((name) => before[name] !== after[name])
}

it('a service restarts for what it reads itself', async () => {
  expect(await changed(() => {})).toEqual([])
  expect(await changed(() => write('profiles/orca-local.yml', 'a: 1\n'))).toEqual(['orca'])
  expect(await changed(() => write('service-settings/orca.yml', 'env: {A: b}\n'))).toEqual(['orca'])
})

it('nobody restarts because Gate or Deck moved, but those who say where they are', async () => {
  expect(await changed(() => write('service-settings/gate.yml', 'host: 0.0.0.0\n'))).toEqual(['gate'])
  write('profiles/orca-local.yml', 'link: ${services.gate.baseUrl}\n')
  expect(await changed(() => write('service-settings/gate.yml', 'port: 8085\n'))).toEqual(['orca', 'gate', 'deck'])
})

it('every server restarts for where a service is that they call, and for the time zone', async () => {
  const everybody = Object.keys(await hashes()).filter((name) => name !== 'deck')
  expect(await changed(() => write('service-settings/front50.yml', 'port: 8081\n'))).toEqual(everybody)
  expect(await changed(() => {}, { timezone: 'Europe/Berlin' })).toEqual([...everybody, 'deck'])
})
