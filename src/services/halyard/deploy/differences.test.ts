import { describe, expect, it } from 'vitest'
import { fileChanges, struck } from './differences.ts'

describe('a text that people see', () => {
  it.each([
    ['apiToken: tok-123', 'apiToken: ***'],
    ['  - password: "two words" # and more', '  - password: ***'],
    ['a: {password: hunter2, user: me}', 'a: {password: ***, user: me}'],
    ['{"spot":{"apiToken":"tok \\" 123","name":"prod"}}', '{"spot":{"apiToken":"***","name":"prod"}}'],
    ['secret_key = abc', 'secret_key = ***'],
    ['url: postgres://me:hunter2@db:5432/x', 'url: postgres://me:***@db:5432/x'],
    ['apiToken: encrypted:s3!r:x!b:y!f:z', 'apiToken: encrypted:s3!r:x!b:y!f:z'],
    ['password: ${DB_PASSWORD}', 'password: ${DB_PASSWORD}'],
    ['could not log in with known-secret at once', 'could not log in with *** at once'],
    ['port: 8084', 'port: 8084'],
    ['tokens: [one, two]', 'tokens: [***]'],
  ])('%s', (text, shown) => {
    expect(struck(text, ['known-secret'])).toBe(shown)
  })

  it('has no block below a key that sounds like a secret, and no private key', () => {
    const text =
      'a:\n  privateKey: |\n    first line\n\n      second line\n  name: x\nkey: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIE\n  -----END RSA PRIVATE KEY-----\n'
    expect(struck(text, [])).toBe(
      'a:\n  privateKey: |\n    ***\n\n      ***\n  name: x\nkey: |\n  -----BEGIN RSA PRIVATE KEY----- *** -----END RSA PRIVATE KEY-----\n',
    )
  })

  it('tells that a secret is another one without telling either', () => {
    const file = (content: string) => [{ path: 'gate.yml', content, secret: false }]
    expect(fileChanges(file('password: one\n'), file('password: two\n'), [])).toEqual([
      { change: 'EDITED', path: 'gate.yml', lines: 'A secret in it is another one.' },
    ])
  })
})
