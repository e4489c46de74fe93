import { join } from 'node:path'
import { takeExclusively } from './exclusive.ts'
import { describeOpenFailure } from './problems.ts'

/** A kill -9 frees the folder at once; a process that is just ending may need a moment. */
const patienceMs = 2_000

/**
 * Takes the folder `home` for this process, until the returned function is called or the process dies in whatever way:
 * two engines on one embedded database would each take the other's messages for those of a process that died. Throws one
 * sentence when another process has it.
 */
export function holdHome(home: string): () => void {
  const file = join(home, 'lock.sqlite')
  let release: (() => void) | undefined
  try {
    release = takeExclusively(file, patienceMs)
  } catch (error) {
    throw describeOpenFailure(home, file, error)
  }
  if (release) return release
  throw new Error(`Another Gennaker runs on the home folder ${home}; stop it, or choose another with --home DIR.`)
}
