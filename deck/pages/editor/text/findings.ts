import type { Diagnostic } from '@codemirror/lint'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { type Document, isNode, parseDocument } from 'yaml'
import { isExpression } from '../../../ui/form/document-field.tsx'
import type { JsonSchema } from '../../../ui/form/schema.ts'
import { objectsIn, textOf } from '../document/pipeline.ts'
import { type Language, readObject } from '../document/text.ts'
import type { PipelineSchema } from './pipeline-schema.ts'

const ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true, logger: false, verbose: true })
const checks = new WeakMap<object, ValidateFunction>()

const checkOf = (schema: JsonSchema): ValidateFunction => {
  const known = checks.get(schema)
  if (known) return known
  const made = ajv.compile(pure(schema) as object)
  checks.set(schema, made)
  return made
}

/** A schema without the deck's own words, of which some are functions. */
const pure = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(pure)
  if (typeof schema !== 'object' || schema === null) return schema
  const own = new Set(['shown', 'heading', 'begin', 'variants', 'labels', 'unit', 'picker', 'long', 'map'])
  return Object.fromEntries(
    Object.entries(schema)
      .filter(
        ([key, value]) =>
          !(own.has(key) && (typeof value !== 'object' || key !== 'properties')) && typeof value !== 'function',
      )
      .map(([key, value]) => [key, key === 'properties' ? properties(value) : pure(value)]),
  )
}

const properties = (value: unknown): unknown =>
  Object.fromEntries(Object.entries(value as object).map(([name, schema]) => [name, pure(schema)]))

/** What is wrong in a text and what does not fit the schema, each at its place. */
export const findingsIn = (text: string, language: Language, { pipeline, stageOf }: PipelineSchema): Diagnostic[] => {
  const reading = readObject(text, language)
  if (reading.problem) {
    const { offset, message } = reading.problem
    return [{ from: Math.min(offset, text.length), to: Math.min(offset + 1, text.length), severity: 'error', message }]
  }
  const document = parseDocument(text)
  const check = (schema: JsonSchema, value: unknown, above: readonly (string | number)[]): Diagnostic[] => {
    const validate = checkOf(schema)
    if (validate(value)) return []
    return (validate.errors ?? []).filter(isMeant).map((error) => {
      const path = [...above, ...error.instancePath.split('/').slice(1).map(unescaped)]
      return { ...rangeOf(document, path, text), severity: 'warning', message: wordsOf(error) }
    })
  }
  const stages = Array.isArray(reading.value.stages) ? reading.value.stages : []
  const found = [
    ...check(pipeline, reading.value, []),
    ...objectsIn(stages).flatMap((stage) =>
      check(stageOf(textOf(stage.type)), stage, ['stages', stages.indexOf(stage)]),
    ),
  ]
  return [...new Map(found.map((each) => [`${each.from} ${each.message}`, each])).values()]
}

/** Any field may hold an expression or be null, whatever its schema wants; of the ways a value may be, one miss is enough. */
const isMeant = ({ data, keyword }: ErrorObject): boolean =>
  !isExpression(data) &&
  data !== null &&
  !(typeof data === 'string' && keyword === 'type') &&
  !['anyOf', 'oneOf'].includes(keyword)

const wordsOf = ({ instancePath, message, keyword, params }: ErrorObject): string => {
  const where = instancePath.split('/').at(-1)
  if (keyword === 'required') return `“${(params as { missingProperty: string }).missingProperty}” is missing.`
  if (keyword === 'enum')
    return `“${where}” must be one of ${(params as { allowedValues: unknown[] }).allowedValues.join(', ')}.`
  return `“${where}” ${message}.`
}

const unescaped = (part: string): string | number => {
  const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(name) ? Number(name) : name
}

const rangeOf = (
  document: Document,
  path: readonly (string | number)[],
  text: string,
): { from: number; to: number } => {
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  const range = isNode(node) ? node.range : undefined
  if (!range) return { from: 0, to: Math.min(1, text.length) }
  const line = text.indexOf('\n', range[0])
  return { from: range[0], to: Math.min(range[1], line < 0 ? range[1] : Math.max(line, range[0] + 1)) }
}
