import { DatabaseSync } from 'node:sqlite'

/** SQLite's SQLITE_BUSY. */
const busy = 5

/**
 * Takes a file for this process, until the returned function is called or the process dies in whatever way: the operating system
 * frees it. `undefined` when another process still has it after `patienceMs`, for which this one stands still. Throws what SQLite says
 * of a file that can't be made.
 */
export function takeExclusively(file: string, patienceMs: number): (() => void) | undefined {
  const lock = new DatabaseSync(file, { timeout: patienceMs })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode === busy) return undefined
    throw error
  }
  return () => lock.close()
}
