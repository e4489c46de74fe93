import { problem } from '../../../platform/errors/index.ts'
import type { Questions } from './command.ts'
import type { Terminal } from './terminal.ts'

/** Asks on a terminal; in a pipe each answer is a line of standard input. With `quiet` every question has its preset or yes. */
export function createQuestions(terminal: Terminal, { quiet }: { quiet: boolean }, signal: AbortSignal): Questions {
  const lines = lineReader(terminal)

  async function ask(prompt: string, hidden = false): Promise<string | undefined> {
    if (!terminal.input.isTTY) return lines.next()
    const { createInterface } = await import('node:readline/promises')
    const { Writable } = await import('node:stream')
    // What is typed is not shown: the prompt is, and then nothing.
    let muted = false
    const output = new Writable({
      write(chunk, _, done) {
        if (!muted) terminal.errors.write(chunk)
        done()
      },
    })
    const reader = createInterface({ input: terminal.input, output, terminal: true })
    try {
      const answer = reader.question(prompt, { signal })
      muted = hidden
      return await answer
    } finally {
      reader.close()
      if (hidden) terminal.errors.write('\n')
    }
  }

  async function text(prompt: string, preset?: string): Promise<string> {
    if (quiet && preset !== undefined) return preset
    const answer = (await ask(`${prompt}${preset === undefined ? '' : ` (${preset})`}: `))?.trim()
    if (answer) return answer
    if (preset !== undefined) return preset
    throw problem('invalid', `There was no answer to '${prompt}'. Give it as a line of standard input, or as a flag.`)
  }

  return {
    async confirm(prompt) {
      if (quiet) return true
      const answer = await ask(`${prompt} Do you want to continue? (y/N) `)
      return answer?.trim().toLowerCase() === 'y'
    },
    async secret(prompt) {
      const answer = await ask(`${prompt}: `, true)
      if (answer) return answer
      throw problem(
        'invalid',
        `There was no answer to '${prompt}'. Type it on a terminal, or give it as a line of input.`,
      )
    },
    text,
    async choose(prompt, options, preset) {
      const list = options.map((option, index) => `  ${index + 1}) ${option}`).join('\n')
      if (terminal.input.isTTY) terminal.errors.write(`${prompt}\n${list}\n`)
      const answer = await text('Number or name', preset)
      const found = options.find((option, index) => option === answer || String(index + 1) === answer)
      if (found !== undefined) return found
      throw problem('invalid', `'${answer}' is none of ${options.join(', ')}.`)
    },
  }
}

/** The lines of standard input one by one; undefined when there are no more. */
function lineReader(terminal: Terminal) {
  let lines: AsyncIterator<string> | undefined
  return {
    async next(): Promise<string | undefined> {
      if (lines === undefined) {
        const { createInterface } = await import('node:readline')
        lines = createInterface({ input: terminal.input })[Symbol.asyncIterator]()
      }
      const { value, done } = await lines.next()
      return done ? undefined : (value as string)
    },
  }
}
