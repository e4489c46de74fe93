import type { Parameter } from '../../../data/shapes.ts'

export type Values = Readonly<Record<string, string>>

const COMPARE: Record<string, (left: string, right: string) => boolean> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '>': (left, right) => Number(left) > Number(right),
  '<': (left, right) => Number(left) < Number(right),
  '>=': (left, right) => Number(left) >= Number(right),
  '<=': (left, right) => Number(left) <= Number(right),
}

/**
 * The parameters that are asked for, given the values of the others: `conditional` names another parameter and a comparison.
 * One that hangs on a parameter which is not asked for is not asked for either. Pinned ones come first.
 */
export const askedFor = (parameters: readonly Parameter[], values: Values): Parameter[] => {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]))
  const isAsked = ({ name, conditional }: Parameter, seen: readonly string[]): boolean => {
    if (!conditional?.parameter) return true
    const other = byName.get(conditional.parameter)
    if (other === undefined || seen.includes(other.name)) return true
    const compare = COMPARE[conditional.comparator] ?? (() => true)
    const holds = compare(values[other.name] ?? '', String(conditional.comparatorValue ?? ''))
    return holds && isAsked(other, [...seen, name])
  }
  return parameters
    .filter((parameter) => isAsked(parameter, []))
    .sort((a, b) => Number(b.pinned === true) - Number(a.pinned === true))
}

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** What each parameter is unless somebody says otherwise. */
export const defaultsOf = (parameters: readonly Parameter[]): Values =>
  Object.fromEntries(parameters.map(({ name, default: usual }) => [name, textOf(usual)]))

/** The defaults with what is given of these parameters; what is not a parameter of this pipeline is left out. */
export const filled = (parameters: readonly Parameter[], given: Readonly<Record<string, unknown>>): Values => {
  const known = parameters.filter(({ name }) => given[name] !== undefined && given[name] !== null)
  return { ...defaultsOf(parameters), ...Object.fromEntries(known.map(({ name }) => [name, textOf(given[name])])) }
}

/** What is called like a secret is never kept in the browser. */
const SECRET = /pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|private|auth/i

export const worthRemembering = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => !SECRET.test(name) && value.length < 2_000))

/** The choices of a parameter, each once. */
export const optionsOf = ({ options }: Parameter): string[] => [
  ...new Set((options ?? []).map(({ value }) => textOf(value)).filter(Boolean)),
]

const DATE = /^\d{4}-\d{2}-\d{2}$/

/** What is wrong with the values, by parameter: in words for who fills them in. */
export const problemsOf = (asked: readonly Parameter[], values: Values): Readonly<Record<string, string>> => {
  const problems: Record<string, string> = {}
  for (const parameter of asked) {
    const value = (values[parameter.name] ?? '').trim()
    const options = optionsOf(parameter)
    // What looks like an expression is only known when the pipeline starts.
    const isExpression = value.includes('${')
    if (value === '') {
      if (parameter.required) problems[parameter.name] = 'This is required.'
    } else if (isExpression) continue
    else if (parameter.constraint === 'date' && !(DATE.test(value) && !Number.isNaN(Date.parse(value))))
      problems[parameter.name] = 'A date is wanted, as 2026-01-31.'
    else if (parameter.hasOptions && options.length > 0 && !options.includes(value))
      problems[parameter.name] = 'This is none of the options any more: choose one.'
  }
  return problems
}
