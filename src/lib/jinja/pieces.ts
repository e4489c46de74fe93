import { syntaxError } from './errors.ts'

/** A template cut into what is text and what is not; comments are gone, `raw` is text. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly source: string; readonly line: number }
  | {
      readonly kind: 'tag'
      readonly name: string
      readonly helpers: string
      readonly image: string
      readonly line: number
    }

const opening = /\{[{%#]/g
const endOfRaw = /\{%-?\s*endraw\s*-?%\}/g

export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let line = 1
  let trimNext = false
  const addText = (text: string, trimEnd: boolean) => {
    const begun = trimNext ? text.trimStart() : text
    const trimmed = trimEnd ? begun.trimEnd() : begun
    if (trimmed !== '') pieces.push({ kind: 'text', text: trimmed })
    trimNext = false
  }
  const passLines = (to: number) => {
    for (let index = template.indexOf('\n', at); index >= 0 && index < to; index = template.indexOf('\n', index + 1))
      line += 1
    at = to
  }
  for (;;) {
    opening.lastIndex = at
    const found = opening.exec(template)
    if (found === null) break
    const mark = found[0]
    const end = endOf(template, found.index + 2, mark)
    if (end === undefined) {
      if (mark === '{#') break
      passLines(found.index)
      throw syntaxError(`A '${mark}' is not closed`, line)
    }
    const image = template.slice(found.index, end)
    const trimBefore = image[2] === '-'
    addText(template.slice(at, found.index), trimBefore)
    passLines(found.index)
    const source = image.slice(trimBefore ? 3 : 2, image.at(-3) === '-' && image.length > 5 ? -3 : -2)
    const trimAfter = image.at(-3) === '-'
    if (mark === '{{') pieces.push({ kind: 'output', source, line })
    const words = source.trim()
    const name = /^\S*/.exec(words)![0]
    const helpers = words.slice(name.length).trimStart()
    if (mark === '{%' && name === 'raw') {
      endOfRaw.lastIndex = end
      const close = endOfRaw.exec(template)
      if (close === null) throw syntaxError("A 'raw' has no 'endraw'", line)
      addText(template.slice(end, close.index), false)
      passLines(close.index + close[0].length)
      continue
    }
    if (mark === '{%') pieces.push({ kind: 'tag', name, helpers, image, line })
    passLines(end)
    trimNext = trimAfter
  }
  addText(template.slice(at), false)
  return pieces
}

/** Where a tag, output or comment ends, after its closing mark; quoted texts may hold that mark. */
function endOf(template: string, from: number, mark: string): number | undefined {
  const close = mark === '{{' ? '}}' : mark === '{%' ? '%}' : '#}'
  let quote: string | undefined
  let braces = 0
  for (let index = from; index < template.length; index += 1) {
    const character = template[index]!
    if (quote !== undefined) {
      if (character === '\\') index += 1
      else if (character === quote) quote = undefined
    } else if (mark !== '{#' && (character === '"' || character === "'")) quote = character
    else if (mark === '{{' && character === '{') braces += 1
    else if (mark === '{{' && character === '}' && braces > 0) braces -= 1
    else if (template.startsWith(close, index)) return index + 2
  }
  return undefined
}
