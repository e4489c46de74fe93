import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, readFileSync } from 'node:fs'
import { writeAtomically } from '../halconfig/index.ts'
import type { HalHome } from '../home.ts'

/** What callers prove themselves with: of `HAL_DAEMON_TOKEN`, or of the file that the first start makes for its owner alone. */
export function tokenOf(home: HalHome, env: NodeJS.ProcessEnv): string {
  const given = env.HAL_DAEMON_TOKEN?.trim()
  if (given) return given
  try {
    const stored = readFileSync(home.daemonToken, 'utf8').trim()
    chmodSync(home.daemonToken, 0o600)
    if (stored !== '') return stored
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const made = randomBytes(32).toString('base64url')
  writeAtomically(home.daemonToken, `${made}\n`)
  return made
}

/** Whether a header `Authorization: Bearer …` has the token; takes as long for a wrong one as for the right one. */
export function proves(header: string | undefined, token: string): boolean {
  const given = Buffer.from(/^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '')
  const wanted = Buffer.from(token)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
