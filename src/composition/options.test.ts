import { describe, expect, it } from 'vitest'
import { readOptions, UsageError } from './options.ts'

describe('what a person may ask for at the start', () => {
  it('listens on loopback, on Spinnaker’s ports, with everything, without being told', () => {
    const options = readOptions([], {})
    expect(options).toMatchObject({ host: '127.0.0.1', gatePort: 8084, deckPort: 9000, sandbox: true, deck: true })
    expect(options.services).toEqual(['front50', 'clouddriver', 'orca', 'echo', 'gate'])
  })

  it('takes flags before environment variables before defaults', () => {
    const env = { GENNAKER_HOME: '/from/env', GENNAKER_GATE_PORT: '1234', GENNAKER_SANDBOX: 'false' }
    const options = readOptions(['--home', '/from flag', '--services', 'orca,front50'], env)
    expect(options).toMatchObject({ home: '/from flag', gatePort: 1234, sandbox: false, deck: false })
    expect(options.services).toEqual(['front50', 'orca'])
  })

  it.each([
    [['--gate-port', 'x'], /--gate-port must be a port/],
    [['--services', 'orca,keel'], /There is no service 'keel'/],
    [['--colour'], /Unknown option '--colour'/],
  ])('%j is refused with a sentence', (argv, words) => {
    expect(() => readOptions(argv, {})).toThrow(UsageError)
    expect(() => readOptions(argv, {})).toThrow(words)
  })
})
