import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A file of material that is not the project's own, such as recordings of real clients; undefined where it is not to be had. */
export function sharedFile(path: string): string | undefined {
  const found = join(process.env.GENNAKER_SHARED ?? join(root, '../shared'), path)
  return existsSync(found) ? found : undefined
}
