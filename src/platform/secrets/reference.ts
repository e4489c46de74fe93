import { problem } from '../errors/index.ts'

/** What stands in a configuration in place of a secret: where it is kept. */
export interface SecretReference {
  /** `encryptedFile:`: whoever reads the key wants the path of a file. */
  readonly isFile: boolean
  readonly engine: string
  readonly parameters: Readonly<Record<string, string>>
}

/** What a parameter is for an engine; the schema of a reference is a record of these by letter. */
export interface ParameterRule {
  /** For messages: `bucket`. */
  readonly name: string
  readonly isRequired?: boolean
  /** Not with `encryptedFile:`. */
  readonly isForValues?: boolean
}

/** The engines, by what stands after the prefix, with their parameters. */
export const engineParameters = {
  s3: {
    r: { name: 'region', isRequired: true },
    b: { name: 'bucket', isRequired: true },
    f: { name: 'object', isRequired: true },
    k: { name: 'YAML path' },
  },
  gcs: {
    b: { name: 'bucket', isRequired: true },
    f: { name: 'object', isRequired: true },
    k: { name: 'YAML path' },
  },
  'secrets-manager': {
    r: { name: 'region', isRequired: true },
    s: { name: 'secret name', isRequired: true },
    k: { name: 'JSON key', isForValues: true },
  },
  'google-secrets-manager': {
    p: { name: 'project number', isRequired: true },
    s: { name: 'secret id', isRequired: true },
    k: { name: 'JSON key', isForValues: true },
    v: { name: 'version' },
  },
  k8s: {
    n: { name: 'secret name', isRequired: true },
    k: { name: 'key', isRequired: true },
    ns: { name: 'namespace' },
  },
  vault: {
    e: { name: 'secrets engine' },
    p: { name: 'path' },
    n: { name: 'path, as older versions call it' },
    k: { name: 'key', isRequired: true },
    b: { name: 'whether the value is Base64' },
  },
  age: {
    f: { name: 'file', isRequired: true },
    k: { name: 'YAML path' },
  },
  file: {
    f: { name: 'file', isRequired: true },
    k: { name: 'YAML path' },
  },
  env: { n: { name: 'variable', isRequired: true } },
  noop: { v: { name: 'value', isRequired: true } },
} as const satisfies Record<string, Readonly<Record<string, ParameterRule>>>

export type EngineId = keyof typeof engineParameters

const literal = 'encrypted:'
const file = 'encryptedFile:'

export const isSecretReference = (value: unknown): value is string =>
  typeof value === 'string' && (value.startsWith(literal) || value.startsWith(file))

/**
 * Reads `encrypted:<engine>!<k>:<v>!<k>:<v>…` or `encryptedFile:…`; undefined for what is no reference. The order of the parameters is
 * free, and values may hold colons. Throws for one that can't be right: an engine that there is not, a parameter
 * that is missing, not known, or not for files.
 */
export function secretReference(text: string): SecretReference | undefined {
  if (!isSecretReference(text)) return undefined
  const isFile = text.startsWith(file)
  const [engine = '', ...pairs] = text.slice((isFile ? file : literal).length).split('!')
  const rules: Readonly<Record<string, ParameterRule>> | undefined = Object.hasOwn(engineParameters, engine)
    ? engineParameters[engine as EngineId]
    : undefined
  if (rules === undefined)
    throw problem(
      'invalid',
      `There is no secret engine '${engine}'; there are ${Object.keys(engineParameters).join(', ')}`,
    )
  if (pairs.length === 0)
    throw wrong(engine, `it needs at least one parameter, as in ${literal}${engine}!${example(rules)}`)
  const parameters: Record<string, string> = {}
  for (const pair of pairs) {
    const colon = pair.indexOf(':')
    if (colon < 1) throw wrong(engine, 'each parameter is written as key:value, after an exclamation mark')
    const key = pair.slice(0, colon)
    const rule = rules[key]
    if (rule === undefined) throw wrong(engine, `it has no parameter '${key}'; it has ${listed(rules)}`)
    if (isFile && rule.isForValues) throw wrong(engine, `parameter ${key} (${rule.name}) can't be given for a file`)
    parameters[key] = pair.slice(colon + 1)
  }
  for (const [key, rule] of Object.entries(rules)) {
    if (rule.isRequired && !parameters[key]) throw wrong(engine, `parameter ${key} (${rule.name}) is missing`)
  }
  if (engine === 'vault' && !parameters.p && !parameters.n) throw wrong(engine, 'parameter p (path) is missing')
  return { isFile, engine, parameters }
}

const wrong = (engine: string, why: string) => problem('invalid', `Invalid reference to a secret of ${engine}: ${why}`)

const listed = (rules: Readonly<Record<string, ParameterRule>>) =>
  Object.entries(rules)
    .map(([key, { name }]) => `${key} (${name})`)
    .join(', ')

const example = (rules: Readonly<Record<string, ParameterRule>>) =>
  Object.entries(rules)
    .filter(([, { isRequired }]) => isRequired)
    .map(([key, { name }]) => `${key}:<${name}>`)
    .join('!')

/** A reference as it may be shown: what `noop` refers to stands in the reference itself. */
export function shownReference({ isFile, engine, parameters }: SecretReference): string {
  const pairs = Object.entries(parameters).map(([key, value]) => `!${key}:${engine === 'noop' ? '***' : value}`)
  return `${isFile ? file : literal}${engine}${pairs.join('')}`
}
