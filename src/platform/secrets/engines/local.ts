import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { problem } from '../../errors/index.ts'
import { bytesOf, textOf, valueAt } from './content.ts'
import type { SecretContext, SecretEngine } from './engine.ts'

/** A file of this machine, or a value in it. */
export const file: SecretEngine = async ({ f = '', k }, context) => {
  const path = pathOf(f, context.home)
  return valueAt(await context.once(`file ${path}`, () => read(path)), k, path)
}

/** A file that was encrypted with age, as bytes or in letters, for the identity that is a file of this machine. */
export const age: SecretEngine = async ({ f = '', k }, context) => {
  const path = pathOf(f, context.home)
  const identityFile = pathOf(context.settings.secrets.age['identity-file'], context.home)
  const bytes = await context.once(`age ${path}`, async () => {
    const [encrypted, identities, { armor, Decrypter }] = await Promise.all([
      read(path),
      context.once(`identities ${identityFile}`, () => identitiesIn(identityFile)),
      import('age-encryption'),
    ])
    const decrypter = new Decrypter()
    try {
      for (const identity of identities) decrypter.addIdentity(identity)
    } catch {
      // The library's words may quote the line, which is the key.
      throw problem('invalid', `${identityFile} holds a line that is no age identity`)
    }
    const isInLetters = textOf(encrypted.subarray(0, 10)) === '-----BEGIN'
    try {
      return await decrypter.decrypt(isInLetters ? armor.decode(textOf(encrypted)) : encrypted)
    } catch (error) {
      throw problem('invalid', `${path} could not be decrypted with ${identityFile}: ${(error as Error).message}`)
    }
  })
  return valueAt(bytes, k, path)
}

async function identitiesIn(path: string): Promise<string[]> {
  const lines = textOf(await read(path))
    .split('\n')
    .map((line) => line.trim())
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (identities.length === 0) throw problem('invalid', `${path} holds no age identity (AGE-SECRET-KEY-…)`)
  return identities
}

/** A variable of the environment. */
export const env: SecretEngine = async ({ n = '' }, context) => {
  const value = context.env[n]
  if (value === undefined) throw problem('notFound', `The variable ${n} is not set`)
  return bytesOf(value)
}

/** The value itself, for tests. */
export const noop: SecretEngine = async ({ v = '' }) => bytesOf(v)

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw problem('notFound', `The file ${path} can't be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

/** Paths that do not begin at the root are in Halyard's folder, as those of its configuration. */
function pathOf(path: string, home: SecretContext['home']): string {
  if (path.startsWith('~/')) return join(home, path.slice(2))
  return isAbsolute(path) ? path : join(home, '.hal', path)
}
