import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { identityOf, type ProcessIdentity } from './identity.ts'
import { notStarted } from './run.ts'

export interface Detached {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** The file that its standard output is appended to. */
  readonly out: string
  /** The same for its errors; `out` unless it says otherwise. */
  readonly err?: string
}

/**
 * Starts a program that outlives this process, writing to files that only their owner reads. Throws `invalid` when it can't be started,
 * and when it ended before it could be looked at.
 */
export async function startDetached(
  program: string,
  args: readonly string[],
  options: Detached,
): Promise<ProcessIdentity> {
  const out = openLog(options.out)
  const err = options.err === undefined ? out : openLog(options.err)
  try {
    const child = spawn(program, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: options.env ?? process.env,
      stdio: ['ignore', out, err],
      detached: true,
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) => reject(notStarted(program, options.cwd, error)))
    })
    child.unref()
    const identity = identityOf(child.pid!)
    if (identity !== undefined) return identity
    throw notStarted(program, options.cwd, new Error('It ended at once.'))
  } finally {
    closeSync(out)
    if (err !== out) closeSync(err)
  }
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  return openSync(path, 'a', 0o600)
}
