import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { readHalconfig } from '../halconfig/index.ts'
import { type HalHome, homeAt } from '../home.ts'
import { check, validateOffline } from './validate.ts'

let home: HalHome
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'gennaker-hal-')))
})
afterEach(() => rmSync(home.directory, { recursive: true }))

function findings(deployment: Record<string, unknown>, scope?: string): string[] {
  const quiet = {
    version: '1.35.0',
    persistentStorage: { persistentStoreType: 'sql', sql: { url: 'postgresql://db/x' } },
  }
  const environment = { deploymentEnvironment: { type: 'Local' } }
  writeFileSync(home.config, stringify({ deploymentConfigurations: [{ ...quiet, ...environment, ...deployment }] }))
  const found = validateOffline({ home, stored: readHalconfig(home), ...(scope === undefined ? {} : { scope }) })
  return found.map(({ severity, location, message }) => `${severity} ${location}: ${message}`)
}

const one = (message: string) => [expect.stringContaining(message)]
const providers = (all: Record<string, object>) => ({ providers: all })
const kubernetes = (account: object) =>
  providers({ kubernetes: { enabled: true, accounts: [{ name: 'prod', ...account }] } })
const registry = (account: object) =>
  providers({ dockerRegistry: { enabled: true, accounts: [{ name: 'hub', address: 'https://r', ...account }] } })

describe('offline validation', () => {
  it('has nothing to say of a deployment that is in order', () => {
    expect(findings({})).toEqual([])
  })

  it.each([
    [{ timezone: 'Mars/Phobos' }, 'ERROR default: Timezone Mars/Phobos does not match'],
    [{ version: '' }, 'WARNING default: You have not chosen a version.'],
    [{ version: 'branch:origin/x' }, 'FATAL default: The version branch:origin/x is a branch'],
    [{ version: 'local:mine' }, 'FATAL default: The bill of materials of local:mine is not there.'],
    [
      {
        deploymentEnvironment: { type: 'Distributed' },
        security: { apiSecurity: { overrideBaseUrl: 'https://a' }, uiSecurity: { overrideBaseUrl: 'https://b' } },
      },
      'FATAL default.deploymentEnvironment: Account name must be specified',
    ],
    [{ deploymentEnvironment: { type: 'LocalGit' } }, 'FATAL default.deploymentEnvironment: No origin user'],
    [
      { deploymentEnvironment: { type: 'Local', livenessProbeConfig: { enabled: true } } },
      'FATAL default.deploymentEnvironment: Setting `initialDelaySeconds`',
    ],
    [
      providers({ spot: { enabled: true, apiToken: 't', accounts: [{ name: 's', accountId: 'act-1' }] } }),
      'FATAL default.provider.spot.s: Invalid Account ID: act-1',
    ],
    [
      providers({ spot: { enabled: true, accounts: [{ name: 's', accountId: 'act-1a2b3c4d' }] } }),
      'ERROR default.provider.spot: Spot is enabled without an API token.',
    ],
    [
      providers({ kubernetes: { enabled: true } }),
      'WARNING default.provider.kubernetes: Provider kubernetes is enabled, but no accounts',
    ],
    [
      kubernetes({ kinds: ['a'], omitKinds: ['b'] }),
      'ERROR default.provider.kubernetes.prod: At most one of "kinds" and "omitKinds"',
    ],
    [
      kubernetes({ kubeconfigFile: '/nowhere/kubeconfig' }),
      'FATAL default.provider.kubernetes.prod: kubeconfigFile: there is no file /nowhere/kubeconfig.',
    ],
    [
      registry({ username: 'u', password: 'p', passwordCommand: 'c' }),
      'ERROR default.provider.dockerRegistry.hub: You have provided more than one of password',
    ],
    [
      registry({ repositoriesRegex: '(' }),
      'ERROR default.provider.dockerRegistry.hub: repositoriesRegex is not a regular expression.',
    ],
    [
      providers({ ecs: { accounts: [{ name: 'e', awsAccount: 'gone' }] }, aws: {} }),
      'ERROR default.provider.ecs.e: No account of AWS is named gone.',
    ],
    [
      { persistentStorage: {} },
      'WARNING default.persistentStorage: Your deployment does not have a persistent store chosen',
    ],
    [
      { security: { apiSecurity: { overrideBaseUrl: 'spinnaker' } } },
      'ERROR default.security.api: Invalid override base URL: spinnaker',
    ],
    [
      { security: { authn: { oauth2: { enabled: true, client: { clientId: 'x' } } } } },
      'ERROR default.security.authn.oauth2: No OAuth2 client secret was supplied',
    ],
    [
      { security: { authn: { ldap: { enabled: true, url: 'ldaps://h', userDnPattern: 'x' } } } },
      'ERROR default.security.authn.ldap: The LDAP URL ldaps://h must have',
    ],
    [
      { notifications: { slack: { enabled: true } } },
      'ERROR default.notifications.slack: slack is enabled without a token.',
    ],
    [
      { features: { artifacts: true } },
      'WARNING default.features: Field artifacts not supported for Spinnaker version 1.35.0',
    ],
    [
      { pubsub: { google: { publishers: [{ name: 'p', topicName: 't' }] } } },
      'ERROR default.pubsub.google.p: No project was given.',
    ],
  ])('%j: %s', (deployment, message) => {
    const found = findings(deployment)
    // An account that is configured and not enabled is worth a word, beside what is tried here.
    expect(found.filter((line) => !line.startsWith('INFO'))).toEqual(one(message))
  })

  it('finds a name that two clouds have', () => {
    const accounts = [{ name: 'prod', accountId: '123456789012', assumeRole: 'role/x' }]
    const found = findings(
      providers({ aws: { enabled: true, accounts }, kubernetes: { enabled: true, accounts: [{ name: 'prod' }] } }),
    )
    expect(found).toEqual(
      one('FATAL default.provider.kubernetes.prod: Account "prod" appears more than once: in aws and in kubernetes.'),
    )
  })

  it('looks only at what an edit concerns, and at what it stands in', () => {
    const deployment = {
      timezone: 'Mars/Phobos',
      ...providers({
        spot: {
          enabled: true,
          accounts: [
            { name: 'bad', accountId: 'act-1' },
            { name: 'good', accountId: 'act-1a2b3c4d' },
          ],
        },
        kubernetes: { enabled: true },
      }),
    }
    expect(findings(deployment, 'provider.spot.good')).toEqual(
      one('default.provider.spot: Spot is enabled without an API token.'),
    )
    expect(findings(deployment, '')).toEqual(one('default: Timezone Mars/Phobos'))
  })

  it('shows no secret, and looks for no file behind a reference', () => {
    const found = findings(
      providers({
        kubernetes: { enabled: true, accounts: [{ name: 'k', kubeconfigFile: 'encryptedFile:noop!v:x' }] },
        dockerRegistry: {
          enabled: true,
          accounts: [{ name: 'hub', address: 'https://r', username: 'u', password: ' s3cret\n' }],
        },
      }),
    )
    expect(found.join()).not.toContain('s3cret')
    expect(found).toEqual(one('Your password file has a trailing newline or space'))
  })

  it('finds a file that is named from the folder of the halconfig', () => {
    mkdirSync(join(home.directory, 'keys'))
    writeFileSync(join(home.directory, 'keys/kubeconfig'), '')
    expect(findings(kubernetes({ kubeconfigFile: 'keys/kubeconfig' }))).toEqual([])
  })

  it('says so when a validator breaks, rather than that all is well', () => {
    writeFileSync(home.config, '')
    const stored = readHalconfig(home)
    const broken = {
      name: 'broken',
      check: () => {
        throw new Error('no idea')
      },
    }
    const checked = { home, halconfig: stored.halconfig, deployment: stored.deployment(), env: {} }
    expect(check([broken], checked)).toMatchObject([
      { severity: 'ERROR', message: 'The validator of broken failed: no idea' },
    ])
  })
})
