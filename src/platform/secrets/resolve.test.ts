import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { armor, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecrets, resolveSecrets, type SecretFiles, type SecretSession, secretFiles } from './index.ts'

let home: string
let files: SecretFiles
let session: SecretSession

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gennaker-secrets-test-'))
  files = secretFiles(home)
  session = openSecrets({ home, env: { TOKEN: 'from the environment' } })
})

afterEach(async () => {
  files.remove()
  await session.close()
})

const resolve = <T>(tree: T) => resolveSecrets(tree, { session, files, shown: (path) => path.join('.') })

function write(name: string, content: string | Uint8Array): string {
  const path = join(home, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

describe('secrets in a configuration', () => {
  it('take the place of their references, wherever these are', async () => {
    const path = write('all.yml', 'github: {token: abc, port: 8080}\n')
    const tree = {
      a: 'encrypted:noop!v:x:y',
      list: [{ token: 'encrypted:env!n:TOKEN' }, 'plain', 1],
      deep: { token: `encrypted:file!f:${path}!k:github.token`, port: `encrypted:file!k:github.port!f:${path}` },
      whole: `encrypted:file!f:${path}`,
    }
    expect(await resolve(tree)).toEqual({
      a: 'x:y',
      list: [{ token: 'from the environment' }, 'plain', 1],
      deep: { token: 'abc', port: '8080' },
      whole: 'github: {token: abc, port: 8080}\n',
    })
    expect(tree.a).toBe('encrypted:noop!v:x:y')
  })

  it('become files that nobody else may read where a path is wanted, and these go', async () => {
    const secret = 'encrypted:noop!v:hunter2'
    const resolved = await resolve({
      jsonPath: secret,
      'kubeconfig-file': secret,
      trustStore: secret,
      anything: 'encryptedFile:noop!v:hunter2',
      keyStore: secret,
      metadataUrl: secret,
      pathology: secret,
    })
    expect(resolved.pathology).toBe('hunter2')
    for (const path of [resolved.jsonPath, resolved['kubeconfig-file'], resolved.trustStore, resolved.anything]) {
      expect(path).toMatch(/tmp[0-9a-f]+\.secret$/)
      expect(readFileSync(path, 'utf8')).toBe('hunter2')
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    }
    for (const url of [resolved.keyStore, resolved.metadataUrl])
      expect(readFileSync(new URL(url), 'utf8')).toBe('hunter2')
    files.remove()
    expect(existsSync(resolved.jsonPath)).toBe(false)
  })

  it('that can’t be read are told together, each with its key and never with a value', async () => {
    const path = write('all.yml', 'github: {token: hunter2\n')
    const tree = {
      spot: { apiToken: 'encrypted:env!n:MISSING' },
      github: `encrypted:file!f:${path}!k:github.token`,
      wrong: 'encrypted:noop!x:hunter2',
      gone: 'encrypted:file!f:/nowhere/at/all',
    }
    const error = await resolve(tree).catch((each: Error) => each)
    const { message } = error as Error
    expect(message).toContain('spot.apiToken: encrypted:env!n:MISSING: The variable MISSING is not set')
    expect(message).toContain('all.yml is not valid YAML or JSON')
    expect(message).toContain("wrong: Invalid reference to a secret of noop: it has no parameter 'x'")
    expect(message).toContain("The file /nowhere/at/all can't be read: ENOENT")
    expect(message).not.toContain('hunter2')
  })
})

describe('a file that age encrypted', () => {
  async function encrypt(text: string) {
    const identity = await generateIdentity()
    const encrypter = new Encrypter()
    encrypter.addRecipient(await identityToRecipient(identity))
    return { identity, bytes: await encrypter.encrypt(text) }
  }

  it('is read with the identity in Halyard’s folder, as bytes or in letters', async () => {
    const { identity, bytes } = await encrypt('spot: {token: abc}\n')
    write('.hal/age-identity.txt', `# created: today\n${identity}\n`)
    write('.hal/secrets.age', bytes)
    const letters = write('secrets.txt', armor.encode(bytes))
    const tree = { a: 'encrypted:age!f:secrets.age!k:spot.token', b: `encrypted:age!f:${letters}!k:spot.token` }
    expect(await resolve(tree)).toEqual({ a: 'abc', b: 'abc' })
  })

  it('says which file and which identity did not fit', async () => {
    const { bytes } = await encrypt('x')
    const path = write('secrets.age', bytes)
    const tree = { a: `encrypted:age!f:${path}` }
    await expect(resolve(tree)).rejects.toThrow(/age-identity\.txt can't be read: ENOENT/)
    await session.close()
    write('.hal/age-identity.txt', `${await generateIdentity()}\n`)
    await expect(resolve(tree)).rejects.toThrow(/secrets\.age could not be decrypted with .*age-identity\.txt/)
    await session.close()
    write('.hal/age-identity.txt', 'AGE-SECRET-KEY-1BROKEN\n')
    const error = (await resolve(tree).catch((each: Error) => each)) as Error
    expect(error.message).toContain('holds a line that is no age identity')
    expect(error.message).not.toContain('BROKEN')
  })
})
