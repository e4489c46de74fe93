import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { problem } from '../../../platform/errors/index.ts'

/**
 * Does `work` while no other process has the lock `file`. Another holder is waited for, up to `patienceMs`; one that died holds
 * nothing. Throws `conflict`.
 */
export async function locked<T>(file: string, work: () => Promise<T> | T, { patienceMs = 10_000 } = {}): Promise<T> {
  // Only who changes something waits until SQLite, which holds the lock, is loaded.
  const { takeExclusively } = await import('../../../platform/store/exclusive.ts')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const deadline = Date.now() + patienceMs
  let release = takeExclusively(file, 0)
  while (release === undefined) {
    if (Date.now() > deadline)
      throw problem(
        'conflict',
        `Another hal is changing this configuration (it holds ${file}). Try again when it is done.`,
      )
    await pause(25)
    release = takeExclusively(file, 0)
  }
  try {
    return await work()
  } finally {
    release()
  }
}
