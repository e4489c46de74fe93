import { javaError, type SpelError } from '../../errors.ts'
import { isLineEnd } from './anchors.ts'
import type { Flags } from './syntax.ts'

/** A PatternSyntaxException: Java shows the pattern with a mark under the place. */
function patternError(description: string, pattern: string, index: number): SpelError {
  const place = index >= 0 ? ` near index ${index}` : ''
  const mark = index >= 0 && index < pattern.length ? `\n${' '.repeat(index)}^` : ''
  return javaError('java.util.regex.PatternSyntaxException', `${description}${place}\n${pattern}${mark}`)
}

const NO_FLAGS: Flags = {
  ignoreCase: false,
  unicodeCase: false,
  unicodeClass: false,
  multiline: false,
  dotAll: false,
  comments: false,
  unixLines: false,
}

const MAX_DEPTH = 200

/** A pattern that is being read: where, and under which flags. */
export interface PatternReader {
  /** What is read, with `\Q…\E` resolved; the positions of messages are in it, as Java has it. */
  readonly pattern: string
  position: number
  flags: Flags
  readonly more: () => boolean
  readonly peek: () => string | undefined
  readonly nextCode: () => number
  readonly skipComments: () => void
  readonly fail: (description: string, index?: number) => SpelError
  /** Reads something that may hold itself, not too deep. */
  readonly nested: <T>(read: () => T) => T
}

export function createReader(source: string): PatternReader {
  const pattern = unquote(source)
  let depth = 0
  const reader: PatternReader = {
    pattern,
    position: 0,
    flags: NO_FLAGS,
    more: () => reader.position < pattern.length,
    peek: () => pattern[reader.position],
    nextCode: () => {
      const code = pattern.codePointAt(reader.position)
      if (code === undefined) throw reader.fail('Unexpected internal error', reader.position)
      reader.position += code > 0xffff ? 2 : 1
      return code
    },
    skipComments: () => {
      while (reader.flags.comments && reader.more()) {
        if (/[ \t\n\v\f\r]/.test(pattern[reader.position] as string)) reader.position++
        else if (reader.peek() === '#') {
          while (reader.more() && !isLineEnd(pattern.charCodeAt(reader.position), reader.flags.unixLines))
            reader.position++
        } else break
      }
    },
    fail: (description, index = reader.position - 1) => patternError(description, source, index),
    nested: (read) => {
      if (++depth > MAX_DEPTH) throw javaError('java.lang.StackOverflowError', 'the pattern is nested too deep')
      const result = read()
      depth--
      return result
    },
  }
  return reader
}

/** Java turns `\Q…\E` into escaped characters before it parses. */
function unquote(pattern: string): string {
  return pattern.includes('\\Q')
    ? pattern.replace(/((?:^|[^\\])(?:\\\\)*)\\Q([\s\S]*?)(?:\\E|$)/g, (_, before: string, quoted: string) => {
        return before + quoted.replace(/[^a-zA-Z0-9\s]/g, '\\$&')
      })
    : pattern
}
