import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfiguration } from './configuration.ts'
import { readOptions } from './options.ts'

function configuration(files: Record<string, string>, argv: string[] = [], env: NodeJS.ProcessEnv = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'gennaker-configuration-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return readConfiguration(readOptions(['--config', directory, ...argv], {}), env)
}

describe('the configuration of all services', () => {
  it('says once which keys nobody reads, and which were meant', () => {
    const { remarks } = configuration({
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

  it('takes keys of clouds, with the place of what is wrong', () => {
    const { of, remarks } = configuration({
      'clouddriver.yml': 'spot: {accounts: [{name: a, accountID: act-1, apiTokn: x}]}\n',
    })
    expect(of('clouddriver').tree).toMatchObject({ spot: { accounts: [{ name: 'a', accountId: 'act-1' }] } })
    expect(remarks).toEqual([
      'spot.accounts[0].apiTokn in clouddriver.yml:1 is not a key of clouddriver; did you mean spot.accounts[0].apiToken?',
    ])
  })

  it('gives schedules and windows the time zone of the installation', () => {
    const { of } = configuration({
      'spinnaker.yml': 'global.spinnaker.timezone: Europe/Rome\n',
      'orca-local.yml': '{}\n',
    })
    expect(of('orca').tree).toMatchObject({ tasks: { 'execution-window': { timezone: 'Europe/Rome' } } })
    expect(of('gate').tree).toMatchObject({ scheduler: { cron: { timezone: 'Europe/Rome' } } })
    expect(configuration({}).of('orca').tree).toMatchObject({
      tasks: { 'execution-window': { timezone: 'America/Los_Angeles' } },
    })
  })

  it('fills placeholders with addresses that nobody wrote down', () => {
    const { of } = configuration({
      'orca.yml': 'oort.baseUrl: ${services.clouddriver.baseUrl}\nservices.clouddriver.port: 1\n',
    })
    expect(of('orca').tree).toMatchObject({ oort: { baseUrl: 'http://localhost:1' } })
  })

  it('names one database for one process', () => {
    const sql = (name: string) =>
      `sql: {enabled: true, connectionPools: {default: {jdbcUrl: "jdbc:postgresql://db/${name}"}}}\n`
    const files = { 'orca.yml': sql('orca'), 'clouddriver.yml': sql('clouddriver') }
    expect(configuration(files, ['--services', 'orca']).databaseUrl).toBe('postgresql://db/orca')
    expect(configuration({ 'spinnaker.yml': sql('all') }).databaseUrl).toBe('postgresql://db/all')
    expect(configuration({}).databaseUrl).toBeUndefined()
    expect(() => configuration(files)).toThrow(
      /One process has one database, but clouddriver and orca name different ones/,
    )
  })

  it('takes variables and -D over files', () => {
    const files = { 'gate-local.yml': 'services.fiat.baseUrl: http://file\nserver.port: 1\n' }
    const { shared } = configuration(files, ['-Dserver.port=2'], { SERVICES_FIAT_BASEURL: 'http://env' })
    expect(shared('gate')).toMatchObject({ server: { port: 2 }, services: { fiat: { baseUrl: 'http://env' } } })
  })
})
