import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** A process that cannot be taken for another one: numbers are used again, the moment of a start is not. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the words of the operating system. */
  readonly started: string
}

/** The process that has this number now; undefined when there is none, or only what is left of one that ended. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid)
  return started === undefined ? undefined : { pid, started }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.started === identity.started
}

/**
 * Ends a process: politely, and after `graceMs` for good. Resolves when it is gone; one that had ended, even if its number belongs to
 * another process now, is gone at once.
 */
export async function stopProcess(identity: ProcessIdentity, options: { graceMs?: number } = {}): Promise<void> {
  const deadline = performance.now() + (options.graceMs ?? 10_000)
  signal(identity, 'SIGTERM')
  while (isAlive(identity)) {
    if (performance.now() > deadline) signal(identity, 'SIGKILL')
    await pause(20)
  }
}

function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return
  try {
    process.kill(identity.pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Clock ticks since the machine's start, and which start that was. */
function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // A program's name may hold spaces and parentheses; what follows the last one does not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state] = fields
    if (state === 'Z' || state === 'X') return undefined
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}:${fields[19]}`
  } catch {
    return undefined
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    const answer = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [state = '', ...started] = answer.toString().trim().split(/\s+/)
    return state === '' || state.startsWith('Z') ? undefined : started.join(' ')
  } catch {
    return undefined
  }
}
