import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

/** Spot's own published description of its API, read where it stands: it is not part of this repository. */
const shared = process.env.GENNAKER_SHARED ?? join(import.meta.dirname, '../../../shared')
const file = join(shared, 'peers/spot/openapi.json')

export const found = existsSync(file)

/** Says once, where tests are listed, that the description is not there. */
export const sayWhenMissing = () => {
  if (!found)
    console.warn(`Skipped: Spot's description is not at ${file}; set GENNAKER_SHARED to the folder that has it.`)
}

type Schema = { [key: string]: unknown }

/** Where the description is wrong, by what clients send and read and by its own examples: the call, the place, and the reason. */
export type DescriptionFault = { route: string; at: RegExp; why: string }

/** OpenAPI 3.0 as JSON Schema, with the two faults that would drown all others mended everywhere. */
function mend(node: unknown, root: Schema): unknown {
  if (Array.isArray(node)) return node.map((item) => mend(item, root))
  if (typeof node !== 'object' || node === null) return node
  const { $ref } = node as { $ref?: string }
  // One reference leads nowhere: anything is allowed there.
  if (typeof $ref === 'string' && !leadsSomewhere($ref, root)) return {}
  const mended: Schema = {}
  for (const [key, value] of Object.entries(node)) {
    // No field is drawn as nullable, while examples and clients have null in many.
    if (key === 'type' && typeof value === 'string') mended.type = [value, 'null']
    else if (key === 'enum' && Array.isArray(value)) mended.enum = [...value, null]
    else if (key !== 'example') mended[key] = mend(value, root)
  }
  return mended
}

const at = (ref: string, root: Schema): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, part) => (node as Schema | undefined)?.[part.replaceAll('~1', '/')], root)

const leadsSomewhere = (ref: string, root: Schema): boolean => at(ref, root) !== undefined

type Parameter = { name: string; in: string; required?: boolean; $ref?: string }
type Operation = {
  parameters?: Parameter[]
  requestBody?: { $ref?: string }
  responses: { [status: string]: { $ref?: string } | undefined }
}
type PathItem = { parameters?: Parameter[] } & { [method: string]: Operation | undefined }

const description: Schema & { paths: { [path: string]: PathItem } } = found
  ? JSON.parse(readFileSync(file, 'utf8'))
  : { paths: {} }
const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(mend(description, description) as Schema, 'spot')

export const validatorOf = (ref: string): ValidateFunction => ajv.compile({ $ref: `spot#${ref}` })

const pointer = (...parts: string[]) => `/${parts.map((part) => part.replaceAll('/', '~1')).join('/')}`

function operationOf(method: string, path: string): Operation {
  const operation = description.paths[path]?.[method.toLowerCase()]
  if (!operation) throw new Error(`${method} ${path} is not described`)
  return operation
}

/** The path of the description that a real path is an instance of; the one with the fewest blanks. */
export function describedPath(method: string, real: string): string | undefined {
  const fits = Object.keys(description.paths).filter((path) => {
    if (!description.paths[path]?.[method.toLowerCase()]) return false
    return new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(real)
  })
  const blanks = (path: string) => path.split('{').length
  return fits.toSorted((a, b) => blanks(a) - blanks(b))[0]
}

/** Every call that is described, as `GET /path`. */
export const describedCalls = (): string[] =>
  Object.entries(description.paths).flatMap(([path, item]) =>
    ['get', 'put', 'post', 'delete']
      .filter((method) => item[method])
      .map((method) => `${method.toUpperCase()} ${path}`),
  )

const resolved = <T extends { $ref?: string }>(node: T): T => (node.$ref ? (at(node.$ref, description) as T) : node)

/** The parameters that a call of the query must and may have. */
export function queryOf(method: string, path: string): { required: string[]; known: string[] } {
  const all = [...(description.paths[path]?.parameters ?? []), ...(operationOf(method, path).parameters ?? [])]
    .map(resolved)
    .filter((parameter) => parameter.in === 'query')
  return {
    required: all.filter(({ required }) => required).map(({ name }) => name),
    known: all.map(({ name }) => name),
  }
}

/** Judges a 200's whole JSON. */
export function answerValidator(method: string, path: string): ValidateFunction {
  const answer = operationOf(method, path).responses['200']
  if (!answer) throw new Error(`${method} ${path} has no described answer`)
  const own = pointer('paths', path, method.toLowerCase(), 'responses', '200')
  return validatorOf(`${answer.$ref?.slice(1) ?? own}/content/application~1json/schema`)
}

/** Judges a request's body; undefined where none is described. */
export function bodyValidator(method: string, path: string): ValidateFunction | undefined {
  const { requestBody } = operationOf(method, path)
  if (!requestBody) return undefined
  const own = pointer('paths', path, method.toLowerCase(), 'requestBody')
  return validatorOf(`${requestBody.$ref?.slice(1) ?? own}/content/application~1json/schema`)
}

/** Sorts errors into those that a known fault of the description explains, and the others; remembers which faults were met. */
export function faultsOf(faults: readonly DescriptionFault[]) {
  const met = new Set<string>()
  return {
    unexplained(route: string, errors: readonly ErrorObject[] | null | undefined): string[] {
      return (errors ?? [])
        .filter((error) => {
          const fault = faults.find((one) => one.route === route && one.at.test(error.instancePath))
          if (fault) met.add(fault.why)
          return fault === undefined
        })
        .map((error) => `${error.instancePath} ${error.message}${allowed(error)}`)
    },
    unmet: () => faults.map(({ why }) => why).filter((why) => !met.has(why)),
  }
}

const allowed = ({ params }: ErrorObject): string =>
  Array.isArray(params.allowedValues) ? ` (${params.allowedValues.join(', ')})` : ''
