// biome-ignore-all lint/suspicious/noControlCharactersInRegex: terminals are spoken to in control characters
/** A piece of a log line that looks the same throughout. Colours are names of tokens, not of terminals. */
export interface Piece {
  readonly text: string
  readonly colour?: 'failed' | 'succeeded' | 'waiting' | 'running' | 'quiet'
  readonly bold?: true
}

interface Look {
  readonly colour?: Piece['colour']
  readonly bold?: true
}

const SEQUENCE = /\u001b\[([0-9;?]*)([A-Za-z])/g
/** What else terminals would do something about. */
const CONTROL =
  /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]|\u001b(?!\[)/g

const COLOURS: Readonly<Record<number, Piece['colour']>> = {
  31: 'failed',
  32: 'succeeded',
  33: 'waiting',
  34: 'running',
  35: 'running',
  36: 'running',
  90: 'quiet',
}

const after = (look: Look, codes: string): Look => {
  let now = look
  for (const each of (codes === '' ? '0' : codes).split(';')) now = afterCode(now, Number(each))
  return now
}

const afterCode = ({ colour, bold }: Look, code: number): Look => {
  const coloured = COLOURS[code] ?? COLOURS[code - 60]
  if (code === 0) return {}
  if (code === 1) return lookOf(colour, true)
  if (code === 22) return lookOf(colour, undefined)
  if (code === 39 || code === 37 || code === 97) return lookOf(undefined, bold)
  return lookOf(coloured ?? colour, bold)
}

const lookOf = (colour: Piece['colour'], bold: true | undefined): Look => ({
  ...(colour ? { colour } : {}),
  ...(bold ? { bold } : {}),
})

/**
 * The lines of a log as terminals show them: colours of ANSI sequences, which reach over the ends of lines, and of a line
 * that is written over (`\r`) what it says in the end. Other sequences are dropped.
 */
export const piecesOf = (lines: readonly string[]): Piece[][] => {
  let look: Look = {}
  return lines.map((line) => {
    const shown = line.replace(/\r+$/, '').split('\r').at(-1)!.replaceAll(CONTROL, '')
    const pieces: Piece[] = []
    let from = 0
    const push = (text: string): void => {
      if (text !== '') pieces.push({ text, ...look })
    }
    for (const match of shown.matchAll(SEQUENCE)) {
      push(shown.slice(from, match.index))
      if (match[2] === 'm') look = after(look, match[1]!)
      from = match.index + match[0].length
    }
    push(shown.slice(from))
    return pieces
  })
}

/** What a line says without its looks. */
export const plainOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('')
