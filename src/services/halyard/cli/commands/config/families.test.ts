import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { openSecrets, secretReference, secretSettingsSchema } from '../../../../../platform/secrets/index.ts'
import { type CallOptions, call, newHome } from '../../testing.ts'
import { root } from '../root.ts'

let home: string
beforeEach(() => {
  home = newHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const hal = (line: string, options: CallOptions = {}) => call(root, line.split(' '), { home, ...options })
const text = () => readFileSync(join(home, 'config'), 'utf8')
const deployment = () => parse(text()).deploymentConfigurations[0]

async function done(line: string, options: CallOptions = {}) {
  const heard = await hal(line, options)
  expect(heard.code, heard.errors).toBe(0)
  return heard
}

describe('an account', () => {
  it('is added, edited, shown, listed and deleted', async () => {
    expect((await done('config provider spot account add prod --account-id act-1a2b3c4d')).output).toContain(
      '+ Successfully added account prod for provider spot.\n',
    )
    expect(
      (await done('config provider spot account edit prod --environment staging --write-permissions a,b')).output,
    ).toContain('+ Successfully edited account prod for provider spot.\n')
    expect(deployment().providers.spot).toEqual({
      accounts: [
        { name: 'prod', accountId: 'act-1a2b3c4d', environment: 'staging', permissions: { WRITE: ['a', 'b'] } },
      ],
    })
    await done('config provider spot account edit prod --add-write-permission c --remove-write-permission a')
    expect(deployment().providers.spot.accounts[0].permissions).toEqual({ WRITE: ['b', 'c'] })
    expect(JSON.parse((await done('config provider spot account get prod -o json')).output)).toMatchObject({
      name: 'prod',
      accountId: 'act-1a2b3c4d',
    })
    expect((await done('config provider spot account list')).output).toBe('+ Accounts for spot:\n  - prod\n')
    await done('config provider spot account delete prod')
    expect((await done('config provider spot account list')).output).toBe('+ No configured accounts for spot.\n')
  })

  it('that is wrong is not saved', async () => {
    const heard = await hal('config provider spot account add prod --account-id act-1')
    expect(heard.code).toBe(1)
    expect(heard.errors).toContain('! ERROR Invalid Account ID: act-1\n')
    expect(heard.errors).toContain('- Failed to add account prod for provider spot.\n')
    expect(existsSync(join(home, 'config'))).toBe(false)
    await done('config provider spot account add prod --account-id act-1 --no-validate')
    expect(deployment().providers.spot.accounts).toHaveLength(1)
  })

  it('is added once, and edited only where it is', async () => {
    await done('config provider spot account add prod --account-id act-1a2b3c4d')
    expect(await hal('config provider spot account add prod --account-id act-1a2b3c4d')).toMatchObject({
      code: 1,
      errors: expect.stringContaining("The account 'prod' is there already"),
    })
    for (const word of ['edit', 'get', 'delete'])
      expect((await hal(`config provider spot account ${word} prd`)).errors).toContain("Did you mean 'prod'?")
  })

  it('keeps what nobody edits, and says so when nothing changes', async () => {
    await done('config provider docker-registry account add hub --repositories a,b --address https://index.docker.io')
    const before = text()
    const heard = await done('config provider docker-registry account edit hub --repositories a,b')
    expect(heard.errors).toBe('- No changes supplied.\n')
    expect(text()).toBe(before)
  })

  it('has its names completed', async () => {
    await done('config provider spot account add prod --account-id act-1a2b3c4d')
    expect((await hal('__complete config provider spot account edit p')).output).toBe(
      'prod\tThe name of the account.\n',
    )
  })
})

describe('a flag that names an account', () => {
  it('has those of the halconfig for its values', async () => {
    await done('config provider aws account add main --account-id 123456789012 --assume-role role/x')
    expect((await hal('__complete config provider ecs account add e --aws-account ')).output).toBe('main\t\n')
    expect((await hal('config provider ecs account add --options awsAccount')).output).toBe('main\n')
  })
})

describe('a list', () => {
  it('is set as a whole or changed by one, not both', async () => {
    await done(
      'config provider aws account add prod --account-id 123456789012 --assume-role role/x --regions us-east-1,us-west-2',
    )
    await done('config provider aws account edit prod --add-region eu-west-1')
    expect(deployment().providers.aws.accounts[0].regions).toEqual([
      { name: 'us-east-1' },
      { name: 'us-west-2' },
      { name: 'eu-west-1' },
    ])
    const heard = await hal('config provider aws account edit prod --regions a --add-region b')
    expect(heard).toMatchObject({ code: 1, errors: expect.stringContaining("can't stand beside --add-region") })
  })
})

describe('a secret', () => {
  it('is never shown', async () => {
    await done('config provider spot edit --api-token', { input: 's3cr3t\n' })
    for (const line of [
      'config --no-validate',
      'config provider spot',
      'config list',
      'config -o json --no-validate',
    ]) {
      const { output, errors } = await done(line)
      expect(output + errors, line).not.toContain('s3cr3t')
      expect(output, line).toContain('***')
    }
  })

  it('that is encrypted by hal is read by the services', async () => {
    const env = { HOME: home }
    const own = { home: join(home, '.hal'), env, input: 's3cr3t\n' }
    mkdirSync(own.home)
    const { output } = await done('config secret set spot-token', own)
    const reference = /encrypted:\S+/.exec(output)![0]
    expect(reference).toBe('encrypted:age!f:secrets.age!k:spot-token')
    const session = openSecrets({ env, settings: secretSettingsSchema.parse({}), home } as never)
    expect(new TextDecoder().decode(await session.read(secretReference(reference)!))).toBe('s3cr3t')
    for (const name of ['secrets.age', 'age-identity.txt']) {
      expect(statSync(join(own.home, name)).mode & 0o777).toBe(0o600)
      expect(readFileSync(join(own.home, name), 'utf8')).not.toContain('s3cr3t')
    }
    expect((await done('config secret get spot-token', own)).output).not.toContain('s3cr3t')
    expect((await done('config secret get spot-token --show', own)).output).toBe('s3cr3t\n')
    expect((await done('config secret list', own)).output).toContain('  - spot-token\n')
    await done('config secret delete spot-token', own)
    expect((await hal('config secret get spot-token', own)).code).toBe(1)
  })
})

describe('the store', () => {
  it('gets a bucket with a name that is made up once, and said', async () => {
    const heard = await done('config storage s3 edit --region us-east-1 --access-key-id K --secret-access-key', {
      input: 'x\n',
    })
    const { bucket } = deployment().persistentStorage.s3
    expect(bucket).toMatch(/^spin-[0-9a-f-]{36}$/)
    expect(heard.output).toContain(bucket)
    await done('config storage s3 edit --region us-west-2')
    expect(deployment().persistentStorage.s3.bucket).toBe(bucket)
  })

  it('gets its bucket without a scheme, and is chosen apart', async () => {
    await done('config storage s3 edit --bucket s3://mine')
    await done('config storage edit --type S3')
    expect(deployment().persistentStorage).toEqual({ s3: { bucket: 'mine' }, persistentStoreType: 's3' })
  })
})

describe('accounts of canaries', () => {
  it('are used for what their integration is switched to', async () => {
    await done('config canary google account add one --project p --bucket b')
    await done('config canary google account add two --project p')
    await done('config canary google edit --stackdriver-enabled true --gcs-enabled true')
    const types = () => {
      const google = deployment().canary.serviceIntegrations.find((each: { name: string }) => each.name === 'google')
      return google.accounts.map((each: { supportedTypes: string[] }) => each.supportedTypes)
    }
    expect(types()).toEqual([['METRICS_STORE', 'CONFIGURATION_STORE', 'OBJECT_STORE'], ['METRICS_STORE']])
    await done('config canary google edit --stackdriver-enabled false')
    expect(types()).toEqual([['CONFIGURATION_STORE', 'OBJECT_STORE'], []])
    await done('config canary prometheus account add p --base-url http://prometheus:9090')
    expect(deployment().canary.serviceIntegrations.at(-1).accounts).toEqual([
      { name: 'p', endpoint: { baseUrl: 'http://prometheus:9090' }, supportedTypes: ['METRICS_STORE'] },
    ])
  })
})

describe('sizes', () => {
  it('stand under the name of the container, those of the pod and replicas under the service', async () => {
    await done(
      'config deploy component-sizing echo edit --container-limits-memory 1Gi --pod-requests-cpu 250m --replicas 2 --no-validate',
    )
    expect(deployment().deploymentEnvironment.customSizing).toEqual({
      echo: { limits: { memory: '1Gi' } },
      'spin-echo': { requests: { cpu: '250m' }, replicas: 2 },
    })
    await done('config deploy component-sizing echo delete --no-validate')
    expect(deployment().deploymentEnvironment.customSizing).toEqual({})
  })
})

describe('a login', () => {
  it('with OAuth has what is known of its provider, and what is given wins', async () => {
    await done('config security authn oauth2 edit --provider github --client-id c --scope mine --no-validate')
    expect(deployment().security.authn.oauth2).toMatchObject({
      provider: 'GITHUB',
      client: { clientId: 'c', scope: 'mine', accessTokenUri: 'https://github.com/login/oauth/access_token' },
    })
  })

  it('with SAML has its metadata from an address or a file', async () => {
    await done('config security authn saml edit --metadata https://idp.example.org/m --no-validate')
    expect(deployment().security.authn.saml).toEqual({ metadataRemote: 'https://idp.example.org/m' })
    await done('config security authn saml edit --metadata m.xml --no-validate')
    expect(deployment().security.authn.saml).toEqual({ metadataLocal: '/desk/m.xml' })
  })
})

describe('a deployment', () => {
  it('is made by --set-current-deployment alone', async () => {
    await done('config edit --timezone Etc/UTC')
    expect(await hal('config edit --timezone Etc/UTC --deployment prod')).toMatchObject({
      code: 1,
      errors: expect.stringContaining("There is no deployment 'prod'"),
    })
    expect((await done('config --set-current-deployment prod')).output).toBe('+ Updated current deployment to prod\n')
    await done('config edit --timezone Europe/Berlin')
    expect(parse(text())).toMatchObject({
      currentDeployment: 'prod',
      deploymentConfigurations: [
        { name: 'default', timezone: 'Etc/UTC' },
        { name: 'prod', timezone: 'Europe/Berlin' },
      ],
    })
  })

  it('is shown with what is wrong with it, and an exit code that says so', async () => {
    writeFileSync(join(home, 'config'), 'deploymentConfigurations:\n- name: default\n  timezone: Mars/Phobos\n')
    const heard = await hal('config -o json')
    expect(heard.code).toBe(1)
    expect(JSON.parse(heard.output)).toMatchObject({ name: 'default', timezone: 'Mars/Phobos' })
    expect(heard.errors).toContain('! ERROR Timezone Mars/Phobos')
  })
})

describe('a version of Spinnaker', () => {
  it('is kept, and it is said what runs instead', async () => {
    const { output } = await done('config version edit --version 1.35.0')
    expect(output).toContain('- INFO Version 1.35.0 is one of Spinnaker')
    expect(deployment().version).toBe('1.35.0')
    expect((await done('config version')).output).toBe('+ Configured version: \n1.35.0\n')
  })
})

describe('plugins', () => {
  it('are known by their IDs, with their repositories', async () => {
    await done('plugins add acme.demo --version 1.0.0 --enabled true --extensions acme.one,acme.two')
    await done('plugins repository add acme --url https://plugins.example.org')
    expect(deployment().spinnaker.extensibility).toEqual({
      plugins: {
        'acme.demo': {
          id: 'acme.demo',
          enabled: true,
          version: '1.0.0',
          extensions: { 'acme.one': { id: 'acme.one', enabled: true }, 'acme.two': { id: 'acme.two', enabled: true } },
        },
      },
      repositories: { acme: { id: 'acme', url: 'https://plugins.example.org' } },
    })
    await done('plugins delete acme.demo')
    expect((await done('plugins list')).output).toBe('+ No configured plugins.\n')
  })
})
