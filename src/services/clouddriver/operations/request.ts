import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Accounts } from '../accounts/index.ts'
import type { CloudAccount, Operation, Provider } from '../provider.ts'

type Json = Record<string, unknown>

/** An operation as it was asked for. */
export interface RequestedOperation {
  readonly name: string
  readonly description: Json
}

/** An operation that can run. */
export interface BoundOperation {
  readonly name: string
  readonly account: CloudAccount
  readonly operation: Operation
  readonly description: unknown
}

const operationMaps = z.array(z.record(z.string(), z.looseObject({})))

/** Reads `[{name: description}, …]`; a map with several keys is several operations, in the order of its keys. */
export function readOperations(body: unknown): RequestedOperation[] {
  const parsed = operationMaps.safeParse(body)
  if (!parsed.success) {
    throw problem(
      'invalid',
      `The body must be an array of operations, e.g. [{"resizeServerGroup": {…}}]: ${z.prettifyError(parsed.error)}`,
    )
  }
  const operations = parsed.data.flatMap((map) =>
    Object.entries(map).map(([name, description]) => ({ name, description })),
  )
  if (operations.length === 0) throw problem('invalid', 'The body names no operation')
  return operations
}

/** The provider of a request that does not name it in its path: that of its descriptions. */
export function providerIn(operations: readonly RequestedOperation[]): string {
  const named = new Set(operations.map(({ description }) => description['cloudProvider']))
  const [only] = named
  if (named.size === 1 && typeof only === 'string') return only
  throw problem('invalid', 'Every description must name the same cloudProvider, or the path must, e.g. POST /spot/ops')
}

/** Finds operations and accounts and checks every description; throws `Validation Failed` with all that is wrong. */
export function bindOperations(
  accounts: Accounts,
  providerId: string,
  operations: readonly RequestedOperation[],
): BoundOperation[] {
  const provider = accounts.provider(providerId)
  const errors: string[] = []
  const bound = operations.flatMap(({ name, description }) => {
    const operation = operationOf(provider, name)
    const filled = withAccount(name, description)
    const { account } = accounts.require(String(filled['credentials']), providerId)
    const parsed = operation.schema.safeParse(filled)
    if (parsed.success) return [{ name, account, operation, description: parsed.data }]
    for (const { path, message } of parsed.error.issues) errors.push(`${[name, ...path].join('.')}: ${message}`)
    return []
  })
  if (errors.length > 0) throw problem('invalid', `Validation Failed: ${errors.join('; ')}`, { attributes: { errors } })
  return bound
}

/** Names may carry a version that no provider of ours tells apart: `resizeServerGroup@v1`. */
function operationOf(provider: Provider, name: string): Operation {
  const bare = name.replace(/@.*$/, '')
  if (Object.hasOwn(provider.operations, bare)) return provider.operations[bare] as Operation
  throw problem(
    'invalid',
    `No atomic operation converter found for description '${name}' and cloud provider '${provider.id}'; it has ${Object.keys(provider.operations).sort().join(', ')}`,
  )
}

/** `account` and `credentials` are one: whichever is missing is the other, and `credentials` wins. */
function withAccount(name: string, description: Json): Json {
  const account = description['credentials'] ?? description['account']
  if (typeof account === 'string' && account !== '') return { ...description, credentials: account, account }
  throw problem('invalid', `${name} must name its account in credentials`)
}
