import { problem } from '../../../../platform/errors/index.ts'

/** A value of a row; a number and a bit are the text that stands there. */
export type Value = string | null

/** What a backslash makes of a character in MySQL. */
const escapes: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\u001a' }

/**
 * The rows of an INSERT, from the place after VALUES: `(1,'a',NULL),(2,…)`. MySQL's character sets, hexadecimal and bit values are read.
 * Throws `invalid`.
 */
export function* rowsOf(text: string, from: number, isMysql: boolean): Generator<Value[]> {
  let at = from
  const skip = () => {
    while (at < text.length && /\s/.test(text[at]!)) at++
  }
  const refuse = (): never => {
    throw problem('invalid', `A row of the dump can't be read, at '${text.slice(at, at + 20)}' of its INSERT.`)
  }
  for (;;) {
    skip()
    if (at >= text.length) return
    if (text[at] === ',') {
      at++
      continue
    }
    // What a dump may say after the rows, such as ON CONFLICT DO NOTHING.
    if (text[at] !== '(') return
    at++
    const row: Value[] = []
    for (;;) {
      skip()
      row.push(value())
      skip()
      const next = text[at++]
      if (next === ')') break
      if (next !== ',') refuse()
    }
    yield row
  }

  function value(): Value {
    const rest = /[^,)'\s]*/y
    rest.lastIndex = at
    const word = rest.exec(text)![0]
    at += word.length
    if (text[at] === "'" && (word === '' || /^(_\w+|[xXbBnNeE])$/.test(word))) {
      const quoted = quotedText(isMysql || /^e$/i.test(word))
      if (/^x$/i.test(word)) return Buffer.from(quoted, 'hex').toString()
      return /^b$/i.test(word) ? String(Number.parseInt(quoted || '0', 2)) : quoted
    }
    if (/^_\w+$/.test(word)) {
      skip()
      return text[at] === "'" || text.startsWith('0x', at) ? value() : refuse()
    }
    if (word === '') return refuse()
    if (/^null$/i.test(word)) return null
    if (/^0x[0-9a-f]*$/i.test(word)) return Buffer.from(word.slice(2), 'hex').toString()
    // PostgreSQL writes '{…}'::jsonb.
    return word
  }

  function quotedText(hasEscapes: boolean): string {
    at++
    const parts: string[] = []
    let start = at
    for (;;) {
      if (at >= text.length) refuse()
      const character = text[at]!
      if (hasEscapes && character === '\\') {
        const next = text[at + 1] ?? ''
        parts.push(text.slice(start, at), escapes[next] ?? next)
        at += 2
        start = at
      } else if (character === "'") {
        parts.push(text.slice(start, at))
        at++
        if (text[at] !== "'") {
          const cast = /::[\w ]+/y
          cast.lastIndex = at
          at += cast.exec(text)?.[0].length ?? 0
          return parts.join('')
        }
        parts.push("'")
        at++
        start = at
      } else at++
    }
  }
}
