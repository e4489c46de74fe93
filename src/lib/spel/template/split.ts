import { SpelError } from '../errors.ts'
import { javaTrim } from '../java/trim.ts'

/** A template's parts in order: literal text, or the trimmed text of an expression. */
export type TemplatePart = { readonly literal: string } | { readonly expression: string }

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

const failure = (template: string, position: number, message: string) =>
  new SpelError('org.springframework.expression.ParseException', `Expression [${template}] @${position}: ${message}`)

/**
 * Splits a template at `${` and its matching `}` (spring: TemplateAwareExpressionParser): brackets nest, quoted text
 * may hold any bracket. A part is handed out before the next one is looked for, so that of several errors the first
 * is told.
 * @throws SpelError for brackets that do not match and for empty expressions
 */
export function* splitTemplate(template: string): Generator<TemplatePart> {
  let at = 0
  while (at < template.length) {
    const start = template.indexOf('${', at)
    if (start < 0) {
      yield { literal: template.slice(at) }
      return
    }
    if (start > at) yield { literal: template.slice(at, start) }
    const end = findEnd(template, start + 2)
    if (end < 0) {
      throw failure(
        template,
        start,
        `No ending suffix '}' for expression starting at character ${start}: ${template.slice(start)}`,
      )
    }
    const expression = javaTrim(template.slice(start + 2, end))
    if (expression === '') {
      throw failure(template, start, `No expression defined within delimiter '\${}' at character ${start}`)
    }
    yield { expression }
    at = end + 1
  }
}

function findEnd(template: string, start: number): number {
  if (!template.includes('}', start)) return -1
  const open: { bracket: string; at: number }[] = []
  for (let at = start; at < template.length; at++) {
    const ch = template[at] as string
    if (ch === '}' && open.length === 0) return at
    if (CLOSING[ch] !== undefined) open.push({ bracket: ch, at })
    else if (OPENING[ch] !== undefined) {
      const last = open.pop()
      if (last === undefined) {
        throw failure(template, at, `Found closing '${ch}' at position ${at} without an opening '${OPENING[ch]}'`)
      }
      if (CLOSING[last.bracket] !== ch) {
        throw failure(
          template,
          at,
          `Found closing '${ch}' at position ${at} but most recent opening is '${last.bracket}' at position ${last.at}`,
        )
      }
    } else if (ch === "'" || ch === '"') {
      const close = template.indexOf(ch, at + 1)
      if (close < 0) throw failure(template, at, `Found non terminating string literal starting at position ${at}`)
      at = close
    }
  }
  const last = open.pop()
  if (last === undefined) return -1
  throw failure(
    template,
    last.at,
    `Missing closing '${CLOSING[last.bracket]}' for '${last.bracket}' at position ${last.at}`,
  )
}
