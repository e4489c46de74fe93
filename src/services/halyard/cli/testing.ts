import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { homeAt } from '../home.ts'
import type { Command } from './command.ts'
import { hal } from './main.ts'
import type { Terminal } from './terminal.ts'

export interface Heard {
  readonly code: number
  readonly output: string
  readonly errors: string
}

export interface CallOptions {
  readonly home?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  readonly columns?: number
  readonly directory?: string
  readonly interrupted?: AbortSignal
}

/** A new folder for a halconfig. */
export const newHome = () => mkdtempSync(join(tmpdir(), 'gennaker-hal-'))

/** Calls `hal` as a script would, or with `columns` as a person on a terminal. */
export async function call(root: Command, line: readonly string[], options: CallOptions = {}): Promise<Heard> {
  const output: string[] = []
  const errors: string[] = []
  const into = (texts: string[]) =>
    new Writable({
      write(chunk, _, done) {
        texts.push(String(chunk))
        done()
      },
    })
  const terminal: Terminal = {
    input: Readable.from(options.input === undefined ? [] : [options.input]),
    output: into(output),
    errors: into(errors),
    isTerminal: options.columns !== undefined,
    columns: options.columns,
  }
  const code = await hal(root, line, {
    terminal,
    env: options.env ?? { HOME: '/home/someone' },
    home: homeAt(options.home ?? '/nowhere'),
    directory: options.directory ?? '/desk',
    interrupted: options.interrupted ?? new AbortController().signal,
  })
  return { code, output: output.join(''), errors: errors.join('') }
}
