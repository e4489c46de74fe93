import { problem } from '../../../../platform/errors/index.ts'

/** Longer than MySQL takes. */
const longest = 256 * 1024 * 1024

/**
 * The statements of an SQL dump one by one, without comments and without `;`. Those that do not begin as `wanted` says are skipped, and
 * never held. A quote is ended by the quote that began it; a backslash takes the next character with it where `escapes`, as in MySQL.
 */
export async function* statements(
  chunks: AsyncIterable<string>,
  wanted: RegExp,
  { escapes = true }: { escapes?: boolean } = {},
): AsyncGenerator<string> {
  let text = ''
  let isWanted: boolean | undefined
  let quote = ''
  let comment: 'line' | 'block' | undefined
  let [escaped, previous] = [false, '']
  for await (const chunk of chunks) {
    let start = 0
    const keep = (end: number) => {
      if (isWanted !== false) text += chunk.slice(start, end)
      start = end
      if (isWanted === undefined && text.trimStart().length > 40) decide()
      if (text.length > longest)
        throw problem('invalid', `A statement of the dump is longer than ${longest / 1024 / 1024} MB; is it a dump?`)
    }
    const decide = () => {
      isWanted = wanted.test(text.trimStart())
      if (!isWanted) text = ''
    }
    for (let index = 0; index < chunk.length; index++) {
      const character = chunk[index]!
      if (comment !== undefined) {
        const ends = comment === 'line' ? character === '\n' : character === '/' && previous === '*'
        if (ends) {
          comment = undefined
          start = index + 1
        }
      } else if (quote !== '') {
        if (escaped) escaped = false
        else if (escapes && character === '\\' && quote !== '`') escaped = true
        else if (character === quote) quote = ''
      } else if (character === "'" || character === '"' || character === '`') quote = character
      else if ((character === '-' && previous === '-') || (escapes && character === '#')) {
        keep(index + 1)
        if (isWanted !== false) text = text.slice(0, character === '#' ? -1 : -2)
        comment = 'line'
      } else if (character === '*' && previous === '/') {
        keep(index + 1)
        if (isWanted !== false) text = text.slice(0, -2)
        comment = 'block'
      } else if (character === ';') {
        keep(index)
        if (isWanted === undefined) decide()
        if (isWanted && text.trim() !== '') yield text.trim()
        text = ''
        isWanted = undefined
        start = index + 1
      }
      previous = character
    }
    if (comment === undefined) keep(chunk.length)
  }
  if (isWanted === undefined && text.trim() !== '') isWanted = wanted.test(text.trimStart())
  if (isWanted && text.trim() !== '')
    throw problem('invalid', 'The dump ends within a statement: it was cut off. Make it anew.')
}
