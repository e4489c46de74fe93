import { lineEnd } from './places.ts'

/** A piece of text that is replaced by another. */
export interface Patch {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** A file that is being changed. */
export interface Work {
  readonly text: string
  readonly patches: Patch[]
  readonly newline: string
  /** Whether `- name` stands further right than the key of its list. */
  readonly indentsLists: boolean
}

/** How the file is written: SnakeYAML, which wrote most of them, does not indent lists. */
export function habits(text: string) {
  const list = /^( *)[^\s#-][^\n]*:[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*( *)- /m.exec(text)
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indentsLists: list !== null && list[2]!.length > list[1]!.length,
  }
}

/** The text with its patches; undefined when two of them are about the same piece. */
export function patched(text: string, patches: readonly Patch[]): string | undefined {
  const sorted = [...patches].sort((one, other) => one.from - other.from || one.to - other.to)
  let result = ''
  let done = 0
  for (const patch of sorted) {
    if (patch.from < done) return undefined
    result += text.slice(done, patch.from) + patch.text
    done = patch.to
  }
  return result + text.slice(done)
}

/** New lines after the one that ends at `offset`. */
export function appendLines(work: Work, offset: number, lines: string): void {
  const { text, patches } = work
  // A block of text ends with its line.
  const place = offset > 0 && text[offset - 1] === '\n' ? offset : lineEnd(text, offset)
  const isOpen = place === text.length && text[place - 1] !== '\n'
  patches.push({ from: place, to: place, text: withNewlines(work, isOpen ? `\n${lines}` : `${lines}\n`) })
}

export const withNewlines = ({ newline }: Work, text: string) =>
  newline === '\n' ? text : text.replaceAll('\n', newline)
