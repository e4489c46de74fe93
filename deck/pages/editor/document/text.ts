import { parseDocument, stringify } from 'yaml'
import { contentOf, isObject, type Json, type Pipeline, withContent } from './pipeline.ts'

export type Language = 'json' | 'yaml'

/** What is wrong with a text, and where: lines and columns count from 1, `offset` from 0. */
export interface TextProblem {
  readonly message: string
  readonly line: number
  readonly column: number
  readonly offset: number
}

export type Reading<T> = { readonly value: T; readonly problem?: undefined } | { readonly problem: TextProblem }

export const writeText = (value: unknown, language: Language): string =>
  language === 'json'
    ? `${JSON.stringify(value, null, 2)}\n`
    : stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })

/** A pipeline as text, without what the server sets. */
export const textOfPipeline = (pipeline: Pipeline, language: Language): string =>
  writeText(contentOf(pipeline), language)

/** The pipeline with the content of a text. */
export const pipelineOfText = (pipeline: Pipeline, text: string, language: Language): Reading<Pipeline> => {
  const reading = readObject(text, language)
  return reading.problem ? reading : { value: withContent(pipeline, reading.value) }
}

/** An object written as JSON or YAML. */
export const readObject = (text: string, language: Language): Reading<Json> => {
  const reading = language === 'json' ? readJson(text) : readYaml(text)
  if (reading.problem) return reading
  if (!isObject(reading.value)) return { problem: at(text, 0, 'This must be an object: names with their values.') }
  return { value: reading.value }
}

const readJson = (text: string): Reading<unknown> => {
  try {
    return { value: JSON.parse(text) }
  } catch (cause) {
    const { message } = cause as Error
    return { problem: at(text, offsetIn(text, message), message.replace(/ \(line \d+ column \d+\)$/, '')) }
  }
}

/** Browsers name the place in different words, or only by what they stumbled over. */
const offsetIn = (text: string, message: string): number => {
  const position = /position (\d+)/.exec(message)
  if (position) return Number(position[1])
  const place = /line (\d+) column (\d+)/.exec(message)
  if (!place) return brokenFrom(text)
  const before = text.split('\n').slice(0, Number(place[1]) - 1)
  return before.reduce((sum, line) => sum + line.length + 1, 0) + Number(place[2]) - 1
}

/** Where the longest beginning ends that could still become JSON. */
const brokenFrom = (text: string): number => {
  let [good, bad] = [0, text.length]
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2)
    if (mayGoOn(text.slice(0, middle))) good = middle
    else bad = middle - 1
  }
  return good
}

const mayGoOn = (beginning: string): boolean => {
  try {
    JSON.parse(beginning)
    return true
  } catch (cause) {
    const { message } = cause as Error
    return /end of JSON input|Unterminated/.test(message) || message.includes(`position ${beginning.length}`)
  }
}

const readYaml = (text: string): Reading<unknown> => {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true })
  const [error] = document.errors
  if (error) return { problem: at(text, error.pos[0], error.message) }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    return { problem: at(text, 0, (cause as Error).message) }
  }
  const strange = notJson(value)
  return strange === undefined
    ? { value }
    : { problem: at(text, 0, `${strange} cannot be saved: JSON has no such value.`) }
}

const notJson = (value: unknown): string | undefined => {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value === 'bigint') return `${value}`
  if (typeof value !== 'object' || value === null) return undefined
  for (const each of Object.values(value)) {
    const found = notJson(each)
    if (found !== undefined) return found
  }
  return undefined
}

const at = (text: string, offset: number, message: string): TextProblem => {
  const before = text.slice(0, offset).split('\n')
  return { message, offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
