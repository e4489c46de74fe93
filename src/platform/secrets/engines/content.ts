import { problem } from '../../errors/index.ts'
import { parseYaml } from '../../parsing/index.ts'

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** The value at a dotted path of a YAML text, or the whole where there is no path. `what` names the text. */
export function valueAt(bytes: Uint8Array, path: string | undefined, what: string): Uint8Array {
  if (path === undefined) return bytes
  const value = path
    .split('.')
    .reduce<unknown>(
      (tree, name) =>
        typeof tree === 'object' && tree !== null && Object.hasOwn(tree, name)
          ? (tree as Record<string, unknown>)[name]
          : undefined,
      parsed(bytes, what),
    )
  return scalar(value, path, what)
}

/** The value of a key of a JSON text, or the whole where there is no key. */
export function valueOfKey(bytes: Uint8Array, key: string | undefined, what: string): Uint8Array {
  if (key === undefined) return bytes
  const tree = parsed(bytes, what)
  const isMap = typeof tree === 'object' && tree !== null && Object.hasOwn(tree, key)
  return scalar(isMap ? (tree as Record<string, unknown>)[key] : undefined, key, what)
}

function parsed(bytes: Uint8Array, what: string): unknown {
  try {
    return parseYaml(textOf(bytes), what)
  } catch {
    // The parser's words quote the text, which is secret.
    throw problem('invalid', `${what} is not valid YAML or JSON, so that no key of it can be read`)
  }
}

function scalar(value: unknown, key: string, what: string): Uint8Array {
  if (value === undefined || value === null) throw problem('notFound', `${what} has no value at ${key}`)
  if (typeof value === 'object') throw problem('invalid', `${key} of ${what} is no single value`)
  return bytesOf(String(value))
}
