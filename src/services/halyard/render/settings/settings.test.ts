import { describe, expect, it } from 'vitest'
import { at } from '../../halconfig/index.ts'
import { rendered, said, serviceOf, treeOf } from '../testing.ts'

const settings = (name: string, text: string) => ({ [`default/service-settings/${name}.yml`]: text })

describe('how a service runs', () => {
  it('is for its machine alone unless somebody says otherwise, and then it is said', async () => {
    const all = await rendered()
    expect(all.services.map(({ settings }) => settings.host)).toEqual(all.services.map(() => 'localhost'))
    expect(said(all, '.service-settings')).toEqual([])
    const open = await rendered({}, settings('gate', 'host: 0.0.0.0\n'))
    expect(at(treeOf(open, 'gate'), 'server.address')).toBe('0.0.0.0')
    expect(said(open, '.service-settings')).toEqual([
      'WARNING service-settings.gate.host: gate listens on 0.0.0.0, and whoever reaches it may do everything: there is no login.',
    ])
  })

  it('is what people write, above what is computed', async () => {
    const all = await rendered(
      {},
      settings('orca', 'port: 9083\nhealthEndpoint: /up\nenv: {A: 1, B: two}\nkubernetes: {podLabels: {a: b}}\n'),
    )
    expect(serviceOf(all, 'orca').settings).toMatchObject({
      host: 'localhost',
      port: 9083,
      baseUrl: 'http://localhost:9083',
      healthEndpoint: '/up',
      env: { A: '1', B: 'two' },
      kubernetes: { podLabels: { a: 'b' } },
    })
    expect(at(treeOf(all, 'gate', 'spinnaker.yml'), 'services.orca')).toMatchObject({
      port: 9083,
      baseUrl: 'http://localhost:9083',
    })
  })

  it('may be said of all at once; what a service says itself wins', async () => {
    const all = await rendered(
      {},
      { ...settings('spinnaker', 'env: {A: all, B: all}\n'), ...settings('gate', 'env: {A: own}\n') },
    )
    expect(serviceOf(all, 'gate').settings.env).toEqual({ A: 'own', B: 'all' })
    expect(serviceOf(all, 'orca').settings.env).toEqual({ A: 'all', B: 'all' })
  })

  it.each([
    ['gate', 'helthEndpoint: /x\n', /^WARNING service-settings\.gate: Unknown key 'helthEndpoint'/],
    ['gate', 'port: 70000\n', /^WARNING service-settings\.gate\.port: '70000' is no port; 8084 is used/],
    ['gate', 'healthEndpoint: localhost\n', /healthEndpoint: 'localhost' is no path; \/health is asked/],
    ['gate', 'env: A=b\n', /^ERROR service-settings\.gate\.env: This must be a map of keys/],
    ['gate', 'kubernetes: {volumes: {}}\n', /^ERROR service-settings\.gate\.kubernetes\.volumes: This must be a list/],
    ['gate', 'port: [', /^ERROR service-settings\.gate: .*gate\.yml can't be read/],
    ['gate', '- a\n', /^ERROR service-settings\.gate: .*must be a map/],
    ['gaet', 'port: 1\n', /^WARNING service-settings\.gaet: There is no service 'gaet'/],
    ['clouddriver-rw', 'port: 1\n', /clouddriver is not split here/],
  ])('of %s that can’t be meant is told: %j', async (name, text, finding) => {
    const all = await rendered({}, settings(name, text))
    expect(said(all, '.service-settings')).toEqual([expect.stringMatching(finding)])
    expect(serviceOf(all, 'gate').settings).toMatchObject({ port: 8084, healthEndpoint: '/health' })
  })

  it('where people see it is what the halconfig says, unless the settings do', async () => {
    const deployment = { security: { apiSecurity: { overrideBaseUrl: 'https://gate.example.org' } } }
    expect(serviceOf(await rendered(deployment), 'gate').settings.baseUrl).toBe('https://gate.example.org')
    const other = await rendered(deployment, settings('gate', 'overrideBaseUrl: https://other.example.org\n'))
    expect(serviceOf(other, 'gate').settings.baseUrl).toBe('https://other.example.org')
  })
})

describe('which services there are', () => {
  const names = async (deployment: object) => (await rendered(deployment as never)).services.map(({ name }) => name)
  const distributed = { deploymentEnvironment: { type: 'Distributed', accountName: 'k' } }

  it('in the order in which they come up', async () => {
    expect(await names({})).toEqual(['front50', 'clouddriver', 'igor', 'echo', 'rosco', 'orca', 'gate', 'deck'])
  })

  it.each([
    ['fiat', { security: { authz: { enabled: true } } }],
    ['kayenta', { canary: { enabled: true } }],
    ['igor', { ...distributed, ci: { jenkins: { enabled: true } } }],
    ['igor', { ...distributed, repository: { nexus: { enabled: true } } }],
    ['igor', { ...distributed, artifacts: { helm: { enabled: true } } }],
    ['igor', { ...distributed, providers: { dockerRegistry: { enabled: true } } }],
  ])('%s where it has something to do', async (name, deployment) => {
    expect(await names(deployment)).toContain(name)
  })

  it('and no Igor on Kubernetes where it has not', async () => {
    expect(await names(distributed)).not.toContain('igor')
  })

  it('this release has not all of them: the others are off for each other, unless somebody else runs them', async () => {
    const igor = (all: Awaited<ReturnType<typeof rendered>>) =>
      at(treeOf(all, 'orca', 'spinnaker.yml'), 'services.igor')
    expect(igor(await rendered())).toMatchObject({ enabled: false })
    const own = settings('igor', 'skipLifeCycleManagement: true\noverrideBaseUrl: https://igor.example.org\n')
    expect(at(treeOf(await rendered(), 'orca'), 'echo.enabled')).toBe(false)
    const echo = await rendered({}, settings('echo', 'skipLifeCycleManagement: true\n'))
    expect(at(treeOf(echo, 'orca'), 'echo.enabled')).toBe('${services.echo.enabled}')
    expect(igor(await rendered({}, own))).toMatchObject({ enabled: true, baseUrl: 'https://igor.example.org' })
  })

  it('on Kubernetes have the names of their Services', async () => {
    const all = await rendered({ deploymentEnvironment: { type: 'Distributed', location: 'delivery' } })
    expect(at(treeOf(all, 'gate', 'spinnaker.yml'), 'services.orca')).toMatchObject({
      host: '0.0.0.0',
      baseUrl: 'http://spin-orca.delivery:8083',
    })
    expect(said(all, '.service-settings')).toEqual([])
  })
})
