import type { Completion, CompletionResult } from '@codemirror/autocomplete'
import { allFieldsOf } from '../../../ui/form/document-form.tsx'
import { type JsonSchema, plain } from '../../../ui/form/schema.ts'
import type { Language } from '../document/text.ts'
import { completionAt, type Suggestion } from '../expressions.ts'
import type { PipelineSchema } from './pipeline-schema.ts'
import { placeIn } from './place.ts'

interface World {
  readonly schema: PipelineSchema
  readonly suggestions: readonly Suggestion[]
}

/** What can be written at a place of a text: names of fields, their values, or what may stand in an expression. */
export const completionsAt = (
  text: string,
  position: number,
  language: Language,
  { schema, suggestions }: World,
  asked: boolean,
): CompletionResult | null => {
  const expression = completionAt(
    text.slice(text.lastIndexOf('\n', position - 1) + 1, position),
    position - text.lastIndexOf('\n', position - 1) - 1,
  )
  if (expression) {
    const from = text.lastIndexOf('\n', position - 1) + 1 + expression.from
    return {
      from,
      options: suggestions.map(({ text: label, about }) => ({ label, detail: about, type: 'variable' })),
      validFor: /^[#\w.]*$/,
    }
  }
  const place = placeIn(text, position, language)
  if (!place || (!asked && place.word === '')) return null
  const target = schemaAt(schema, place.path, place.stageType)
  if (!target) return null
  const options =
    place.at === 'name'
      ? names(target, language, place.isQuoted, place.siblings)
      : values(schema, target, place, language)
  return options.length === 0 ? null : { from: place.from, options, validFor: /^[\w./-]*$/ }
}

const schemaAt = (
  { pipeline, stageOf }: PipelineSchema,
  path: readonly (string | number)[],
  stageType: string,
): JsonSchema | undefined => {
  let schema: JsonSchema | undefined = pipeline
  for (const [depth, part] of path.entries()) {
    if (!schema) return undefined
    const own: JsonSchema = plain(schema)
    if (depth === 1 && path[0] === 'stages') schema = stageOf(stageType)
    else if (typeof part === 'number') schema = own.items
    else
      schema =
        own.properties?.[part] ??
        Object.assign({}, ...Object.values(own.variants?.of ?? {}).map((each) => each.properties))[part]
  }
  return schema
}

const names = (
  schema: JsonSchema,
  language: Language,
  isQuoted: boolean,
  siblings: ReadonlySet<string>,
): Completion[] => {
  const own = plain(schema)
  const variants = Object.values(own.variants?.of ?? {}).flatMap((each) => allFieldsOf(each, {}))
  const all = new Map([...Object.entries(own.properties ?? {}), ...variants])
  return [...all]
    .filter(([name]) => !siblings.has(name))
    .map(([name, property]) => {
      const { title, description } = plain(property)
      const about = description ?? title
      return {
        label: name,
        type: 'property',
        ...(about && { detail: about }),
        apply: language === 'json' ? (isQuoted ? name : `"${name}": `) : `${name}: `,
      }
    })
}

const values = (
  { stageTypes }: PipelineSchema,
  schema: JsonSchema,
  { path, isQuoted }: { path: readonly (string | number)[]; isQuoted: boolean },
  language: Language,
): Completion[] => {
  const own = plain(schema)
  const isType = path.length === 3 && path[0] === 'stages' && path[2] === 'type'
  const known: readonly (readonly [value: unknown, about: string])[] = isType
    ? stageTypes.map(({ type, label }) => [type, label])
    : own.type === 'boolean'
      ? [
          [true, ''],
          [false, ''],
        ]
      : (own.enum ?? []).map((value, position) => [value, own.labels?.[position] ?? ''])
  return known.map(([value, about]) => ({
    label: String(value),
    ...(about && { detail: about }),
    type: 'enum',
    apply: language === 'json' && typeof value === 'string' && !isQuoted ? JSON.stringify(value) : String(value),
  }))
}
