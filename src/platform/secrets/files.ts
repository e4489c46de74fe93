import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files with secrets, for what can only be told a path. Nobody else may read them, and they go when the process ends. */
export interface SecretFiles {
  /** Writes the bytes; answers the path. */
  write(bytes: Uint8Array): string
  remove(): void
}

export function secretFiles(parent: string = tmpdir()): SecretFiles {
  let folder: string | undefined
  const remove = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    folder = undefined
    process.off('exit', remove)
  }
  return {
    write(bytes) {
      if (folder === undefined) {
        folder = mkdtempSync(join(parent, 'gennaker-secrets-'))
        process.once('exit', remove)
      }
      const path = join(folder, `tmp${randomBytes(8).toString('hex')}.secret`)
      writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' })
      return path
    },
    remove,
  }
}
