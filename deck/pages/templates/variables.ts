import type { TemplateVariable } from '../../data/templates.ts'
import { isSame } from '../../ui/diff/merge-patch.ts'
import { type JsonSchema, JsonText, kindOf, type Values } from '../../ui/form/schema.ts'

const TYPES: Readonly<Record<string, JsonSchema>> = {
  string: { type: 'string' },
  int: { type: 'integer' },
  integer: { type: 'integer' },
  float: { type: 'number' },
  double: { type: 'number' },
  bool: { type: 'boolean' },
  boolean: { type: 'boolean' },
}

/** The types that a variable may be declared with; the server compares them ignoring case. */
export const VARIABLE_TYPES = ['string', 'int', 'float', 'boolean', 'list', 'object']

export const typeOfVariable = ({ type }: TemplateVariable): string => (type ?? 'object').toLowerCase()

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string')

const typeSchema = (variable: TemplateVariable): JsonSchema => {
  const type = typeOfVariable(variable)
  // A list may hold anything; most hold texts, and are easier to write as lines.
  if (type === 'list' && (variable.defaultValue === undefined || isTexts(variable.defaultValue)))
    return { type: 'array', items: { type: 'string' } }
  return TYPES[type] ?? {}
}

/** A form that asks for the variables of a template, each by its type. */
export const variablesSchema = (variables: readonly TemplateVariable[]): JsonSchema => ({
  type: 'object',
  required: variables
    .filter(({ nullable, defaultValue }) => nullable !== true && (defaultValue === undefined || defaultValue === null))
    .map(({ name }) => name),
  properties: Object.fromEntries(
    variables.map((variable) => {
      const own = typeSchema(variable)
      const about = [variable.description, own.type === 'array' ? 'One a line.' : undefined].filter(Boolean).join(' ')
      return [variable.name, { ...own, title: variable.name, ...(about ? { description: about } : {}) }]
    }),
  ),
})

/** What a form of variables shows: what was given, else the template's own. */
export const shownVariables = (variables: readonly TemplateVariable[], given: Values): Values => ({
  ...Object.fromEntries(
    variables.flatMap(({ name, defaultValue }) =>
      defaultValue === undefined || defaultValue === null ? [] : [[name, defaultValue]],
    ),
  ),
  ...given,
})

/**
 * What such a form says: only what differs from the template's own values, so that a pipeline follows when the template
 * changes its mind. Text that is no value of its type is kept as it was typed.
 */
export const givenVariables = (variables: readonly TemplateVariable[], shown: Values): Values => {
  const given: Record<string, unknown> = { ...shown }
  for (const variable of variables) {
    const value = meant(variable, shown[variable.name])
    if (value === undefined || isSame(value, variable.defaultValue)) delete given[variable.name]
    else given[variable.name] = value
  }
  return given
}

const meant = (variable: TemplateVariable, value: unknown): unknown => {
  if (value === undefined || value === null) return undefined
  if (value instanceof JsonText) return value.why === undefined ? value.value : value.text
  const kind = kindOf(typeSchema(variable))
  // Emptied where the template has a text: it is meant to be empty.
  if (value === '') return kind === 'text' && variable.defaultValue ? '' : undefined
  if (kind === 'number') return Number.isNaN(Number(value)) ? value : Number(value)
  if (kind === 'texts') return (value as string[]).map((text) => text.trim()).filter(Boolean)
  return value
}
