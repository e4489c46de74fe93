import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { editHalconfig, locked } from '../halconfig/index.ts'
import { type DaemonUnderTest, startDaemon } from './testing.ts'

let daemon: DaemonUnderTest
afterEach(() => daemon.stop())

const C = '/v1/config/deployments/default'
const started = async (deployment: object = {}) => {
  daemon = await startDaemon({
    currentDeployment: 'default',
    deploymentConfigurations: [{ name: 'default', ...deployment }],
  })
}
const text = () => readFileSync(daemon.home.config, 'utf8')
const inFile = () => parse(text()).deploymentConfigurations[0]

describe('edits at the same time', () => {
  it('lose nothing, whoever else edits', async () => {
    await started()
    const names = Array.from({ length: 30 }, (_, index) => `account-${index}`)
    const url = `${C}/providers/kubernetes/accounts/`
    const others = names.map((name) =>
      editHalconfig(daemon.home, (raw) => {
        raw[`note-${name}`] = true
      }),
    )
    const tasks = await Promise.all(names.map((name) => daemon.task('POST', url, { name, context: name })))
    await Promise.all(others)
    expect(tasks.map(({ state }) => state)).toEqual(names.map(() => 'SUCCEEDED'))
    const found = inFile().providers.kubernetes.accounts.map((each: { name: string }) => each.name)
    expect(found.sort()).toEqual([...names].sort())
    expect(Object.keys(parse(text())).filter((key) => key.startsWith('note-'))).toHaveLength(30)
  })

  it('of the same account end with one of them, and never with a mixture', async () => {
    await started({ providers: { kubernetes: { accounts: [{ name: 'prod' }] } } })
    const url = `${C}/providers/kubernetes/accounts/account/prod/`
    const put = (who: string) => daemon.task('PUT', url, { name: 'prod', context: who, environment: who })
    await Promise.all(['a', 'b', 'c', 'd'].map(put))
    const [{ context, environment }] = inFile().providers.kubernetes.accounts
    expect(environment).toBe(context)
  })
})

describe('an edit that is interrupted', () => {
  it('leaves the file as it was', async () => {
    await started()
    const before = text()
    // Somebody else holds the lock, so that the edit waits.
    const uuid = await locked(daemon.home.lock, async () => {
      const { body } = await daemon.ask('PUT', `${C}/timezone/`, { value: 'Asia/Tokyo' })
      expect(body.state).toBe('RUNNING')
      expect((await daemon.ask('PUT', `/v1/tasks/${body.uuid}/interrupt`)).status).toBe(200)
      return body.uuid as string
    })
    const task = await daemon.wait(uuid)
    expect(task).toMatchObject({ state: 'INTERRUPTED', response: { responseBody: null } })
    expect(text()).toBe(before)
  })
})

describe('an edit with validation', () => {
  const bad = { name: 'prod', kubeconfigFile: '/no/such/file' }
  const url = `${C}/providers/kubernetes/accounts/`

  it('is refused above the threshold, which a call may raise, and tells the problems', async () => {
    await started({ providers: { kubernetes: { enabled: true } } })
    const before = text()
    const refused = await daemon.task('POST', `${url}?validate=true`, bad)
    expect(refused).toMatchObject({
      state: 'FAILED',
      fatalError: null,
      events: [{ stage: 'Running validation' }],
      response: { responseBody: null, problemSet: { problems: [{ severity: 'FATAL' }] } },
    })
    expect(refused.response!.problemSet.problems[0]!.location).toContain('default.provider.kubernetes')
    expect(text()).toBe(before)
    const borne = await daemon.task('POST', `${url}?validate=true&severity=FATAL`, bad)
    expect(borne).toMatchObject({ state: 'SUCCEEDED', response: { problemSet: { problems: [{ severity: 'FATAL' }] } } })
    expect(inFile().providers.kubernetes.accounts).toEqual([bad])
  })

  it('is saved without a word where nobody asked', async () => {
    await started()
    expect((await daemon.task('POST', url, bad)).response!.problemSet.problems).toEqual([])
  })

  it('may take away what is wrong', async () => {
    await started({ providers: { kubernetes: { enabled: true, accounts: [bad, { ...bad, name: 'other' }] } } })
    const task = await daemon.task('DELETE', `${C}/providers/kubernetes/accounts/account/prod/?validate=true`)
    expect(task.state).toBe('SUCCEEDED')
    expect(inFile().providers.kubernetes.accounts).toEqual([{ ...bad, name: 'other' }])
  })
})

describe('a request that is wrong', () => {
  it('is a conflict with its problems before there is a task', async () => {
    await started()
    const wrong = [
      [`${C}/providers/kubernetes/enabled/`, 'maybe', 'This must be true or false.'],
      [`${C}/providers/kubernetes/`, { accounts: 'none' }, 'This must be a list.'],
      [`${C}/persistentStorage/`, { persistentStoreType: 'tape' }, "'tape' may not stand here."],
      [`${C}/`, { name: 'other' }, "The deployment 'default' can't be renamed to 'other'."],
    ] as const
    for (const [path, body, message] of wrong)
      expect(await daemon.ask('PUT', path, body)).toMatchObject({
        status: 409,
        body: { responseBody: null, problemSet: { problems: [{ message }] } },
      })
    expect(await daemon.ask('POST', `${C}/providers/kubernetes/accounts/`, {})).toMatchObject({ status: 409 })
    expect((await daemon.ask('GET', '/v1/tasks/')).body).toEqual([])
  })

  it('for what no halconfig has is not found', async () => {
    await started()
    for (const path of [`${C}/providers/nimbus/`, `${C}/version/x/`, '/v1/tasks/unknown/', '/v1/nothing'])
      expect([path, (await daemon.ask('GET', path)).status]).toEqual([path, 404])
  })

  it('for an element or a deployment that is not there fails', async () => {
    await started()
    const task = async (method: string, path: string, body?: unknown) => {
      const { state, response } = await daemon.task(method, path, body)
      return [state, response!.problemSet.problems[0]!.severity]
    }
    const prod = `${C}/providers/kubernetes/accounts/account/prod/`
    expect(await task('GET', prod)).toEqual(['FAILED', 'FATAL'])
    expect(await task('PUT', prod, { name: 'prod' })).toEqual(['FAILED', 'FATAL'])
    expect(await task('DELETE', prod)).toEqual(['FAILED', 'FATAL'])
    expect(await task('PUT', `${prod}permissions/`, {})).toEqual(['FAILED', 'FATAL'])
    expect(await task('GET', '/v1/config/deployments/prod/')).toEqual(['FAILED', 'FATAL'])
    expect(await task('PUT', '/v1/config/deployments/prod/timezone/', { value: 'x' })).toEqual(['FAILED', 'FATAL'])
  })

  it('for what every object inherits is one for what is not there', async () => {
    await started({ spinnaker: { extensibility: { plugins: { one: { id: 'one' } } } } })
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect((await daemon.task('GET', `${C}/plugins/${name}/`)).state).toBe('FAILED')
      expect((await daemon.task('PUT', `${C}/plugins/${name}/version/`, { value: '1' })).state).toBe('FAILED')
    }
    expect(({} as { version?: string }).version).toBeUndefined()
  })

  it('for a name that is taken fails, and another name renames', async () => {
    await started({ providers: { kubernetes: { accounts: [{ name: 'a', context: 'x' }, { name: 'b' }] } } })
    const url = `${C}/providers/kubernetes/accounts/`
    expect((await daemon.task('POST', url, { name: 'a' })).state).toBe('FAILED')
    expect((await daemon.task('PUT', `${url}account/a/`, { name: 'b' })).state).toBe('FAILED')
    expect((await daemon.task('PUT', `${url}account/a/`, { name: 'c', context: 'x' })).state).toBe('SUCCEEDED')
    expect(inFile().providers.kubernetes.accounts).toEqual([{ name: 'c', context: 'x' }, { name: 'b' }])
  })
})

it('comments, order and keys that nobody knows stay in the file', async () => {
  await started()
  const before = `# ours
deploymentConfigurations:
- timezone: Etc/UTC # where we are
  name: default
  future: 1
  providers:
    kubernetes:
      accounts:
      - name: prod
        kubeconfigFile: ~/.kube/config # the one
        later: {a: 1}
`
  writeFileSync(daemon.home.config, before)
  const url = `${C}/providers/kubernetes/accounts/account/prod/`
  const { response } = await daemon.task('GET', url)
  await daemon.task('PUT', url, { ...(response!.responseBody as object), context: 'prod' })
  expect(text()).toBe(before.replace('        later: {a: 1}\n', '        later: {a: 1}\n        context: prod\n'))
})

describe('a deployment that is interrupted', () => {
  it('ends as interrupted, and the next one begins from what runs', async () => {
    await started({ deploymentEnvironment: { type: 'LocalGit', gitConfig: { originUser: 'x' } } })
    // Orca is being started until somebody interrupts.
    daemon.shelf.waitsAt = 'orca'
    const { body } = await daemon.ask('POST', `${C}/deploy/`, '')
    await daemon.wait(body.uuid, () => daemon.shelf.taken.includes('start orca'))
    await daemon.ask('PUT', `/v1/tasks/${body.uuid}/interrupt`)
    expect(await daemon.wait(body.uuid)).toMatchObject({ state: 'INTERRUPTED', timedOut: false })
    expect(daemon.shelf.taken).not.toContain('start deck')
    daemon.shelf.waitsAt = undefined
    expect(await daemon.task('POST', `${C}/deploy/`, '')).toMatchObject({ state: 'SUCCEEDED' })
    expect(daemon.shelf.taken.filter((each) => each === 'start front50')).toHaveLength(1)
    expect(daemon.shelf.taken).toContain('start deck')
  })
})
