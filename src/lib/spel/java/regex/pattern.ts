import { illegalArgument, indexOutOfBounds, tooMuch } from '../../errors.ts'
import { work } from '../../work.ts'
import { type Budget, buildProgram, type Program, type Spans } from './match.ts'
import { parseRegex } from './parse.ts'

const MAX_CACHED = 500
/** Longer patterns are compiled each time. */
const MAX_CACHED_LENGTH = 10_000
const MAX_PATTERN = 100_000
const MAX_RESULT = 10_000_000
const programs = new Map<string, Program>()

/** The compiled pattern, from a bounded cache. */
export function compilePattern(pattern: string): Program {
  const cached = programs.get(pattern)
  if (cached !== undefined) return cached
  if (pattern.length > MAX_PATTERN) throw tooMuch(`the pattern is longer than ${MAX_PATTERN} characters`)
  work(pattern.length)
  const program = buildProgram(parseRegex(pattern))
  if (pattern.length > MAX_CACHED_LENGTH) return program
  if (programs.size >= MAX_CACHED) programs.delete(programs.keys().next().value as string)
  programs.set(pattern, program)
  return program
}

/** String.matches: whether the whole text matches. */
export function matchWhole(pattern: string, text: string): boolean {
  return compilePattern(pattern).matchAt(text, 0, true, { steps: 0 }) !== undefined
}

/** Matcher.find: whether something in the text matches. */
export function matchAnywhere(pattern: string, text: string): boolean {
  return findAll(pattern, text).next().done !== true
}

/** All matches from left to right, as Matcher.find delivers them. */
export function* findAll(pattern: string, text: string): Generator<Spans> {
  const program = compilePattern(pattern)
  const budget: Budget = { steps: 0 }
  let at = 0
  while (at <= text.length) {
    const spans = findFrom(program, text, at, budget)
    if (spans === undefined) return
    yield spans
    const [start, end] = [spans[0] as number, spans[1] as number]
    at = end > start ? end : end + 1
  }
}

function findFrom(program: Program, text: string, from: number, budget: Budget): Spans | undefined {
  for (let at = from; at <= text.length; at++) {
    const spans = program.matchAt(text, at, false, budget, from)
    if (spans !== undefined) return spans
  }
  return undefined
}

/** String.replaceAll and replaceFirst: `$1`, `${name}` and `\` are special in the replacement. */
export function replace(pattern: string, text: string, replacement: string, limit = Number.POSITIVE_INFINITY): string {
  const program = compilePattern(pattern)
  const parts: string[] = []
  let length = 0
  const push = (part: string) => {
    length += part.length
    if (length > MAX_RESULT) throw tooMuch(`the text is longer than ${MAX_RESULT} characters`)
    parts.push(part)
  }
  let pieces: Replacement | undefined
  let last = 0
  let count = 0
  for (const spans of findAll(pattern, text)) {
    push(text.slice(last, spans[0]))
    pieces ??= parseReplacement(replacement, program)
    for (const piece of pieces) push(typeof piece === 'string' ? piece : groupText(text, spans, piece))
    last = spans[1] as number
    if (++count >= limit) break
  }
  push(text.slice(last))
  return parts.join('')
}

function groupText(text: string, spans: Spans, index: number): string {
  const start = spans[2 * index] as number
  return start < 0 ? '' : text.slice(start, spans[2 * index + 1])
}

/** A piece of a replacement: text, or the number of a group. */
type Replacement = readonly (string | number)[]

/** Reads `$1`, `${name}` and `\`; checked when the first match is replaced, as Java does. */
function parseReplacement(replacement: string, program: Program): Replacement {
  const pieces: (string | number)[] = []
  let text = ''
  let at = 0
  while (at < replacement.length) {
    const ch = replacement[at++] as string
    if (ch === '\\') {
      if (at === replacement.length) throw illegalArgument('character to be escaped is missing')
      text += replacement[at++]
    } else if (ch !== '$') text += ch
    else {
      const [group, next] = parseGroup(replacement, at, program)
      pieces.push(text, group)
      text = ''
      at = next
    }
  }
  return [...pieces, text]
}

/** The group that a `$` refers to, and where its reference ends. */
function parseGroup(replacement: string, start: number, program: Program): [number, number] {
  if (start === replacement.length) throw illegalArgument('Illegal group reference: group index is missing')
  if (replacement[start] === '{') {
    const name = /^[a-zA-Z0-9]*/.exec(replacement.slice(start + 1))?.[0] ?? ''
    if (name === '' || replacement[start + 1 + name.length] !== '}') {
      throw illegalArgument("named capturing group is missing trailing '}'")
    }
    if (/^\d/.test(name)) throw illegalArgument(`capturing group name {${name}} starts with digit character`)
    const index = program.groupNames.get(name)
    if (index === undefined) throw illegalArgument(`No group with name {${name}}`)
    return [index, start + name.length + 2]
  }
  if (!/\d/.test(replacement[start] as string)) throw illegalArgument('Illegal group reference')
  let index = Number(replacement[start])
  let at = start + 1
  if (index > program.groupCount) throw indexOutOfBounds(`No group ${index}`)
  while (/\d/.test(replacement[at] ?? '')) {
    const longer = index * 10 + Number(replacement[at])
    if (longer > program.groupCount) break
    index = longer
    at++
  }
  return [index, at]
}

/**
 * String.split.
 * @param limit above 0: at most that many parts; 0: trailing empty parts are dropped; below 0: nothing is dropped
 */
export function split(pattern: string, text: string, limit = 0): string[] {
  const parts: string[] = []
  let last = 0
  for (const spans of findAll(pattern, text)) {
    if (limit > 0 && parts.length >= limit - 1) break
    const [start, end] = [spans[0] as number, spans[1] as number]
    // An empty match at the very beginning makes no empty first part.
    if (start === 0 && end === 0) continue
    work(1)
    parts.push(text.slice(last, start))
    last = end
  }
  if (parts.length === 0 && last === 0) return [text]
  parts.push(text.slice(last))
  if (limit === 0) while (parts.length > 0 && parts.at(-1) === '') parts.pop()
  return parts
}
