import { Readable, Writable } from 'node:stream'
import { hal } from '../cli/main.ts'
import type { DaemonContext } from './context.ts'
import type { TaskContext } from './tasks/index.ts'

export interface Spoken {
  /** The words after `hal`. */
  readonly line: readonly string[]
  /** Of relative paths. */
  readonly directory: string
  /** What is typed, line by line. */
  readonly input: string
}

export interface Heard {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Does what a line of `hal` says in the home of the daemon. What it says is told as it is said. */
export async function speak(
  { root, home, env }: DaemonContext,
  { line, directory, input }: Spoken,
  { signal, tell }: TaskContext,
): Promise<Heard> {
  const heard = { output: '', errors: '' }
  const into = (stage: 'output' | 'errors') =>
    new Writable({
      write(chunk, _, done) {
        heard[stage] += String(chunk)
        tell(stage, String(chunk))
        done()
      },
    })
  const terminal = {
    input: Readable.from(input === '' ? [] : [input]),
    output: into('output'),
    errors: into('errors'),
    isTerminal: false,
    columns: undefined,
  }
  const code = await hal(root, line, { terminal, env, home, directory, interrupted: signal, isDaemon: true })
  signal.throwIfAborted()
  return { code, ...heard }
}
