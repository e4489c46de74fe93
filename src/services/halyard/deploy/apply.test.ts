import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HalHome, homeAt } from '../home.ts'
import { type ApplyOptions, apply, plan, rollback } from './apply.ts'
import { currentRevision, revisions } from './revisions.ts'
import { Shelf } from './testing.ts'

let home: HalHome
let shelf: Shelf
let clock: number
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-apply-')))
  shelf = new Shelf()
  clock = Date.parse('2026-11-29T14:00:00Z')
  halconfig({ timezone: 'Etc/UTC' })
})
afterEach(() => rmSync(home.directory, { recursive: true, force: true }))

function halconfig(deployment: object): void {
  const spot = { enabled: true, apiToken: 'the s3cret token', accounts: [{ name: 'prod', accountId: 'act-1a2b3c4d' }] }
  const all = {
    name: 'default',
    deploymentEnvironment: { type: 'LocalGit', gitConfig: { originUser: 'x' } },
    providers: { spot },
    ...deployment,
  }
  writeFileSync(home.config, JSON.stringify({ deploymentConfigurations: [all] }))
}

function profile(name: string, text: string): void {
  const path = join(home.of('default').profiles, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const options = (more: Partial<ApplyOptions> = {}): ApplyOptions => ({
  home,
  env: { HOME: home.directory },
  environment: () => shelf.environment,
  validate: async () => [],
  now: () => {
    clock += 1000
    return new Date(clock)
  },
  signal: new AbortController().signal,
  tell: () => {},
  ...more,
})

const actions = (steps: readonly { service: string; action: string }[]) =>
  steps.filter(({ action }) => action !== 'none').map(({ service, action }) => `${action} ${service}`)
const started = [
  'start front50',
  'start clouddriver',
  'configure igor',
  'start echo',
  'configure rosco',
  'start orca',
  'start gate',
  'start deck',
]

describe('an apply', () => {
  it('starts everything in order the first time, and nothing the second', async () => {
    const first = await apply(options())
    expect(actions(first.plan.steps)).toEqual(started)
    expect(shelf.taken).toEqual(started)
    expect(first.revision).toMatchObject({ number: 1, result: { state: 'SUCCEEDED' } })
    expect(statSync(join(home.of('default').history, '1/rendered/config/clouddriver.yml')).mode & 0o777).toBe(0o600)
    expect(readFileSync(home.backup)).toEqual(readFileSync(home.config))
    const second = await apply(options())
    expect(second.revision).toBeUndefined()
    expect(shelf.taken).toEqual(started)
  })

  it('restarts only what changed, and says why', async () => {
    await apply(options())
    profile('gate-local.yml', 'cors: {allowed-origins-pattern: .*}\n')
    const { plan } = await apply(options())
    expect(plan.steps.filter(({ action }) => action !== 'none')).toEqual([
      { service: 'gate', action: 'restart', why: 'changed: config/gate-local.yml' },
    ])
    expect(plan.profiles).toEqual([
      { change: 'ADDED', path: 'gate-local.yml', lines: expect.stringContaining('+cors:') },
    ])
  })

  it('is forbidden by what is wrong, before anything is touched', async () => {
    const bad = { severity: 'ERROR', location: 'default', message: 'no' } as const
    const { revision, findings } = await apply(options({ validate: async () => [bad] }))
    expect(revision).toBeUndefined()
    expect(findings).toContainEqual(bad)
    expect(shelf.taken).toEqual([])
    expect(revisions(home, 'default')).toEqual([])
  })

  it('that fails leaves the last success as what diffs and rollbacks go by', async () => {
    await apply(options())
    halconfig({ timezone: 'Europe/Berlin' })
    shelf.breaks = 'orca'
    const { failure, revision } = await apply(options())
    expect(failure).toMatchObject({ service: 'orca', reason: 'it was not healthy within 60 s', log: ['a line'] })
    expect(revision).toMatchObject({
      number: 2,
      result: { state: 'FAILED', reason: 'orca: it was not healthy within 60 s' },
    })
    expect(currentRevision(home, 'default')!.number).toBe(1)
    expect(readFileSync(home.backup, 'utf8')).toContain('Etc/UTC')
    expect((await plan(options())).halconfig).toEqual([
      { change: 'EDITED', node: 'default', field: 'timezone', from: 'Etc/UTC', to: 'Europe/Berlin' },
    ])
  })

  it('that was interrupted is finished by the next', async () => {
    shelf.dies = 'echo'
    await expect(apply(options())).rejects.toThrow('the plug was pulled')
    shelf.dies = undefined
    const { plan, revision } = await apply(options())
    expect(actions(plan.steps)).toEqual(started.filter((step) => !/front50|clouddriver/.test(step)))
    expect(revision!.result!.state).toBe('SUCCEEDED')
  })

  it('of some services leaves the others alone', async () => {
    await apply(options({ services: ['front50'] }))
    expect(shelf.taken).toEqual(['start front50'])
  })

  it('keeps twenty revisions, and always the one that runs', async () => {
    await apply(options())
    shelf.breaks = 'front50'
    for (let index = 0; index < 22; index++) {
      halconfig({ timezone: `Etc/GMT+${(index % 12) + 1}` })
      await apply(options())
    }
    const numbers = revisions(home, 'default').map(({ number }) => number)
    expect(numbers).toHaveLength(21)
    expect(numbers).toContain(1)
    expect(numbers[0]).toBe(23)
  })
})

describe('a plan', () => {
  it('shows what differs, with every secret struck out', async () => {
    await apply(options())
    const spot = {
      enabled: true,
      apiToken: 'an0ther token',
      accounts: [
        { name: 'prod', accountId: 'act-9a9b9c9d' },
        { name: 'dev', accountId: 'act-1a2b3c4d' },
      ],
    }
    halconfig({ timezone: 'Etc/UTC', providers: { spot } })
    const shown = await plan(options())
    expect(shown.halconfig).toEqual([
      { change: 'EDITED', node: 'default.provider.spot', field: 'apiToken', from: '***', to: '***' },
      {
        change: 'EDITED',
        node: 'default.provider.spot.prod',
        field: 'accountId',
        from: 'act-1a2b3c4d',
        to: 'act-9a9b9c9d',
      },
      { change: 'ADDED', node: 'default.provider.spot.dev' },
      { change: 'ADDED', node: 'default.provider.spot.dev', field: 'accountId', to: 'act-1a2b3c4d' },
    ])
    expect(shown.rendered.map(({ path }) => path)).toEqual(['config/clouddriver.yml'])
    expect(JSON.stringify(shown)).not.toMatch(/s3cret|an0ther/)
    expect(actions(shown.steps)).toEqual(['restart clouddriver'])
  })

  it('can be made against any revision', async () => {
    await apply(options())
    halconfig({ timezone: 'Europe/Berlin' })
    await apply(options())
    expect((await plan(options())).halconfig).toEqual([])
    expect((await plan(options(), 1)).halconfig).toHaveLength(1)
    await expect(plan(options(), 7)).rejects.toThrow('There is no revision 7; there are 1, 2.')
  })

  it('sees what runs: a service that stopped is started, one that is ill is restarted', async () => {
    await apply(options())
    shelf.running.set('orca', { ...shelf.running.get('orca')!, health: 'DOWN' })
    shelf.running.delete('deck')
    expect(actions((await plan(options())).steps)).toEqual(['restart orca', 'start deck'])
  })
})

describe('a rollback', () => {
  it('puts the revision before back, as a new one, and can be rolled back itself', async () => {
    await apply(options())
    const first = new Map(shelf.running)
    halconfig({ timezone: 'Europe/Berlin' })
    await apply(options())
    const { revision } = await rollback(options())
    expect(revision).toMatchObject({ number: 3, restored: 1, result: { state: 'SUCCEEDED' } })
    expect(shelf.running).toEqual(first)
    expect(readFileSync(join(revision!.directory, 'halconfig'), 'utf8')).toContain('Etc/UTC')
    expect((await rollback(options(), 2)).revision).toMatchObject({ number: 4, restored: 2 })
  })

  it('says so when there is nothing to go back to, or when that did not come up either', async () => {
    await expect(rollback(options())).rejects.toThrow('There is no earlier revision that came up')
    await apply(options())
    await expect(rollback(options())).rejects.toThrow('There is no earlier revision that came up')
    halconfig({ timezone: 'Europe/Berlin' })
    shelf.breaks = 'front50'
    await apply(options())
    await expect(rollback(options(), 2)).rejects.toThrow('Revision 2 did not come up when it was applied')
  })
})

it('leaves nothing half written behind', async () => {
  await apply(options())
  expect(readdirSync(home.of('default').history).sort()).toEqual(['1', 'current'])
  expect(existsSync(join(home.of('default').history, '1/plan.json'))).toBe(true)
})
