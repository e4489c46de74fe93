import { fieldsOf, type JsonSchema, JsonText, kindOf, plain, type Values } from './schema.ts'

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** What is wrong with the values, by the path of the field, e.g. `capacity.min`; the server has the last word. */
export const problemsOf = (schema: JsonSchema, values: Values, path = ''): Record<string, string> => {
  const problems: Record<string, string> = {}
  for (const [name, property] of fieldsOf(schema, values)) {
    const at = path + name
    const value = values[name]
    if (isEmpty(value)) {
      if (schema.required?.includes(name)) problems[at] = 'Needed'
      continue
    }
    if (kindOf(property) === 'object') Object.assign(problems, problemsOf(plain(property), value as Values, `${at}.`))
    if (kindOf(property) === 'items')
      for (const [position, item] of (value as Values[]).entries())
        Object.assign(problems, problemsOf(plain(plain(property).items ?? {}), item, `${at}.${position}.`))
    const problem = problemOf(plain(property), value)
    if (problem) problems[at] = problem
  }
  return problems
}

const problemOf = (schema: JsonSchema, value: unknown): string | undefined => {
  if (value instanceof JsonText) return value.why
  if (kindOf(schema) === 'number') return numberProblem(schema, value)
  if (typeof value === 'string' && schema.pattern && !new RegExp(schema.pattern, 'u').test(value))
    return `Must look like ${schema.pattern}`
  return undefined
}

const numberProblem = ({ type, minimum, maximum, exclusiveMinimum }: JsonSchema, value: unknown) => {
  const number = Number(value)
  if (Number.isNaN(number)) return 'Must be a number'
  if (type === 'integer' && !Number.isInteger(number)) return 'Must be a whole number'
  if (minimum !== undefined && number < minimum) return `At least ${minimum}`
  if (exclusiveMinimum !== undefined && number <= exclusiveMinimum) return `More than ${exclusiveMinimum}`
  if (maximum !== undefined && number > maximum) return `At most ${maximum}`
  return undefined
}
