import { z } from 'zod'
import type { Json } from '../model.ts'
import { isJson } from '../values.ts'
import { malformed } from './errors.ts'

/** A variable that a template declares. */
export const variableSchema = z.looseObject({
  name: z.string(),
  type: z.string().nullish(),
  defaultValue: z.unknown().optional(),
  nullable: z.boolean().nullish(),
})

export type TemplateVariable = z.infer<typeof variableSchema>

export const hasDefault = ({ defaultValue }: TemplateVariable) => defaultValue !== undefined && defaultValue !== null

/** The configuration that the values are for, as errors name it. */
export interface Configured {
  readonly application?: string | null | undefined
  readonly name?: string | null | undefined
  readonly pipelineConfigId?: string | null | undefined
}

/**
 * The values of a template's variables: those given, else defaults (orca: DefaultVariableAssignmentTransform).
 * @throws TemplateProblem that names what is missing, null, or of another type
 */
export function assignVariables(declared: readonly TemplateVariable[], given: Json, configured: Configured): Json {
  const about = aboutOf(configured)
  const values: Json = { ...given }
  for (const variable of declared) {
    if (!Object.hasOwn(values, variable.name) && hasDefault(variable)) values[variable.name] = variable.defaultValue
  }
  const missing = declared.filter(({ name, nullable }) => !Object.hasOwn(values, name) && nullable !== true)
  if (missing.length > 0)
    throw malformed(`${about} Missing variable values for: ${missing.map(({ name }) => name).join(', ')}`)
  const isNull = ({ name }: TemplateVariable) => values[name] === null || values[name] === undefined
  const empty = declared.filter((variable) => variable.nullable !== true && isNull(variable))
  if (empty.length > 0) {
    const words = empty.map(({ name }) => `variable '${name}' supplied value is null but variable is not nullable\n`)
    throw malformed(`${about} Incorrectly defined variable(s): ${words.join(', ')}`)
  }
  const wrong = declared.filter((variable) => !isNull(variable) && !isOfType(values[variable.name], typeOf(variable)))
  if (wrong.length > 0) {
    const words = wrong.map(
      (variable) =>
        `${variable.name} (expected type '${typeOf(variable)}' found type '${javaClassOf(values[variable.name])}')`,
    )
    throw malformed(`${about} Incorrectly defined variable(s): ${words.join(', ')}`)
  }
  return values
}

function aboutOf({ application, name, pipelineConfigId }: Configured): string {
  const parts = Object.entries({ application, name, id: pipelineConfigId })
    .filter(([, value]) => value)
    .map(([key, value]) => `${key}='${value}'`)
  return `[Pipeline Config: ${parts.join(', ') || 'unknown'}]`
}

const typeOf = ({ type }: TemplateVariable) => type ?? 'object'

function isOfType(value: unknown, given: string): boolean {
  const type = given.toLowerCase()
  switch (type) {
    case 'object':
      return true
    case 'int':
      return Number.isInteger(value)
    case 'float':
      // JSON does not tell 1.0 from 1.
      return typeof value === 'number'
    case 'bool':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value)
    case 'string':
      return typeof value === 'string'
    default:
      return type === javaClassOf(value).toLowerCase()
  }
}

/** The class that the original's messages name. */
function javaClassOf(value: unknown): string {
  if (typeof value === 'string') return 'String'
  if (typeof value === 'boolean') return 'Boolean'
  if (Array.isArray(value)) return 'ArrayList'
  if (isJson(value)) return 'LinkedHashMap'
  if (!Number.isInteger(value)) return 'Double'
  return Math.abs(value as number) > 2_147_483_647 ? 'Long' : 'Integer'
}
