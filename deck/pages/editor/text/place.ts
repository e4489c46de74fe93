import type { Language } from '../document/text.ts'

/** Where in a document a place of its text is. */
export interface Place {
  /** The object in which a name is written, or the field whose value is. */
  readonly path: readonly (string | number)[]
  readonly at: 'name' | 'value'
  readonly word: string
  readonly from: number
  readonly isQuoted: boolean
  /** Names that the object has already, above the place. */
  readonly siblings: ReadonlySet<string>
  /** Where the place is in a stage, the type that is written in it. */
  readonly stageType: string
}

/** Both readings take a text as it is while it is typed, which is mostly not valid. */
export const placeIn = (text: string, position: number, language: Language): Place | undefined =>
  language === 'json' ? jsonPlace(text, position) : yamlPlace(text, position)

interface Level {
  readonly kind: '{' | '['
  key: string
  index: number
  readonly begin: number
  readonly names: Set<string>
}

const jsonPlace = (text: string, position: number): Place | undefined => {
  const levels: Level[] = []
  let string: number | undefined
  let isValue = false
  for (let at = 0; at < position; at += 1) {
    const letter = text[at]
    const level = levels.at(-1)
    if (string !== undefined) {
      if (letter === '\\') at += 1
      else if (letter === '"') {
        const word = text.slice(string + 1, at)
        if (level?.kind === '{' && !isValue) {
          level.key = word
          level.names.add(word)
        }
        string = undefined
      }
    } else if (letter === '"') string = at
    else if (letter === '{' || letter === '[') {
      levels.push({ kind: letter, key: '', index: 0, begin: at, names: new Set() })
      isValue = letter === '['
    } else if (letter === '}' || letter === ']') {
      levels.pop()
      isValue = true
    } else if (letter === ':') isValue = true
    else if (letter === ',' && level) {
      isValue = level.kind === '['
      level.index += 1
    }
  }
  const level = levels.at(-1)
  if (!level) return undefined
  const isQuoted = string !== undefined
  const from = isQuoted ? (string ?? 0) + 1 : position - (/[\w./-]*$/.exec(text.slice(0, position))?.[0].length ?? 0)
  const at = isValue ? 'value' : 'name'
  const steps = levels.map(({ kind, key, index }) => (kind === '[' ? index : key))
  const path = at === 'name' ? steps.slice(0, -1) : steps
  const stage = levels[2]
  const stageType =
    stage && steps[0] === 'stages' ? (/"type"\s*:\s*"([^"]*)"/.exec(objectAt(text, stage.begin))?.[1] ?? '') : ''
  return { path, at, word: text.slice(from, position), from, isQuoted, siblings: level.names, stageType }
}

/** The text of an object from its brace to where it, or the text, ends. */
const objectAt = (text: string, begin: number): string => {
  let depth = 0
  for (let at = begin; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1
    if (text[at] === '}') depth -= 1
    if (depth === 0) return text.slice(begin, at)
  }
  return text.slice(begin)
}

interface Line {
  readonly indent: number
  readonly isItem: boolean
  readonly key: string
  readonly value: string
}

const lineOf = (text: string): Line | undefined => {
  const match = /^(\s*)((?:- +)*)(?:"([^"]+)"|'([^']+)'|([\w./-]+))?\s*(:(?:\s+(.*))?$)?/.exec(text)
  if (!match || text.trim() === '' || text.trim().startsWith('#')) return undefined
  const [, spaces = '', dash = '', quoted, single, bare, colon, value = ''] = match
  return {
    indent: spaces.length + dash.length,
    isItem: dash !== '' || text.trim() === '-',
    key: colon ? (quoted ?? single ?? bare ?? '') : '',
    value,
  }
}

const yamlPlace = (text: string, position: number): Place | undefined => {
  const lines = text.slice(0, position).split('\n')
  const current = lines.pop() ?? ''
  const valued = /^(\s*(?:- +)*)([\w./-]+):\s+(["']?)([\w./-]*)$/.exec(current)
  const named = /^(\s*(?:- +)*)([\w./-]*)$/.exec(current)
  if (!valued && !named) return undefined
  const head = (valued ?? named)?.[1] ?? ''
  const word = valued ? (valued[4] ?? '') : (named?.[2] ?? '')
  const path: (string | number)[] = valued ? [valued[2] ?? ''] : []
  const siblings = new Set<string>()
  let stage = lines.length
  let indent = head.length
  let isItem = head.includes('-')
  let index = 0
  const above = lines.map(lineOf)
  for (let at = above.length - 1; at >= 0; at -= 1) {
    const line = above[at]
    if (!line) continue
    const dash = isItem ? indent - 2 : indent
    if (isItem && line.isItem && line.indent === indent) index += 1
    else if (!isItem && line.indent === indent) {
      if (path.length === (valued ? 1 : 0)) siblings.add(line.key)
      if (line.isItem) {
        isItem = true
        if (indent <= 4) stage = at
      }
    } else if (line.indent < indent && line.key !== '' && (isItem ? line.indent <= dash : true)) {
      if (isItem) path.unshift(index)
      path.unshift(line.key)
      indent = line.indent
      isItem = line.isItem
      index = 0
      if (isItem && indent <= 4) stage = at
    }
  }
  if (isItem) path.unshift(index)
  const rest = text.split('\n').slice(Math.min(stage, lines.length))
  const stageType = path[0] === 'stages' ? typeWithin(rest) : ''
  return {
    path,
    at: valued ? 'value' : 'name',
    word,
    from: position - word.length,
    isQuoted: (valued?.[3] ?? '') !== '',
    siblings,
    stageType,
  }
}

/** The type of the stage that begins in the first line. */
const typeWithin = (lines: readonly string[]): string => {
  const begin = lineOf(lines[0] ?? '')
  for (const [position, text] of lines.entries()) {
    const line = lineOf(text)
    if (position > 0 && line?.isItem && line.indent <= (begin?.indent ?? 0)) break
    if (line?.key === 'type' && line.indent === begin?.indent) return line.value.replaceAll(/["']/g, '')
  }
  return ''
}
