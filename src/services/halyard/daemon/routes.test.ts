import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { release } from '../versions/index.ts'
import { type DaemonUnderTest, startDaemon } from './testing.ts'

let daemon: DaemonUnderTest
beforeAll(async () => {
  daemon = await startDaemon({
    currentDeployment: 'default',
    deploymentConfigurations: [
      {
        name: 'default',
        version: '1.35.0',
        deploymentEnvironment: { type: 'LocalGit', gitConfig: { originUser: 'someone' } },
        providers: { kubernetes: { enabled: true, accounts: [{ name: 'old', context: 'old' }] } },
        timezone: 'Etc/UTC',
      },
    ],
  })
})
afterAll(() => daemon.stop())

/** The deployment as it stands in the file. */
const inFile = () => parse(readFileSync(daemon.home.config, 'utf8')).deploymentConfigurations[0]

const C = '/v1/config/deployments/default'

/** Method, path, body; and what is in the answer. Paths end with a slash, as the original's do. */
const routes: readonly (readonly [method: string, path: string, body: unknown, answer: unknown])[] = [
  ['GET', '/v1/config/', undefined, { currentDeployment: 'default', deploymentConfigurations: [{ name: 'default' }] }],
  ['PUT', '/v1/config/currentDeployment/', { value: 'default' }, null],
  ['GET', '/v1/config/currentDeployment/', undefined, 'default'],
  ['GET', '/v1/config/deployments/', undefined, [{ name: 'default', timezone: 'Etc/UTC' }]],
  ['GET', `${C}/`, undefined, { name: 'default', version: '1.35.0' }],
  ['PUT', `${C}/version/`, { version: '1.36.0' }, null],
  ['GET', `${C}/version/`, undefined, '1.36.0'],
  ['PUT', `${C}/deploymentEnvironment/`, { type: 'LocalGit', gitConfig: { originUser: 'other' } }, null],
  ['GET', `${C}/deploymentEnvironment/`, undefined, { type: 'LocalGit', gitConfig: { originUser: 'other' } }],
  ['PUT', `${C}/deploymentEnvironment/haServices/clouddriver/`, { redisMasterEndpoint: 'redis://m' }, null],
  ['PUT', `${C}/deploymentEnvironment/haServices/clouddriver/enabled/`, true, null],
  [
    'GET',
    `${C}/deploymentEnvironment/haServices/clouddriver/`,
    undefined,
    { enabled: true, redisMasterEndpoint: 'redis://m' },
  ],
  ['PUT', `${C}/deploymentEnvironment/haServices/echo/enabled/`, true, null],
  ['PUT', `${C}/features/`, { chaos: true }, null],
  ['GET', `${C}/features/`, undefined, { chaos: true }],
  ['PUT', `${C}/stats/enabled/`, true, null],
  ['GET', `${C}/stats/`, undefined, { enabled: true }],
  ['PUT', `${C}/webhook/trust/`, { enabled: false, trustStore: '/etc/trust' }, null],
  ['PUT', `${C}/webhook/trust/enabled/`, true, null],
  ['GET', `${C}/webhook/trust/`, undefined, { enabled: true, trustStore: '/etc/trust' }],
  ['GET', `${C}/webhook/`, undefined, { trust: { enabled: true } }],
  ['PUT', `${C}/persistentStorage/s3/`, { bucket: 'ours', region: 'eu-west-1' }, null],
  ['GET', `${C}/persistentStorage/s3/`, undefined, { bucket: 'ours', rootFolder: 'front50' }],
  ['PUT', `${C}/persistentStorage/`, { persistentStoreType: 's3', s3: { bucket: 'theirs' } }, null],
  ['GET', `${C}/persistentStorage/`, undefined, { persistentStoreType: 's3', s3: { bucket: 'theirs' } }],
  ['POST', `${C}/providers/dockerRegistry/accounts/`, { name: 'hub', address: 'https://index.docker.io' }, null],
  ['POST', `${C}/providers/kubernetes/accounts/`, { name: 'prod', dockerRegistries: [{ accountName: 'hub' }] }, null],
  [
    'GET',
    `${C}/providers/kubernetes/accounts/account/prod/`,
    undefined,
    { name: 'prod', dockerRegistries: [{ accountName: 'hub' }] },
  ],
  ['PUT', `${C}/providers/kubernetes/accounts/account/prod/`, { name: 'prod', context: 'p' }, null],
  ['POST', `${C}/providers/kubernetes/accounts/options`, { resource: {}, field: 'dockerRegistries' }, ['hub']],
  ['PUT', `${C}/providers/kubernetes/accounts/account/prod/options`, { resource: {}, field: 'providerVersion' }, []],
  ['GET', `${C}/providers/kubernetes/accounts/`, undefined, [{ name: 'old' }, { name: 'prod', context: 'p' }]],
  ['DELETE', `${C}/providers/kubernetes/accounts/account/prod/`, undefined, null],
  ['PUT', `${C}/providers/spot/enabled/`, true, null],
  ['GET', `${C}/providers/spot/`, undefined, { enabled: true, accounts: [] }],
  ['PUT', `${C}/providers/spot/`, { enabled: false, accounts: [{ name: 's', accountId: 'act-1' }] }, null],
  ['PUT', `${C}/providers/aws/bakery/defaults/`, { templateFile: 'ours.json' }, null],
  ['POST', `${C}/providers/aws/bakery/defaults/baseImage/`, { baseImage: { id: 'jammy', packageType: 'deb' } }, null],
  [
    'PUT',
    `${C}/providers/aws/bakery/defaults/baseImage/jammy/`,
    { baseImage: { id: 'jammy', packageType: 'rpm' } },
    null,
  ],
  [
    'GET',
    `${C}/providers/aws/bakery/defaults/baseImage/jammy/`,
    undefined,
    { baseImage: { id: 'jammy', packageType: 'rpm' } },
  ],
  ['GET', `${C}/providers/aws/bakery/defaults/`, undefined, { templateFile: 'ours.json', baseImages: [{}] }],
  ['DELETE', `${C}/providers/aws/bakery/defaults/baseImage/jammy/`, undefined, null],
  ['POST', `${C}/providers/dcos/clusters/`, { name: 'dc', dcosUrl: 'https://dcos.example' }, null],
  ['PUT', `${C}/providers/dcos/clusters/cluster/dc/`, { name: 'dc', dcosUrl: 'https://other.example' }, null],
  ['GET', `${C}/providers/dcos/clusters/cluster/dc/`, undefined, { dcosUrl: 'https://other.example' }],
  ['DELETE', `${C}/providers/dcos/clusters/cluster/dc/`, undefined, null],
  ['POST', `${C}/artifactProviders/github/artifactAccounts/`, { name: 'gh', username: 'me' }, null],
  ['PUT', `${C}/artifactProviders/github/artifactAccounts/account/gh/`, { name: 'gh', username: 'you' }, null],
  ['GET', `${C}/artifactProviders/github/artifactAccounts/account/gh/`, undefined, { name: 'gh', username: 'you' }],
  ['PUT', `${C}/artifactProviders/github/enabled/`, true, null],
  ['GET', `${C}/artifactProviders/github/`, undefined, { enabled: true, accounts: [{ name: 'gh' }] }],
  ['DELETE', `${C}/artifactProviders/github/artifactAccounts/account/gh/`, undefined, null],
  ['POST', `${C}/artifactTemplates/`, { name: 't', templatePath: '/t.jinja' }, null],
  ['PUT', `${C}/artifactTemplates/t/`, { name: 't', templatePath: '/u.jinja' }, null],
  ['GET', `${C}/artifactTemplates/t/`, undefined, { name: 't', templatePath: '/u.jinja' }],
  ['DELETE', `${C}/artifactTemplates/t/`, undefined, null],
  ['POST', `${C}/ci/jenkins/masters/`, { name: 'ci', address: 'https://ci.example' }, null],
  ['PUT', `${C}/ci/jenkins/masters/ci/`, { name: 'ci', address: 'https://ci2.example' }, null],
  ['GET', `${C}/ci/jenkins/masters/ci/`, undefined, { name: 'ci', address: 'https://ci2.example' }],
  ['PUT', `${C}/ci/jenkins/enabled/`, true, null],
  ['GET', `${C}/ci/jenkins/`, undefined, { enabled: true, masters: [{ name: 'ci' }] }],
  ['DELETE', `${C}/ci/jenkins/masters/ci/`, undefined, null],
  ['POST', `${C}/ci/gcb/masters/`, { name: 'g', project: 'p' }, null],
  ['GET', `${C}/ci/gcb/masters/g/`, undefined, { name: 'g', project: 'p' }],
  ['POST', `${C}/repository/nexus/searches/`, { name: 'n', baseUrl: 'https://nexus.example', repo: 'r' }, null],
  ['GET', `${C}/repository/nexus/searches/n/`, undefined, { repo: 'r' }],
  ['GET', `${C}/repository/nexus/`, undefined, { searches: [{ name: 'n' }] }],
  ['DELETE', `${C}/repository/nexus/searches/n/`, undefined, null],
  ['POST', `${C}/pubsubs/google/subscriptions/`, { name: 's', project: 'p' }, null],
  ['GET', `${C}/pubsubs/google/subscriptions/subscription/s/`, undefined, { name: 's', project: 'p' }],
  ['DELETE', `${C}/pubsubs/google/subscriptions/subscription/s/`, undefined, null],
  ['POST', `${C}/pubsubs/google/publishers/`, { name: 'p', topicName: 't' }, null],
  ['PUT', `${C}/pubsubs/google/publishers/publisher/p/`, { name: 'p', topicName: 'u' }, null],
  ['GET', `${C}/pubsubs/google/publishers/publisher/p/`, undefined, { topicName: 'u' }],
  ['GET', `${C}/pubsubs/google/`, undefined, { publishers: [{ name: 'p' }] }],
  ['PUT', `${C}/canary/enabled/`, true, null],
  ['GET', `${C}/canary/`, undefined, { enabled: true }],
  ['PUT', `${C}/canary/`, { enabled: false, defaultJudge: 'J' }, null],
  ['POST', `${C}/canary/prometheus/accounts/`, { name: 'prom', endpoint: { baseUrl: 'http://prom' } }, null],
  ['PUT', `${C}/canary/prometheus/accounts/account/prom/`, { name: 'prom', endpoint: { baseUrl: 'http://m' } }, null],
  ['GET', `${C}/canary/prometheus/accounts/account/prom/`, undefined, { endpoint: { baseUrl: 'http://m' } }],
  ['GET', `${C}/canary/prometheus/accounts/`, undefined, [{ name: 'prom' }]],
  ['PUT', `${C}/canary/prometheus/enabled/`, true, null],
  ['GET', `${C}/canary/prometheus/`, undefined, { enabled: true, accounts: [{ name: 'prom' }] }],
  ['DELETE', `${C}/canary/prometheus/accounts/account/prom/`, undefined, null],
  ['PUT', `${C}/notifications/slack/`, { enabled: false, botName: 'spinbot' }, null],
  ['PUT', `${C}/notifications/slack/enabled`, true, null],
  ['GET', `${C}/notifications/slack/`, undefined, { enabled: true, botName: 'spinbot' }],
  ['GET', `${C}/notifications/github-status/`, undefined, { enabled: false }],
  ['PUT', `${C}/metricStores/`, { period: 60 }, null],
  ['PUT', `${C}/metricStores/prometheus/`, { enabled: false, push_gateway: 'gw' }, null],
  ['PUT', `${C}/metricStores/prometheus/enabled/`, true, null],
  ['GET', `${C}/metricStores/prometheus/`, undefined, { enabled: true, push_gateway: 'gw' }],
  ['GET', `${C}/metricStores/`, undefined, { enabled: true, period: 60 }],
  ['PUT', `${C}/security/ui/`, { overrideBaseUrl: 'https://deck.example' }, null],
  ['GET', `${C}/security/ui/`, undefined, { overrideBaseUrl: 'https://deck.example' }],
  ['PUT', `${C}/security/api/`, { overrideBaseUrl: 'https://gate.example' }, null],
  ['PUT', `${C}/security/api/ssl/`, { enabled: false, keyAlias: 'gate' }, null],
  ['PUT', `${C}/security/api/ssl/enabled/`, true, null],
  ['GET', `${C}/security/api/ssl/`, undefined, { enabled: true, keyAlias: 'gate' }],
  ['PUT', `${C}/security/ui/ssl/enabled/`, true, null],
  ['PUT', `${C}/security/authn/ldap/`, { enabled: false, url: 'ldap://ldap.example:389' }, null],
  ['PUT', `${C}/security/authn/ldap/enabled/`, true, null],
  ['GET', `${C}/security/authn/ldap/`, undefined, { enabled: true, url: 'ldap://ldap.example:389' }],
  ['PUT', `${C}/security/authz/enabled/`, true, null],
  ['PUT', `${C}/security/authz/groupMembership/`, { service: 'GITHUB' }, null],
  ['PUT', `${C}/security/authz/groupMembership/github/`, { organization: 'org' }, null],
  ['GET', `${C}/security/authz/groupMembership/github/`, undefined, { organization: 'org' }],
  ['GET', `${C}/security/authz/groupMembership/`, undefined, { service: 'GITHUB' }],
  ['GET', `${C}/security/`, undefined, { authn: { enabled: true }, authz: { enabled: true } }],
  ['POST', `${C}/plugins/`, { id: 'acme.one', version: '1.0' }, null],
  ['PUT', `${C}/plugins/acme.one/`, { id: 'acme.one', version: '1.1', enabled: true }, null],
  ['GET', `${C}/plugins/acme.one/`, undefined, { version: '1.1', enabled: true }],
  ['PUT', `${C}/plugins/enabled/`, true, null],
  ['PUT', `${C}/plugins/downloadingEnabled/`, true, null],
  ['GET', `${C}/plugins/`, undefined, { 'acme.one': { version: '1.1' } }],
  ['DELETE', `${C}/plugins/acme.one/`, undefined, null],
  ['POST', `${C}/pluginRepositories/`, { id: 'acme', url: 'https://acme.example' }, null],
  ['GET', `${C}/pluginRepositories/acme/`, undefined, { url: 'https://acme.example' }],
  ['DELETE', `${C}/pluginRepositories/acme/`, undefined, null],
  ['GET', `${C}/configDiff/`, undefined, { changeType: 'EDITED', location: 'default' }],
  ['POST', `${C}/generate/?serviceNames=gate,deck`, '', expect.stringMatching(/default\/staging$/)],
  ['POST', `${C}/prep/`, '', { scriptPath: null, autoRun: false }],
  ['POST', `${C}/deploy/?excludeServiceNames=fiat&deployOptions=WAIT_FOR_COMPLETION`, '', { scriptPath: null }],
  ['POST', `${C}/connect/?serviceNames=gate`, '', { scriptPath: null, autoRun: false }],
  ['GET', `${C}/details/gate/`, undefined, { service: 'gate', enabled: true, running: { health: 'UP' } }],
  ['PUT', `${C}/collectLogs/`, '', null],
  ['GET', `${C}/configDiff/`, undefined, null],
  ['PUT', `${C}/timezone/`, { value: 'Europe/Berlin' }, null],
  ['POST', `${C}/deploy/`, '', { scriptDescription: 'Revision 2 is in place.' }],
  ['POST', `${C}/rollback/`, '', null],
  ['POST', `${C}/clean/`, '', null],
  ['GET', '/v1/versions/', undefined, { latestHalyard: release(), versions: [{ version: release() }] }],
  ['GET', '/v1/versions/latest/', undefined, release()],
  ['GET', '/v1/versions/bom?version=branch:release/1.2', undefined, { version: 'branch:release/1.2' }],
  ['GET', '/v1/versions/bom/branch:release/1.2/', undefined, { version: 'branch:release/1.2' }],
  ['PUT', '/v1/backup/create', '', expect.stringMatching(/halyard-.*\.tar$/)],
]

describe('the routes of the daemon', () => {
  it.each(routes)('%s %s', async (method, path, body, answer) => {
    const task = await daemon.task(method, path, body)
    expect([task.state, task.response?.problemSet.problems.filter(({ severity }) => severity === 'FATAL')]).toEqual([
      'SUCCEEDED',
      [],
    ])
    expect(task.response!.responseBody).toEqual(
      answer === null || typeof answer !== 'object' || 'asymmetricMatch' in answer ? answer : expect.anything(),
    )
    if (answer !== null && typeof answer === 'object') expect(task.response!.responseBody).toMatchObject(answer)
  })

  it('are there without their last slash too', async () => {
    const paths = routes.flatMap(([method, path]) => (method === 'GET' ? [path.replace(/\/($|\?)/, '$1')] : []))
    for (const path of new Set(paths)) expect([path, (await daemon.ask('GET', path)).status]).toEqual([path, 200])
  })
})

it('the routes of hal admin publish bills of materials, files and versions', async () => {
  const directory = join(daemon.home.directory, '..')
  const bom = join(directory, 'bom.yml')
  writeFileSync(bom, 'version: ours\nservices: {gate: {version: local:1.0}}\n')
  writeFileSync(join(directory, 'gate.yml'), 'base: true\n')
  const version = { version: 'ours', alias: 'Ours', changelog: 'https://changes.example' }
  for (const [path, body] of [
    [`publishBom?bomPath=${bom}`, ''],
    [`publishProfile/gate?bomPath=${bom}&profilePath=${join(directory, 'gate.yml')}`, ''],
    ['publishVersion', version],
    ['publishLatestSpinnaker?latestSpinnaker=ours', ''],
    ['publishLatestHalyard?latestHalyard=1.2.3', ''],
    ['deprecateVersion?illegalReason=old', { ...version, version: 'older' }],
  ] as const)
    expect([path, (await daemon.task('PUT', `/v1/admin/${path}`, body)).state]).toEqual([path, 'SUCCEEDED'])
  expect(readFileSync(join(daemon.home.boms, 'gate/1.0/gate.yml'), 'utf8')).toBe('base: true\n')
  const { response } = await daemon.task('GET', '/v1/versions/')
  expect(response!.responseBody).toMatchObject({
    versions: [{ version: release() }, { version: 'local:ours', alias: 'Ours' }],
    illegalVersions: [{ version: 'older', reason: 'old' }],
  })
  const missing = await daemon.task('PUT', '/v1/admin/publishBom?bomPath=/no/such/file', '')
  expect(missing).toMatchObject({
    state: 'FAILED',
    response: { problemSet: { problems: [{ message: expect.stringContaining("/no/such/file can't be read") }] } },
  })
})

it('GET /v1/spin/install/latest writes the script that a client runs', async () => {
  const { response } = await daemon.task('GET', '/v1/spin/install/latest')
  const { scriptPath } = response!.responseBody as { scriptPath: string }
  expect(readFileSync(scriptPath, 'utf8')).toContain('Installs spin')
})

it('PUT of a whole deployment keeps what it does not change', async () => {
  const before = inFile()
  const { response } = await daemon.task('GET', `${C}/`)
  await daemon.task('PUT', `${C}/`, { ...(response!.responseBody as object), timezone: 'Asia/Tokyo' })
  expect(inFile()).toEqual({ ...before, timezone: 'Asia/Tokyo' })
})

it('a backup is restored from where it was written', async () => {
  const { response } = await daemon.task('PUT', '/v1/backup/create', '')
  const before = inFile()
  await daemon.task('PUT', `${C}/timezone/`, { value: 'Asia/Seoul' })
  const path = String(response!.responseBody)
  expect(existsSync(path)).toBe(true)
  const restored = await daemon.task('PUT', `/v1/backup/restore?backupPath=${encodeURIComponent(path)}`, '')
  expect(restored.response!.responseBody).toBeNull()
  expect(inFile()).toEqual(before)
})

it('what is generated is what the services read', async () => {
  const profiles = daemon.home.of('default').profiles
  mkdirSync(profiles, { recursive: true })
  writeFileSync(join(profiles, 'gate-local.yml'), 'ours: true\n')
  const { response } = await daemon.task('POST', `${C}/generate/?serviceNames=gate`, '')
  const staging = String(response!.responseBody)
  expect(readFileSync(join(staging, 'config/gate-local.yml'), 'utf8')).toContain('ours: true')
  expect(existsSync(join(staging, 'config/orca.yml'))).toBe(false)
})

it('POST /shutdown stops it, and tells so', async () => {
  const { status, body } = await daemon.ask('POST', '/shutdown', '')
  expect([status, body.message, daemon.isAskedToStop()]).toEqual([200, 'Shutting down, bye...', true])
})
