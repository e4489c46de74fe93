import type { Template } from '../../data/templates.ts'
import { VARIABLE_TYPES } from './variables.ts'

/** An id stands in references, before `:` and `@`; the others are the server's own rules (orca: SaveV2PipelineTemplateTask). */
const ID = /^[^\s.:@/?#%]+$/
const NAME = /^[a-zA-z0-9-&\s]+$/
const VARIABLE_NAME = /^\w+$/

export interface TemplateFinding {
  /** An error prevents saving. */
  readonly level: 'error' | 'warning'
  readonly message: string
}

type Json = Readonly<Record<string, unknown>>

const objects = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []

/** What is wrong with a template, or may be: errors first. */
export const findingsInTemplate = (template: Json): readonly TemplateFinding[] =>
  [
    ...identityFindings(template as Template),
    ...variableFindings(template),
    ...stageFindings(template),
    ...useFindings(template),
  ].toSorted((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))

const error = (message: string): TemplateFinding => ({ level: 'error', message })
const warning = (message: string): TemplateFinding => ({ level: 'warning', message })

function identityFindings({ id, schema, metadata }: Template): TemplateFinding[] {
  const scopes: unknown = metadata?.scopes
  return [
    ...(typeof id !== 'string' || id === ''
      ? [error('The template needs an id: pipelines refer to it.')]
      : ID.test(id)
        ? []
        : [error('The id may hold no spaces and none of . : @ / ? # %.')]),
    ...(schema === undefined || schema === 'v2' ? [] : [error('The schema must be v2.')]),
    ...(!metadata?.name
      ? [error('The template needs a name: metadata.name.')]
      : NAME.test(String(metadata.name))
        ? []
        : [error('The name may hold letters, digits, spaces, - and & only: metadata.name.')]),
    ...(metadata?.description ? [] : [error('The template needs a description: metadata.description.')]),
    ...(Array.isArray(scopes) && scopes.length > 0
      ? []
      : [error('The template needs a scope, such as global or an application: metadata.scopes.')]),
    ...(metadata?.owner ? [] : [warning('Nobody is named who looks after it: metadata.owner.')]),
  ]
}

function variableFindings({ variables }: Json): TemplateFinding[] {
  if (variables !== undefined && !Array.isArray(variables)) return [error('variables must be a list.')]
  const names = objects(variables).map(({ name }) => name)
  return objects(variables).flatMap(({ name, type, defaultValue }, position) => {
    if (typeof name !== 'string' || name === '') return [error(`Variable ${position + 1} has no name.`)]
    if (!VARIABLE_NAME.test(name))
      return [error(`The name of the variable “${name}” may hold letters, digits and _ only.`)]
    if (names.indexOf(name) !== position) return [error(`Several variables are named “${name}”.`)]
    if (type !== undefined && !isKnown(type))
      return [warning(`“${name}” is of type ${String(type)}; known are ${VARIABLE_TYPES.join(', ')}.`)]
    return defaultValue === undefined || defaultValue === null || isOf(String(type ?? 'object'), defaultValue)
      ? []
      : [error(`The default of “${name}” is no ${String(type)}: no pipeline could be made of it.`)]
  })
}

const isKnown = (type: unknown): boolean =>
  typeof type === 'string' && [...VARIABLE_TYPES, 'integer', 'double', 'bool'].includes(type.toLowerCase())

function isOf(type: string, value: unknown): boolean {
  switch (type.toLowerCase()) {
    case 'string':
      return typeof value === 'string'
    case 'int':
    case 'integer':
      return Number.isInteger(value)
    case 'float':
    case 'double':
      return typeof value === 'number'
    case 'bool':
    case 'boolean':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value)
    default:
      return true
  }
}

function stageFindings({ pipeline }: Json): TemplateFinding[] {
  if (typeof pipeline !== 'object' || pipeline === null) return [error('The template has no pipeline.')]
  const { stages } = pipeline as Json
  if (!Array.isArray(stages)) return [error('The pipeline has no list of stages.')]
  const refs = objects(stages).map(({ refId }) => String(refId ?? ''))
  return objects(stages).flatMap(({ refId, name, type, requisiteStageRefIds }, position) => {
    const ref = String(refId ?? '')
    const words = name ? `“${String(name)}”` : `Stage ${position + 1}`
    const before = Array.isArray(requisiteStageRefIds) ? requisiteStageRefIds.map(String) : []
    return [
      ...(ref === '' ? [error(`${words} has no refId.`)] : []),
      ...(ref !== '' && refs.indexOf(ref) !== position ? [error(`Several stages have the refId ${ref}.`)] : []),
      ...(type ? [] : [error(`${words} has no type.`)]),
      ...before
        .filter((each) => !refs.includes(each))
        .map((each) => error(`${words} waits for stage ${each}, which is not there.`)),
    ]
  })
}

const USES = /\btemplateVariables(?:\.([A-Za-z_]\w*)|\[\s*'([^']+)'\s*\])/g

/** The names of variables that a template's pipeline asks for. */
export const variablesUsed = (template: Json): ReadonlySet<string> =>
  new Set([...JSON.stringify(template.pipeline ?? {}).matchAll(USES)].map(([, plain, quoted]) => plain ?? quoted ?? ''))

function useFindings(template: Json): TemplateFinding[] {
  const declared = objects(template.variables).map(({ name }) => String(name ?? ''))
  const used = variablesUsed(template)
  return [
    ...[...used]
      .filter((name) => !declared.includes(name))
      .map((name) => error(`The pipeline asks for the variable “${name}”, which is not declared.`)),
    ...declared
      .filter((name) => name !== '' && !used.has(name))
      .map((name) => warning(`The variable “${name}” is asked for and used nowhere.`)),
  ]
}
