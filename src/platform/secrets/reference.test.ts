import { describe, expect, it } from 'vitest'
import { secretReference, shownReference } from './index.ts'

describe('a reference to a secret', () => {
  it.each([
    [
      'encrypted:s3!f:config/a.yml!r:us-west-2!k:github.token!b:vault:one',
      {
        isFile: false,
        engine: 's3',
        parameters: { r: 'us-west-2', b: 'vault:one', f: 'config/a.yml', k: 'github.token' },
      },
    ],
    [
      'encryptedFile:gcs!b:bucket!f:key.p12',
      { isFile: true, engine: 'gcs', parameters: { b: 'bucket', f: 'key.p12' } },
    ],
    [
      'encrypted:vault!e:kv!n:spinnaker!k:token',
      { isFile: false, engine: 'vault', parameters: { e: 'kv', n: 'spinnaker', k: 'token' } },
    ],
  ])('%s', (text, reference) => {
    expect(secretReference(text)).toEqual(reference)
  })

  it.each(['', 'secret', 'Encrypted:s3!b:x', 'not encrypted:s3!b:x'])('%j is none', (text) => {
    expect(secretReference(text)).toBeUndefined()
  })

  it.each([
    ['encrypted:s3', /it needs at least one parameter, as in encrypted:s3!r:<region>!b:<bucket>!f:<object>/],
    ['encrypted:s3!r:us-east-1!f:a', /Invalid reference to a secret of s3: parameter b \(bucket\) is missing/],
    ['encrypted:s3!r:us-east-1!f:a!b:', /parameter b \(bucket\) is missing/],
    ['encrypted:s3!bucket', /written as key:value/],
    ['encrypted:gcs!b:x!f:y!r:z', /it has no parameter 'r'; it has b \(bucket\), f \(object\), k \(YAML path\)/],
    ['encryptedFile:secrets-manager!r:x!s:y!k:z', /parameter k \(JSON key\) can't be given for a file/],
    ['encrypted:vault!k:x', /parameter p \(path\) is missing/],
    ['encrypted:kms!a:b', /There is no secret engine 'kms'; there are s3, gcs/],
    ['encrypted:constructor!a:b', /There is no secret engine 'constructor'/],
  ])('%s is refused with what is wrong', (text, words) => {
    expect(() => secretReference(text)).toThrow(words)
  })

  it('is shown without a secret', () => {
    expect(shownReference(secretReference('encrypted:noop!v:hunter2')!)).toBe('encrypted:noop!v:***')
    expect(shownReference(secretReference('encrypted:env!n:TOKEN')!)).toBe('encrypted:env!n:TOKEN')
  })
})
