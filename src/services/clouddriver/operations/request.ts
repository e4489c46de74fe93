import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Accounts } from '../accounts/index.ts'
import type { CloudAccount, InventoryReader, Operation, Provider } from '../provider.ts'

type Json = Record<string, unknown>

/** An operation as it was asked for. */
export interface RequestedOperation {
  readonly name: string
  readonly description: Json
}

/** An operation that can run. */
export interface BoundOperation {
  readonly name: string
  /** Undefined for an operation of Clouddriver's own: it acts upon no account. */
  readonly account: CloudAccount | undefined
  readonly operation: Operation
  readonly description: unknown
}

/** What operations there are. */
export interface OperationsKnown {
  readonly accounts: Accounts
  /** Clouddriver's own, on whatever cloud they are asked for. They look at no account. */
  readonly core: Readonly<Record<string, Operation<never>>>
}

/** The provider of requests that name none, as only operations of Clouddriver's own may. */
export const noProvider = ''

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
export function providerIn({ core }: OperationsKnown, operations: readonly RequestedOperation[]): string {
  const onClouds = operations.filter(({ name }) => nameAmong(core, name) === undefined)
  if (onClouds.length === 0) return noProvider
  const named = new Set(onClouds.map(({ description }) => description['cloudProvider']))
  const [only] = named
  if (named.size === 1 && typeof only === 'string') return only
  throw problem('invalid', 'Every description must name the same cloudProvider, or the path must, e.g. POST /spot/ops')
}

/** Finds operations and accounts and checks every description; throws `Validation Failed` with all that is wrong. */
export function bindOperations(
  known: OperationsKnown,
  providerId: string,
  operations: readonly RequestedOperation[],
): BoundOperation[] {
  const errors: string[] = []
  const bound = operations.flatMap((requested) => {
    const { name } = requested
    const { account, operation, filled } = find(known, providerId, requested)
    const parsed = operation.schema.safeParse(operation.preprocess?.(filled) ?? filled)
    if (parsed.success) return [{ name, account, operation, description: parsed.data }]
    for (const { path, message } of parsed.error.issues) errors.push(`${[name, ...path].join('.')}: ${message}`)
    return []
  })
  if (errors.length > 0) throw validationFailed(errors)
  return bound
}

/** Binds the operations and asks them what their schemas can't say, before anything is recorded. */
export async function checkOperations(
  known: OperationsKnown,
  inventory: InventoryReader,
  providerId: string,
  operations: readonly RequestedOperation[],
): Promise<void> {
  const bound = bindOperations(known, providerId, operations)
  const errors = await Promise.all(
    bound.map(({ operation, description, account }) =>
      operation.validate?.(description as never, { account: account as CloudAccount, inventory }),
    ),
  )
  const all = errors.flatMap((each) => each ?? [])
  if (all.length > 0) throw validationFailed(all)
}

function validationFailed(errors: readonly string[]) {
  return problem('invalid', `Validation Failed: ${errors.join('; ')}`, { attributes: { errors } })
}

function find({ accounts, core }: OperationsKnown, providerId: string, { name, description }: RequestedOperation) {
  const own = nameAmong(core, name)
  if (own !== undefined) return { account: undefined, operation: core[own] as Operation, filled: description }
  const provider = accounts.provider(providerId)
  const operation = operationOf(provider, name)
  const filled = withAccount(name, description)
  const { account } = accounts.require(String(filled['credentials']), providerId)
  return { account, operation, filled }
}

function operationOf(provider: Provider, name: string): Operation {
  const found = nameAmong(provider.operations, name)
  if (found !== undefined) return provider.operations[found] as Operation
  throw problem(
    'invalid',
    `No atomic operation converter found for description '${name}' and cloud provider '${provider.id}'; it has ${Object.keys(provider.operations).sort().join(', ')}`,
  )
}

/**
 * The operation that `name` means. It may carry a version that no provider of ours tells apart, `resizeServerGroup@v1`,
 * and be that of the description: `resizeServerGroupDescription`.
 */
function nameAmong(operations: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const bare = name.replace(/@.*$/, '')
  return [bare, bare.replace(/Description$/, ''), `${bare}Description`].find((each) => Object.hasOwn(operations, each))
}

/** `account` and `credentials` are one: whichever is missing is the other, and `credentials` wins. */
function withAccount(name: string, description: Json): Json {
  const account = description['credentials'] ?? description['account']
  if (typeof account === 'string' && account !== '') return { ...description, credentials: account, account }
  throw problem('invalid', `${name} must name its account in credentials`)
}
