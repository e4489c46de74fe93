import { InvalidPathError } from './errors.ts'

const mostCharacters = 4_000
const deepest = 50

/** A place in a text that is read from left to right. */
export interface Cursor {
  readonly text: string
  at: number
  depth: number
}

export function cursorOn(text: string): Cursor {
  if (text.length > mostCharacters) throw new InvalidPathError(`The path is longer than ${mostCharacters} characters`)
  return { text, at: 0, depth: 0 }
}

export const peek = (cursor: Cursor): string => cursor.text[cursor.at] ?? ''
export const atEnd = (cursor: Cursor): boolean => cursor.at >= cursor.text.length

export function skipBlanks(cursor: Cursor): void {
  while (peek(cursor) === ' ') cursor.at++
}

/** Steps over the text when it is next. */
export function take(cursor: Cursor, wanted: string): boolean {
  if (!cursor.text.startsWith(wanted, cursor.at)) return false
  cursor.at += wanted.length
  return true
}

export function expect(cursor: Cursor, wanted: string): void {
  if (!take(cursor, wanted)) throw invalid(cursor, `expected '${wanted}'`)
}

/** What the pattern (sticky) matches here; undefined when it does not. */
export function takeMatch(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)?.[0]
  if (found !== undefined) cursor.at += found.length
  return found
}

export const invalid = (cursor: Cursor, reason: string) =>
  new InvalidPathError(`Cannot read the path '${cursor.text}' at position ${cursor.at}: ${reason}`)

/** Reads something that may hold its like, to a bounded depth. */
export function nested<T>(cursor: Cursor, read: () => T): T {
  if (++cursor.depth > deepest) throw invalid(cursor, `nested deeper than ${deepest}`)
  const result = read()
  cursor.depth--
  return result
}
