import type { Progress } from './command.ts'
import { type Look, painted, type Terminal } from './terminal.ts'

const spinner = ['_', '-', '^', '*']

interface Item {
  readonly name: string
  message: string
}

/** What goes on at the moment, and the lines that everything else is written by. */
export interface Board {
  /** Writes a line above what goes on. */
  write(text: string, to?: 'output' | 'errors'): void
  add(name: string): Progress
  /** Leaves the last state as it is. */
  close(): void
}

/**
 * Two lines for each thing that goes on: a mark with its name, and what it does. On a terminal they are drawn in place, every 400 ms;
 * elsewhere a line is written when something is new.
 */
export function createBoard(terminal: Terminal, look: Look, to: 'output' | 'errors'): Board {
  const items: Item[] = []
  let drawn = 0
  let turn = 0
  let timer: NodeJS.Timeout | undefined
  const stream = terminal[to]

  const wipe = () => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[0J`)
    drawn = 0
  }
  const cut = (line: string) => (look.columns === undefined ? line : line.slice(0, look.columns - 1))
  const draw = () => {
    if (!terminal.isTerminal) return
    const lines = items.flatMap(({ name, message }) => [
      cut(`${spinner[turn % spinner.length]} ${name}`),
      cut(`  ${message}`),
    ])
    if (lines.length > 0) stream.write(`${lines.join('\n')}\n`)
    drawn = lines.length
  }
  const redraw = () => {
    turn++
    wipe()
    draw()
  }
  const above = (write: () => void) => {
    wipe()
    write()
    draw()
  }

  return {
    write: (text, target = 'output') => above(() => terminal[target].write(`${text}\n`)),
    add(name) {
      const item: Item = { name, message: '' }
      above(() => items.push(item))
      if (terminal.isTerminal) {
        timer ??= setInterval(redraw, 400)
        timer.unref()
      }
      const end = (mark: string, message: string) => {
        const index = items.indexOf(item)
        if (index < 0) return
        above(() => {
          items.splice(index, 1)
          stream.write(`${mark} ${name}\n  ${message}\n`)
        })
      }
      return {
        update(message) {
          const isNew = message !== item.message
          item.message = message
          if (terminal.isTerminal) above(() => {})
          else if (isNew) stream.write(`  ${name}: ${message}\n`)
        },
        succeed: (message = 'Success') => end(painted(look, 'green', '+'), message),
        fail: (message = 'Failure') => end(painted(look, 'red', '-'), message),
      }
    },
    close() {
      clearInterval(timer)
      timer = undefined
      items.length = 0
      drawn = 0
    },
  }
}
