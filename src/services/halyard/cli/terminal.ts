/** Where a command is read from and what it is answered on. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown }
  readonly output: NodeJS.WritableStream
  readonly errors: NodeJS.WritableStream
  /** Whether a person looks at the answers. */
  readonly isTerminal: boolean
  /** How wide it is; undefined in a pipe, where nothing is wrapped. */
  readonly columns: number | undefined
}

export interface Look {
  readonly colors: boolean
  readonly columns: number | undefined
}

const codes = { red: 31, green: 32, yellow: 33, blue: 34, bold: 1, dim: 2 } as const

/** A text in a colour, where there are any. */
export const painted = (look: Look, color: keyof typeof codes, text: string) =>
  look.colors ? `\u001b[${codes[color]}m${text}\u001b[0m` : text

/** Breaks a line between words so that it fits; the lines after the first are indented by `indent`. */
export function wrapped(text: string, columns: number | undefined, indent = 0): string {
  if (columns === undefined || seen(text) <= columns) return text
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && seen(line) + 1 + seen(word) > columns) {
      lines.push(line)
      line = ' '.repeat(indent) + word
    } else line = line === '' && lines.length === 0 ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}

/** How wide a text is: what colours it is not seen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a terminal is told of colours
const seen = (text: string) => text.replaceAll(/\u001b\[[0-9;]*m/g, '').length
