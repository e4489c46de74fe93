import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { deploymentConfiguration, type Fields, integrations, type Node, type Section } from '../schema/index.ts'
import { type DaemonUnderTest, startDaemon } from './testing.ts'

const sentinel = 's3cret-value-of'
let secrets = 0
const nextSecret = () => `${sentinel}-${++secrets}`

/** A value of a node with every secret in it that it can have. */
function full(node: Node): unknown {
  switch (node.kind) {
    case 'section':
      return fullSection(node.fields)
    case 'collection':
      return [
        { ...fullSection(node.of.fields), ...(node.key === 'name' ? { name: 'one' } : { baseImage: { id: 'one' } }) },
      ]
    case 'keyed':
      return { one: { ...fullSection(node.of.fields), id: 'one' } }
    case 'free': {
      const secret = { name: 'one', password: nextSecret(), deeper: { accessToken: nextSecret() } }
      return Array.isArray(node.default) ? [secret] : { one: secret }
    }
    default:
      return node.secret && !node.file ? nextSecret() : undefined
  }
}

function fullSection(fields: Fields): object {
  const all = Object.entries(fields).map(([key, node]) => [
    key,
    key === 'serviceIntegrations' ? integrations.map(fullIntegration) : full(node),
  ])
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

const fullIntegration = ({ name, fields, account }: (typeof integrations)[number]) => ({
  ...fullSection(fields.fields as Fields),
  name,
  accounts: [{ ...fullSection((account as Section).fields), name: 'one' }],
})

/** Every address below the deployment that leads to something that may have a secret in it. */
function* addresses(node: Node, below: string): Iterable<string> {
  if (!JSON.stringify(full(node) ?? null).includes(sentinel)) return
  switch (node.kind) {
    case 'section':
      yield below
      for (const [key, child] of Object.entries(node.fields))
        if (key !== 'serviceIntegrations') yield* addresses(child, `${below}/${key}`)
      break
    case 'collection':
      yield below
      yield* addresses(node.of, `${below}/one`)
      break
    case 'keyed':
      yield below
      yield* addresses(node.of, `${below}/one`)
      break
    default:
      if (node.kind === 'free' || node.secret) yield below
  }
}

const C = '/v1/config/deployments/default'
let daemon: DaemonUnderTest
beforeAll(async () => {
  const deployment = { ...fullSection(deploymentConfiguration.fields), name: 'default', timezone: 'Etc/UTC' }
  const environment = { type: 'LocalGit', gitConfig: { originUser: 'x' } }
  daemon = await startDaemon({
    currentDeployment: 'default',
    deploymentConfigurations: [{ ...deployment, deploymentEnvironment: environment }],
  })
})
afterAll(() => daemon.stop())

const text = () => readFileSync(daemon.home.config, 'utf8')

describe('a halconfig full of secrets', () => {
  it('has many', () => {
    expect(text().match(new RegExp(sentinel, 'g'))!.length).toBeGreaterThan(60)
  })

  it('is answered without any of them, at any address, and with validation', async () => {
    const paths = ['/v1/config', '/v1/config/deployments', ...addresses(deploymentConfiguration, C)]
    expect(paths.length).toBeGreaterThan(150)
    let masks = 0
    for (const path of paths) {
      const task = await daemon.task('GET', path === C ? `${C}/?validate=true&severity=FATAL` : path)
      const said = JSON.stringify(task)
      expect([path, task.state, said.includes(sentinel)]).toEqual([path, 'SUCCEEDED', false])
      masks += said.match(/"\*\*\*"/g)?.length ?? 0
    }
    expect(masks).toBeGreaterThan(200)
  }, 60_000)

  it('stays as it is, byte by byte, when clients send back what they were shown', async () => {
    const before = text()
    const paths = [...addresses(deploymentConfiguration, C)]
    for (const path of paths.filter((each) => each.split('/').length <= C.split('/').length + 2)) {
      const { response } = await daemon.task('GET', path)
      if (response!.responseBody === null) continue
      const { state, response: answer } = await daemon.task('PUT', path, response!.responseBody)
      expect([path, state, answer!.problemSet.problems]).toEqual([path, 'SUCCEEDED', []])
      expect([path, text()]).toEqual([path, before])
    }
  }, 60_000)

  it('keeps all of them when a client changes something else', async () => {
    const before = parse(text())
    const { response } = await daemon.task('GET', C)
    const shown = response!.responseBody as { providers: { spot: { accounts: object[] } }; [key: string]: unknown }
    shown.timezone = 'Asia/Tokyo'
    shown.providers.spot.accounts.unshift({ name: 'two', accountId: 'act-2' })
    expect((await daemon.task('PUT', C, shown)).state).toBe('SUCCEEDED')
    const [deployment] = before.deploymentConfigurations
    deployment.timezone = 'Asia/Tokyo'
    deployment.providers.spot.accounts.unshift({ name: 'two', accountId: 'act-2' })
    expect(parse(text())).toEqual(before)
  })

  it('is deployed, compared and told of without any of them', async () => {
    daemon.shelf.breaks = 'gate'
    const failed = await daemon.task('POST', `${C}/deploy/`, '')
    expect(failed).toMatchObject({
      state: 'FAILED',
      response: { problemSet: { problems: expect.arrayContaining([expect.objectContaining({ severity: 'FATAL' })]) } },
    })
    daemon.shelf.breaks = undefined
    await daemon.task('POST', `${C}/deploy/`, '')
    await daemon.task('PUT', `${C}/providers/spot/apiToken/`, { value: `${sentinel}-new` })
    for (const path of ['configDiff/', 'details/gate/', 'details/clouddriver/'])
      await daemon.task('GET', `${C}/${path}`)
    for (const path of ['generate/', 'prep/', 'connect/']) await daemon.task('POST', `${C}/${path}`, '')
    await daemon.task('PUT', `${C}/collectLogs/`, '')
    const { text: said, body } = await daemon.ask('GET', '/v1/tasks/')
    expect(body.length).toBeGreaterThan(10)
    expect(said).not.toContain(sentinel)
  })

  it('is refused without telling any of them', async () => {
    const accounts = `${C}/ci/jenkins/masters/`
    const secret = { name: 'two', address: 'x', password: { deep: `${sentinel}-typed` } }
    for (const answer of [
      await daemon.ask('POST', accounts, secret),
      await daemon.ask('PUT', `${C}/ci/jenkins/masters/one/`, { ...secret, csrf: `${sentinel}-typed` }),
      await daemon.ask('PUT', `${C}/providers/spot/`, `${sentinel}-typed`),
    ]) {
      expect(answer.status).toBe(409)
      expect(answer.text).not.toContain(sentinel)
    }
  })
})

it('a halconfig that can not be read is told of without the lines of it', async () => {
  const before = text()
  for (const wrong of [`apiToken: "${sentinel}`, `apiToken: *${sentinel}`, `a: ${sentinel}: b`]) {
    writeFileSync(daemon.home.config, `currentDeployment: default\n${wrong}\n`)
    const task = await daemon.task('GET', C)
    expect(task).toMatchObject({
      state: 'FAILED',
      fatalError: null,
      response: { problemSet: { problems: [{ message: expect.stringContaining('is not valid YAML') }] } },
    })
    expect(JSON.stringify(task)).not.toContain(sentinel)
  }
  writeFileSync(daemon.home.config, before)
})

it('what is not set is null for some clients, and changes nothing', async () => {
  const before = text()
  const { response } = await daemon.task('GET', `${C}/providers/spot/`)
  await daemon.task('PUT', `${C}/providers/spot/`, { ...(response!.responseBody as object), future: null })
  expect(text()).toBe(before)
})

describe('a mask', () => {
  it('stands for no secret where there is none', async () => {
    const before = text()
    const accounts = `${C}/ci/jenkins/masters/`
    const added = await daemon.task('POST', accounts, { name: 'new', address: 'x', password: '***' })
    expect(added).toMatchObject({
      state: 'FAILED',
      response: { problemSet: { problems: [{ message: expect.stringContaining('Send the secret itself') }] } },
    })
    const moved = await daemon.task('PUT', `${C}/ci/jenkins/`, {
      masters: [{ name: 'new', address: 'x', password: '***' }],
    })
    expect(moved.state).toBe('FAILED')
    expect(text()).toBe(before)
  })

  it('goes with its element when that is renamed, and a new value takes its place', async () => {
    const url = `${C}/ci/jenkins/masters/`
    const inFile = () => parse(text()).deploymentConfigurations[0].ci.jenkins.masters[0]
    const { password } = inFile()
    const { response } = await daemon.task('GET', `${url}one/`)
    const shown = response!.responseBody as { password: string }
    expect(shown.password).toBe('***')
    await daemon.task('PUT', `${url}one/`, { ...shown, name: 'renamed' })
    expect(inFile()).toMatchObject({ name: 'renamed', password })
    await daemon.task('PUT', `${url}renamed/`, { ...shown, name: 'renamed', password: 'another one' })
    expect(inFile().password).toBe('another one')
  })

  it('never takes the secret of another element that looks alike', async () => {
    const url = `${C}/providers/aws/accounts/one/lifecycleHooks/`
    const hook = (token: string, role: string) => ({ role, token })
    await daemon.task('PUT', url, [hook('first secret', 'r'), hook('second secret', 'r')])
    const same = await daemon.task('PUT', url, [hook('***', 'r')])
    expect(same.state).toBe('FAILED')
    const reordered = await daemon.task('PUT', url, [hook('***', 'r'), hook('***', 'r')])
    expect(reordered.state).toBe('SUCCEEDED')
    const [account] = parse(text()).deploymentConfigurations[0].providers.aws.accounts
    expect(account.lifecycleHooks).toEqual([hook('first secret', 'r'), hook('second secret', 'r')])
  })
})
