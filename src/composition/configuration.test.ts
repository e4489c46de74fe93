import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { secretFiles } from '../platform/secrets/index.ts'
import { readConfiguration } from './configuration.ts'
import { readOptions } from './options.ts'

const secrets = secretFiles()
afterAll(() => secrets.remove())

function configuration(files: Record<string, string>, argv: string[] = [], env: NodeJS.ProcessEnv = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'gennaker-configuration-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return readConfiguration(readOptions(['--config', directory, ...argv], {}), env, secrets)
}

describe('the configuration of all services', () => {
  it('says once which keys nobody reads, and which were meant', async () => {
    const { remarks } = await configuration({
      'spinnaker.yml': 'services: {redis: {host: x}, ecko: {baseUrl: x}, fiat: {enabled: false, vipAddress: x}}\n',
      'gate-local.yml': 'services:\n  clouddrvier:\n    baseUrl: http://x\nredis.connection: redis://x\n',
      'orca.yml': 'spectator: {applicationName: "${spring.application.name}"}\nslack: {enabled: true}\n',
    })
    expect(remarks.toSorted()).toEqual([
      'services.clouddrvier.baseUrl in gate-local.yml:2 is not a key of gate; did you mean services.clouddriver.baseUrl?',
      'services.ecko.baseUrl in spinnaker.yml:1 is not a key of any service; did you mean services.echo.baseUrl?',
      'slack in orca.yml:2 is not a key of orca',
    ])
  })

  it('says nothing of what means nothing to one of those who read a shared file', async () => {
    const { remarks } = await configuration({
      'spinnaker-local.yml': 'scheduler.threadPoolSize: 20\noort.enabled: true\n',
    })
    expect(remarks).toEqual([])
  })

  it('takes keys of clouds, with the place of what is wrong', async () => {
    const { of, remarks } = await configuration({
      'clouddriver.yml': 'spot: {accounts: [{name: a, accountID: act-1, apiTokn: x}]}\n',
    })
    expect(of('clouddriver').tree).toMatchObject({ spot: { accounts: [{ name: 'a', accountId: 'act-1' }] } })
    expect(remarks).toEqual([
      'spot.accounts[0].apiTokn in clouddriver.yml:1 is not a key of clouddriver; did you mean spot.accounts[0].apiToken?',
    ])
  })

  it('gives schedules and windows the time zone of the installation', async () => {
    const { of } = await configuration({
      'spinnaker.yml': 'global.spinnaker.timezone: Europe/Rome\n',
      'orca-local.yml': '{}\n',
    })
    expect(of('orca').tree).toMatchObject({ tasks: { 'execution-window': { timezone: 'Europe/Rome' } } })
    expect(of('gate').tree).toMatchObject({ scheduler: { cron: { timezone: 'Europe/Rome' } } })
    expect((await configuration({})).of('orca').tree).toMatchObject({
      tasks: { 'execution-window': { timezone: 'America/Los_Angeles' } },
    })
  })

  it('fills placeholders with addresses that nobody wrote down', async () => {
    const { of } = await configuration({
      'orca.yml': 'oort.baseUrl: ${services.clouddriver.baseUrl}\nservices.clouddriver.port: 1\n',
    })
    expect(of('orca').tree).toMatchObject({ oort: { baseUrl: 'http://localhost:1' } })
  })

  it('names one database for one process', async () => {
    const sql = (name: string) =>
      `sql: {enabled: true, connectionPools: {default: {jdbcUrl: "jdbc:postgresql://db/${name}"}}}\n`
    const files = { 'orca.yml': sql('orca'), 'clouddriver.yml': sql('clouddriver') }
    expect((await configuration(files, ['--services', 'orca'])).databaseUrl).toBe('postgresql://db/orca')
    expect((await configuration({ 'spinnaker.yml': sql('all') })).databaseUrl).toBe('postgresql://db/all')
    expect((await configuration({})).databaseUrl).toBeUndefined()
    await expect(configuration(files)).rejects.toThrow(
      /One process has one database, but clouddriver and orca name different ones/,
    )
  })

  it('takes variables and -D over files', async () => {
    const files = { 'gate-local.yml': 'services.fiat.baseUrl: http://file\nserver.port: 1\n' }
    const { shared } = await configuration(files, ['-Dserver.port=2'], { SERVICES_FIAT_BASEURL: 'http://env' })
    expect(shared('gate')).toMatchObject({ server: { port: 2 }, services: { fiat: { baseUrl: 'http://env' } } })
  })

  it('has secrets in place of references, as files where a path is wanted, and leaves those that nobody reads', async () => {
    const { of, databaseUrl } = await configuration(
      {
        'spinnaker.yml': 'secret: "encrypted:env!n:ALL"\nserver.port: "encrypted:env!n:PORT"\n',
        'clouddriver.yml':
          'spot.accounts: [{name: a, accountId: act-1, apiToken: "${secret}"}]\naws.key: encrypted:s3!r:nowhere!b:x!f:y\n',
        'orca.yml':
          'webhook.identity.identityKeyPem: encryptedFile:env!n:ALL\n' +
          'sql: {enabled: true, connectionPool: {jdbcUrl: "jdbc:postgresql://db/orca", user: u, password: "encrypted:env!n:ALL"}}\n',
      },
      [],
      { ALL: 'hunter2', PORT: '1234' },
    )
    expect(of('clouddriver').shared.server.port).toBe(1234)
    expect(of('clouddriver').tree).toMatchObject({
      spot: { accounts: [{ apiToken: 'hunter2' }] },
      aws: { key: 'encrypted:s3!r:nowhere!b:x!f:y' },
    })
    const { webhook } = of('orca').tree as { webhook: { identity: { identityKeyPem: string } } }
    expect(readFileSync(webhook.identity.identityKeyPem, 'utf8')).toBe('hunter2')
    expect(databaseUrl).toBe('postgresql://u:hunter2@db/orca')
  })

  it('says which secrets can’t be read, with file and line and without a value', async () => {
    const files = { 'clouddriver-local.yml': 'spot:\n  accounts: []\n  apiToken: encrypted:env!n:GONE\n' }
    await expect(configuration(files, [], { ALL: 'hunter2' })).rejects.toThrow(
      'spot.apiToken in clouddriver-local.yml:3: encrypted:env!n:GONE: The variable GONE is not set',
    )
    const wrong = { 'spinnaker.yml': 'server.port: "encrypted:env!n:ALL"\n' }
    const error = await configuration(wrong, [], { ALL: 'hunter2' }).catch((each: Error) => each)
    expect((error as Error).message).toMatch(/server\.port \(spinnaker\.yml:1\): /)
    expect((error as Error).message).not.toContain('hunter2')
  })
})
