import { describe, expect, it } from 'vitest'
import { at } from '../halconfig/index.ts'
import { release } from '../versions/index.ts'
import { fileOf, rendered, said, serviceOf, treeOf } from './testing.ts'

const kubernetes = (account: object, more: object = {}) => ({
  providers: { kubernetes: { enabled: true, accounts: [{ name: 'prod', ...account }], ...more } },
})

describe('the hash of a service', () => {
  const files = { 'default/profiles/gate-local.yml': 'a: 1\n', kubeconfig: 'clusters: []\n' }
  const hashes = async (deployment: object, own: Record<string, string>) =>
    Object.fromEntries((await rendered(deployment as never, own)).services.map(({ name, hash }) => [name, hash]))

  it('is the same of the same, wherever and in whatever order it is written', async () => {
    const one = await hashes(
      { ...kubernetes({ kubeconfigFile: 'kubeconfig', context: 'c' }), timezone: 'Etc/UTC' },
      files,
    )
    const other = await hashes(
      { timezone: 'Etc/UTC', ...kubernetes({ context: 'c', kubeconfigFile: 'kubeconfig' }) },
      files,
    )
    expect(other).toEqual(one)
  })

  it.each([
    ['a profile', { ...files, 'default/profiles/gate-local.yml': 'a: 2\n' }, ['gate']],
    ['what a local file holds', { ...files, kubeconfig: 'clusters: [one]\n' }, ['clouddriver']],
    ['a service setting', { ...files, 'default/service-settings/orca.yml': 'env: {A: b}\n' }, ['orca']],
  ])('changes with %s, for who reads it', async (_, changed, whose) => {
    const before = await hashes(kubernetes({ kubeconfigFile: 'kubeconfig' }), files)
    const after = await hashes(kubernetes({ kubeconfigFile: 'kubeconfig' }), changed)
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(whose)
  })

  it('changes with what runs, which is this release whatever release of Spinnaker is asked for', async () => {
    expect(await hashes({ version: '1.0.1' }, {})).toEqual(await hashes({}, {}))
    expect((await hashes({ version: 'branch:main' }, {})).gate).not.toBe((await hashes({}, {})).gate)
    expect((await rendered({ version: '1.35.0' })).version).toBe(release())
    expect(said(await rendered({ version: 'local:mine' }))).toEqual([
      expect.stringMatching(/^ERROR : There is no bill of materials .*mine\.yml/),
    ])
  })
})

describe('local files', () => {
  it('are copied, and references lead to the copies', async () => {
    const all = await rendered(kubernetes({ kubeconfigFile: 'kubeconfig' }), { kubeconfig: 'clusters: []\n' })
    const reference = String(accountOf(all).kubeconfigFile)
    expect(reference).toMatch(/^\/dependencies\/[0-9a-f]{8}-kubeconfig$/)
    const copy = fileOf(all, 'clouddriver', reference.replace('/dependencies/', ''))
    expect(copy).toMatchObject({ kind: 'dependency', secret: true })
    expect(String(copy!.content)).toBe('clusters: []\n')
  })

  it('of a SpinnakerService are beside its profiles', async () => {
    const all = await rendered(kubernetes({ kubeconfigFile: 'kubeconfig' }), { 'default/kubeconfig': 'x' })
    expect(accountOf(all).kubeconfigFile).toMatch(/^\/dependencies\//)
  })

  it('that are not there stay as they are written, and are told', async () => {
    const all = await rendered(kubernetes({ kubeconfigFile: '/nowhere/kubeconfig' }))
    expect(accountOf(all).kubeconfigFile).toBe('/nowhere/kubeconfig')
    expect(said(all, '.provider.kubernetes')).toEqual([
      "WARNING provider.kubernetes.prod.kubeconfigFile: The file /nowhere/kubeconfig can't be read: it is not there. Its path is written as it is.",
    ])
  })

  it('of what is off are nobody’s business', async () => {
    const all = await rendered(kubernetes({ kubeconfigFile: '/nowhere/kubeconfig' }, { enabled: false }))
    expect(said(all, '.provider')).toEqual([])
  })

  it.each(['encryptedFile:s3!r:r!b:b!f:kubeconfig', 'configserver:/kubeconfig', '${KUBECONFIG}'])(
    'that are kept elsewhere are left to the service: %s',
    async (reference) => {
      const all = await rendered(kubernetes({ kubeconfigFile: reference }))
      expect([accountOf(all).kubeconfigFile, said(all, '.provider.kubernetes')]).toEqual([reference, []])
    },
  )

  it('are the kubeconfig of the user where an account has none', async () => {
    const all = await rendered(kubernetes({}))
    expect(accountOf(all).kubeconfigFile).toBe('/home/nobody/.kube/config')
    expect(accountOf(await rendered(kubernetes({ serviceAccount: true }))).kubeconfigFile).toBeUndefined()
  })
})

const accountOf = (all: Awaited<ReturnType<typeof rendered>>) =>
  (at(treeOf(all, 'clouddriver'), 'kubernetes.accounts') as Record<string, unknown>[])[0]!

describe('secrets', () => {
  const spot = (apiToken: string) => ({
    providers: { spot: { enabled: true, apiToken, accounts: [{ name: 'prod', accountId: 'act-1a2b3c4d' }] } },
  })

  it('make the file that they stand in one for nobody else, and references to them do not', async () => {
    expect(fileOf(await rendered(spot('a token')), 'clouddriver', 'clouddriver.yml')!.secret).toBe(true)
    const reference = 'encrypted:s3!r:us-east-1!b:b!f:f!k:spot.token'
    const all = await rendered(spot(reference))
    expect(fileOf(all, 'clouddriver', 'clouddriver.yml')!.secret).toBe(false)
    expect(at(treeOf(all, 'clouddriver'), 'spot.apiToken')).toBe(reference)
  })

  it('may stand in an address, or in what a plugin is told', async () => {
    const redis = { 'default/service-settings/redis.yml': 'overrideBaseUrl: redis://:hunter2@redis:6379\n' }
    expect(fileOf(await rendered({}, redis), 'gate', 'spinnaker.yml')!.secret).toBe(true)
    expect(fileOf(await rendered(), 'gate', 'spinnaker.yml')!.secret).toBe(false)
    const plugins = { mine: { id: 'mine', enabled: true, config: { token: 'hunter2' } } }
    const all = await rendered({ spinnaker: { extensibility: { plugins } } })
    expect(fileOf(all, 'gate', 'gate.yml')!.secret).toBe(true)
  })

  it('never reach a browser', async () => {
    const all = await rendered({
      notifications: { slack: { enabled: true, botName: 'encrypted:k8s!n:slack!k:bot', token: 'x' } },
    })
    const settings = String(fileOf(all, 'deck', 'settings.js')!.content)
    expect(settings).not.toContain('encrypted')
    expect(said(all)).toContainEqual(
      "WARNING : Deck's notifications.slack.botName is a secret: it is left out, because every browser reads Deck's settings.",
    )
  })

  it('of AWS are in a file of their own for each service that has keys, and only where AWS can read them', async () => {
    const s3 = (secretAccessKey: string) => ({
      persistentStorage: { persistentStoreType: 's3', s3: { bucket: 'b', accessKeyId: 'AKIA1', secretAccessKey } },
      providers: { aws: { enabled: true, accessKeyId: 'AKIA2', secretAccessKey: 'two' } },
    })
    const all = await rendered(s3('one'))
    expect(String(fileOf(all, 'front50', 'front50')!.content)).toContain('aws_secret_access_key = one')
    expect(String(fileOf(all, 'clouddriver', 'clouddriver')!.content)).toContain('aws_secret_access_key = two')
    expect(fileOf(await rendered(s3('encrypted:noop!v:x')), 'front50', 'front50')).toBeUndefined()
  })
})

describe('values', () => {
  it('that any YAML would take for something else stay what they are', async () => {
    const accounts = ['yes', '012', '1_000', '2001-01-01'].map((name) => ({ name, address: 'r.example.org' }))
    const all = await rendered({ providers: { dockerRegistry: { enabled: true, accounts } } })
    const text = String(fileOf(all, 'clouddriver', 'clouddriver.yml')!.content)
    for (const { name } of accounts) expect(text).toContain(`name: "${name}"`)
  })

  it('may be placeholders anywhere', async () => {
    const all = await rendered({
      providers: {
        spot: { enabled: true, apiToken: '${SPOT_TOKEN}', accounts: [{ name: '${NAME}', accountId: '${ID}' }] },
      },
    })
    expect(at(treeOf(all, 'clouddriver'), 'spot')).toMatchObject({
      apiToken: '${SPOT_TOKEN}',
      accounts: [{ name: '${NAME}', accountId: '${ID}' }],
    })
  })

  it('of a database that is kept as a secret are not taken apart', async () => {
    const url = 'encrypted:vault!e:secret!p:db!k:url'
    const all = await rendered({ persistentStorage: { persistentStoreType: 'sql', sql: { url } } })
    for (const name of ['front50', 'clouddriver', 'orca', 'echo', 'gate'] as const)
      expect(at(treeOf(all, name), 'sql.connectionPools.default')).toEqual({ default: true, jdbcUrl: url })
    expect(treeOf(all, 'igor').sql).toBeUndefined()
  })
})

describe('certificates that webhooks believe', () => {
  const trusting = (trustStore: string) => ({ webhook: { trust: { enabled: true, trustStore } } })

  it('are read as text', async () => {
    const all = await rendered(trusting('trust.pem'), { 'trust.pem': '-----BEGIN CERTIFICATE-----\n' })
    expect(at(treeOf(all, 'orca'), 'webhook.trust')).toMatchObject({
      enabled: true,
      trustPem: expect.stringMatching(/^\/dependencies\/.*-trust\.pem$/),
    })
  })

  it('in a store of Java’s kind do not keep Orca from starting, and it is told', async () => {
    const all = await rendered(trusting('trust.jks'), { 'trust.jks': '\u00fe\u00ed' })
    expect(at(treeOf(all, 'orca'), 'webhook.trust.enabled')).toBe(false)
    expect(said(all, '.webhook')).toEqual([
      expect.stringMatching(/^WARNING webhook\.trust: Orca reads certificates as text/),
    ])
  })
})

describe('the login', () => {
  it('is the first of those that are on', async () => {
    const all = await rendered({
      security: {
        authn: {
          saml: {
            enabled: true,
            metadataRemote: 'https://idp.example.org/metadata',
            serviceAddress: 'https://gate.example.org:8443/api',
          },
          ldap: { enabled: true, url: 'ldaps://ldap.example.org:636' },
        },
      },
    })
    const { saml, ldap } = treeOf(all, 'gate')
    expect([saml, ldap]).toEqual([
      {
        enabled: true,
        userAttributeMapping: {},
        metadataUrl: 'https://idp.example.org/metadata',
        redirectProtocol: 'https',
        redirectHostname: 'gate.example.org:8443',
        redirectBasePath: '/api',
      },
      undefined,
    ])
    expect(said(all, '.security.authn').join('\n')).toMatch(/of saml, ldap it is saml/)
  })

  it('that this Gate does not have opens no door', async () => {
    const all = await rendered({ security: { authn: { oauth2: { enabled: true } } } })
    expect(serviceOf(all, 'gate').settings.host).toBe('localhost')
    expect(said(all, '.security.authn')).toEqual(['WARNING security.authn: Gate does not log anybody in yet (oauth2).'])
  })
})
