import { describe, expect, it } from 'vitest'
import { complete, completeDeployment } from './complete.ts'

const messages = (findings: readonly { message: string }[]) => findings.map(({ message }) => message)

describe('a completed halconfig', () => {
  it('is a whole deployment even of an empty file', () => {
    const { halconfig, findings } = complete({})
    expect(findings).toEqual([])
    expect(halconfig.currentDeployment).toBe('default')
    expect(halconfig.deploymentConfigurations[0]).toMatchObject({
      name: 'default',
      version: '',
      timezone: 'America/Los_Angeles',
      deploymentEnvironment: { type: 'LocalDebian', updateVersions: true },
      persistentStorage: { s3: { rootFolder: 'front50' } },
      providers: { kubernetes: { enabled: false, accounts: [] }, spot: { enabled: false } },
      stats: { enabled: false },
    })
  })

  it('knows what is derived, whatever the file says', () => {
    const { security, metricStores, pubsub } = completeDeployment({
      security: { authn: { enabled: true, ldap: { enabled: false } } },
      metricStores: { enabled: false, prometheus: { enabled: true } },
      pubsub: { google: { enabled: true } },
    })
    expect([security.authn.enabled, metricStores.enabled, pubsub.enabled]).toEqual([false, true, true])
  })

  it('is one even where a list or a map is wanted and something else stands, which is told', () => {
    const { halconfig, findings } = complete({
      deploymentConfigurations: [
        {
          name: 'default',
          canary: { serviceIntegrations: 'prometheus' },
          deploymentEnvironment: { sidecars: ['gate'] },
        },
      ],
    })
    expect(halconfig.deploymentConfigurations[0]!.deploymentEnvironment.sidecars).toEqual({})
    expect(findings.map(({ location, message }) => `${location}: ${message}`)).toEqual([
      'default.deploymentEnvironment.sidecars: This must be a map of keys.',
      'default.canary.serviceIntegrations: This must be a list.',
    ])
  })

  it('takes the first account where the primary one is gone, and never the one that is hidden', () => {
    const providers = { kubernetes: { primaryAccount: 'gone', accounts: [{ name: 'boot' }, { name: 'prod' }] } }
    expect(completeDeployment({ providers }).providers.kubernetes.primaryAccount).toBe('boot')
    const hidden = { providers, deploymentEnvironment: { bootstrapOnly: true, accountName: 'boot' } }
    expect(completeDeployment(hidden).providers.kubernetes.primaryAccount).toBe('prod')
  })

  it('understands the spellings of kleat and of older Halyards', () => {
    const { halconfig, findings } = complete({
      name: 'kleat',
      providers: {
        kubernetes: { accounts: [{ name: 'k', providerVersion: 'V2', oauthScopes: ['a'] }] },
        openstack: {},
      },
      notifications: { githubStatus: { enabled: true } },
      persistentStorage: { gcs: { enabled: true, bucket: 'b' } },
      canary: { serviceIntegrations: { prometheus: { enabled: true, accounts: [{ name: 'p' }] } } },
      deploymentEnvironment: { type: 'LOCAL_GIT' },
    })
    expect(findings).toEqual([])
    const [deployment] = halconfig.deploymentConfigurations
    expect(deployment!.notifications['github-status'].enabled).toBe(true)
    expect(deployment!.persistentStorage.persistentStoreType).toBe('gcs')
    expect(deployment!.providers.kubernetes.accounts[0]!.oAuthScopes).toEqual(['a'])
    expect(deployment!.canary.serviceIntegrations.map(({ name, enabled }) => [name, enabled])).toContainEqual([
      'prometheus',
      true,
    ])
    expect(deployment!.deploymentEnvironment.type).toBe('LocalGit')
  })

  it('keeps placeholders and references as they are, whatever the type', () => {
    const account = { name: 'hub', cacheThreads: '${threads:1}', password: 'encrypted:noop!v:x' }
    const [read] = completeDeployment({ providers: { dockerRegistry: { accounts: [account] } } }).providers
      .dockerRegistry.accounts
    expect(read).toMatchObject({ cacheThreads: '${threads:1}', password: 'encrypted:noop!v:x' })
  })

  it('says of an unknown key where it stands and which one was meant', () => {
    const { findings } = complete({ deploymentConfigurations: [{ name: 'prod', providers: { kubernets: {} } }] })
    expect(findings).toEqual([
      {
        severity: 'WARNING',
        location: 'prod.provider',
        message: "Unknown key 'kubernets'; it is kept in the file and means nothing.",
        remediation: "Did you mean 'kubernetes'?",
      },
    ])
  })

  it.each([
    [{ features: { chaos: 'perhaps' } }, 'This must be true or false.'],
    [{ providers: { dockerRegistry: { accounts: {} } } }, 'This must be a list.'],
    [{ providers: [] }, 'This must be a map of keys.'],
    [{ deploymentEnvironment: { type: 'Moon' } }, "'Moon' may not stand here."],
    [{ metricStores: { period: 'x' } }, 'This must be a whole number.'],
    [{ providers: { aws: { accounts: [{ name: 'a', regions: [{ id: [] }] }] } } }, undefined],
  ])('%j: %s', (deployment, message) => {
    const { findings } = complete({ deploymentConfigurations: [deployment] })
    expect(messages(findings)).toEqual(message === undefined ? [] : [message])
  })
})
