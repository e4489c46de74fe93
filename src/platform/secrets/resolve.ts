import { problem } from '../errors/index.ts'
import { textOf } from './engines/content.ts'
import type { SecretFiles } from './files.ts'
import { isSecretReference, secretReference, shownReference } from './reference.ts'
import type { SecretSession } from './session.ts'

type Path = readonly (string | number)[]

interface Found {
  readonly path: Path
  readonly text: string
}

/** The references in a configuration, each with the path of its key. */
export function referencesIn(value: unknown, path: Path = []): Found[] {
  if (isSecretReference(value)) return [{ path, text: value }]
  if (Array.isArray(value)) return value.flatMap((each, index) => referencesIn(each, [...path, index]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => referencesIn(each, [...path, name]))
}

interface ResolveOptions {
  readonly session: SecretSession
  readonly files: SecretFiles
  /** Whether somebody reads the key; what nobody reads is not fetched. */
  isRead?(path: Path): boolean
  /** How a key is shown: its name and place. */
  shown(path: Path): string
}

/**
 * A copy of the configuration with secrets in place of references, all read at the same time. A key whose name ends in file, path or
 * truststore gets the path of a file with the secret in it, one that ends in keystore or metadataurl `file:` and the path
 * (kork: SecretPropertyProcessor). What can't be read is one error, with each key.
 */
export async function resolveSecrets<T>(tree: T, options: ResolveOptions): Promise<T> {
  const { session, files, isRead = () => true, shown } = options
  const found = referencesIn(tree).filter(({ path }) => isRead(path))
  if (found.length === 0) return tree
  const results = await Promise.allSettled(found.map((each) => decrypted(each, session, files)))
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${shown(found[index]!.path)}: ${failure(found[index]!, result.reason)}`] : [],
  )
  if (failures.length > 0) throw problem('invalid', `Secrets could not be read:\n${failures.join('\n')}`)
  const values = new Map(results.map((result, index) => [key(found[index]!.path), (result as { value: string }).value]))
  return replaced(tree, values, []) as T
}

async function decrypted({ path, text }: Found, session: SecretSession, files: SecretFiles): Promise<string> {
  const reference = secretReference(text)!
  const bytes = await session.read(reference)
  const name = String(path.at(-1)).replaceAll(/[-_]/g, '').toLowerCase()
  if (/(keystore|metadataurl)$/.test(name)) return `file:${files.write(bytes)}`
  if (reference.isFile || /(file|path|truststore)$/.test(name)) return files.write(bytes)
  return textOf(bytes)
}

/** The words of an engine, after the reference that they are about where that can be read. */
function failure({ text }: Found, reason: unknown): string {
  const message = reason instanceof Error ? reason.message : String(reason)
  try {
    return `${shownReference(secretReference(text)!)}: ${message}`
  } catch {
    return message
  }
}

const key = (path: Path) => JSON.stringify(path)

function replaced(value: unknown, values: ReadonlyMap<string, string>, path: Path): unknown {
  if (typeof value === 'string') return values.get(key(path)) ?? value
  if (Array.isArray(value)) return value.map((each, index) => replaced(each, values, [...path, index]))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [name, replaced(each, values, [...path, name])])
  return Object.fromEntries(entries)
}
