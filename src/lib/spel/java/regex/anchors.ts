import { isWord } from './characters.ts'

/** Whether a character ends a line. */
export const isLineEnd = (code: number | undefined, unixLines: boolean) =>
  code === 10 || (!unixLines && (code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029))

/** `$` and `\Z`: before the last line end, or with `multiline` before any. */
export function atLineEnd(text: string, at: number, multiline: boolean, unixLines: boolean): boolean {
  if (at === text.length) return true
  if (!isLineEnd(text.charCodeAt(at), unixLines)) return false
  // Between the two characters of \r\n there is no line end.
  if (!unixLines && text[at] === '\n' && text[at - 1] === '\r') return false
  if (multiline) return true
  return at === text.length - 1 || (!unixLines && at === text.length - 2 && text.endsWith('\r\n'))
}

/** `\b`. */
export function atWordBoundary(text: string, at: number, unicode: boolean): boolean {
  const before = at > 0 ? text.charCodeAt(at - 1) : undefined
  const after = text.codePointAt(at)
  return (before !== undefined && isWord(before, unicode)) !== (after !== undefined && isWord(after, unicode))
}
