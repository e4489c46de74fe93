import { type ChildProcess, spawn } from 'node:child_process'
import { problem } from '../errors/index.ts'

export interface RunOptions {
  readonly cwd?: string
  /** The whole environment of the program; by default that of this process. */
  readonly env?: NodeJS.ProcessEnv
  /** What it reads from its standard input; without it, nothing. */
  readonly input?: string | Uint8Array
  /** After it, the program and all that it started are killed; a minute unless it says otherwise, `Infinity` for none. */
  readonly timeoutMs?: number
  /** Of each of its two outputs; what comes beyond is read and dropped. */
  readonly maxOutputBytes?: number
  readonly signal?: AbortSignal
  /** Gets each line of its outputs as it comes. */
  readonly onLine?: (line: string) => void
}

/** How a program ended: with a code, or with the signal that killed it. */
export interface Ran {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Whether some of its output was dropped. */
  readonly truncated: boolean
}

const defaultTimeoutMs = 60_000
const defaultMaxOutputBytes = 8 * 1024 * 1024
/** Between a polite end and a kill. */
const graceMs = 2_000

/**
 * Runs a program to its end, without a shell: no argument is ever read as anything else. Any exit code is an answer; what throws is a
 * program that is not there (`invalid`), one that takes too long (`unavailable`) and an abort (the signal's reason). Messages name the
 * program and never its arguments, which may be secret.
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { timeoutMs = defaultTimeoutMs, maxOutputBytes = defaultMaxOutputBytes, signal, input } = options
  signal?.throwIfAborted()
  const child = spawn(program, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? process.env,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // A group of its own, so that what it started ends with it.
    detached: true,
  })
  const stdout = collect(child.stdout!, maxOutputBytes, options.onLine)
  const stderr = collect(child.stderr!, maxOutputBytes, options.onLine)
  // A program may end without having read all of its input.
  child.stdin?.on('error', () => {}).end(input)

  let why: unknown
  let kill: NodeJS.Timeout | undefined
  const end = (reason: unknown) => {
    why ??= reason
    signalGroup(child, 'SIGTERM')
    kill ??= setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs)
  }
  const tooLong = () =>
    end(problem('unavailable', `${program} did not end within ${timeoutMs / 1000} s and was stopped.`))
  const late = timeoutMs === Number.POSITIVE_INFINITY ? undefined : setTimeout(tooLong, timeoutMs)
  const abort = () => end(signal!.reason)
  signal?.addEventListener('abort', abort)
  try {
    const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(program, options.cwd, error)))
      child.once('close', (code, by) => resolve([code, by]))
    })
    if (why !== undefined) throw why
    return {
      code,
      signal: by,
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncated: stdout.truncated() || stderr.truncated(),
    }
  } finally {
    clearTimeout(late)
    clearTimeout(kill)
    signal?.removeEventListener('abort', abort)
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone.
  }
}

function collect(stream: NodeJS.ReadableStream, most: number, onLine: RunOptions['onLine']) {
  const chunks: Buffer[] = []
  let bytes = 0
  let dropped = false
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const kept = chunk.subarray(0, Math.max(0, most - bytes))
    dropped ||= kept.length < chunk.length
    bytes += kept.length
    if (kept.length > 0) chunks.push(kept)
    if (onLine === undefined) return
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop()!.slice(-most)
    for (const line of lines) onLine(line)
  })
  stream.on('end', () => {
    if (rest !== '') onLine?.(rest)
  })
  return { text: () => Buffer.concat(chunks).toString(), truncated: () => dropped }
}

export function notStarted(program: string, cwd: string | undefined, error: Error): Error {
  const { code } = error as NodeJS.ErrnoException
  const why =
    code === 'ENOENT'
      ? `There is no program '${program}'${cwd === undefined ? '' : `, or no folder ${cwd}`}. Install it, or put it in PATH.`
      : `${program} could not be started: ${code ?? 'unknown error'}.`
  return problem('invalid', why, { cause: error })
}
