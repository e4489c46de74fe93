import { describe, expect, it } from 'vitest'
import { readOptions, UsageError } from './options.ts'

describe('what a person may ask for at the start', () => {
  it('is everything, where the configuration says, without being told', () => {
    const options = readOptions([], { HOME: '/x' })
    expect(options).toMatchObject({ sandbox: true, deck: true, overrides: {} })
    for (const key of ['host', 'gatePort', 'deckPort', 'databaseUrl']) expect(options).not.toHaveProperty(key)
    expect(options.configDirectories[0]).toBe('/opt/spinnaker/config')
    expect(options.configDirectories[1]).toMatch(/\/\.spinnaker$/)
    expect(options.configDirectories[2]).toMatch(/\/\.gennaker\/config$/)
    expect(options.services).toEqual(['front50', 'clouddriver', 'orca', 'echo', 'gate'])
  })

  it('takes flags before environment variables before defaults', () => {
    const env = { GENNAKER_HOME: '/from/env', GENNAKER_GATE_PORT: '1234', GENNAKER_SANDBOX: 'false' }
    const options = readOptions(['--home', '/from flag', '--services', 'orca,front50'], env)
    expect(options).toMatchObject({ home: '/from flag', gatePort: 1234, sandbox: false, deck: false })
    expect(options.services).toEqual(['front50', 'orca'])
  })

  it('may name one folder of configuration, more by Spring’s variable, and single keys', () => {
    const env = { GENNAKER_CONFIG: '/env', SPRING_CONFIG_ADDITIONAL_LOCATION: 'optional:file:/more/,/again' }
    expect(readOptions([], env).configDirectories).toEqual(['/env', '/more', '/again'])
    const options = readOptions(['--config', '/flag', '-Dserver.port=1', '-D', 'a.b=c=d'], {})
    expect(options).toMatchObject({ configDirectories: ['/flag'], overrides: { 'server.port': '1', 'a.b': 'c=d' } })
  })

  it.each([
    [['-Dserver.port'], /-D wants KEY=VALUE/],
    [['--gate-port', 'x'], /--gate-port must be a port/],
    [['--services', 'orca,keel'], /There is no service 'keel'/],
    [['--colour'], /Unknown option '--colour'/],
  ])('%j is refused with a sentence', (argv, words) => {
    expect(() => readOptions(argv, {})).toThrow(UsageError)
    expect(() => readOptions(argv, {})).toThrow(words)
  })
})
