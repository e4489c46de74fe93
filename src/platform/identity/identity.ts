import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

/** Who asks, and in what context: what Spinnaker's services tell each other in `X-SPINNAKER-*` headers. */
export interface Identity {
  /** Undefined: nobody is signed in. */
  readonly user?: string
  /** Accounts that the user may write to. */
  readonly accounts: readonly string[]
  readonly origin?: string
  readonly requestId: string
  readonly application?: string
  readonly executionId?: string
  readonly executionType?: string
}

const current = new AsyncLocalStorage<Identity>()

/** The identity on whose behalf the current call runs; an anonymous one outside any. */
export function currentIdentity(): Identity {
  return current.getStore() ?? { accounts: [], requestId: randomUUID() }
}

/** Runs `work`, and all that it awaits, on behalf of `identity`. */
export function runAs<R>(identity: Identity, work: () => R): R {
  return current.run(identity, work)
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Reads the identity from request headers. */
export function identityOf(headers: Headers): Identity {
  const text = (name: string) => {
    const value = headers[name]
    const first = Array.isArray(value) ? value[0] : value
    return first === undefined || first === '' ? undefined : first
  }
  const accounts = text('x-spinnaker-accounts')
  return {
    user: text('x-spinnaker-user'),
    accounts:
      accounts === undefined
        ? []
        : accounts
            .split(',')
            .map((name) => name.trim())
            .filter(Boolean),
    origin: text('x-spinnaker-user-origin'),
    requestId: text('x-spinnaker-request-id') ?? randomUUID(),
    application: text('x-spinnaker-application'),
    executionId: text('x-spinnaker-execution-id'),
    executionType: text('x-spinnaker-execution-type'),
  }
}

/** The headers that carry `identity` to another service. */
export function headersOf(identity: Identity): Record<string, string> {
  const headers: Record<string, string> = { 'x-spinnaker-request-id': identity.requestId }
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined) headers[name] = value
  }
  put('x-spinnaker-user', identity.user)
  put('x-spinnaker-accounts', identity.accounts.length > 0 ? identity.accounts.join(',') : undefined)
  put('x-spinnaker-user-origin', identity.origin)
  put('x-spinnaker-application', identity.application)
  put('x-spinnaker-execution-id', identity.executionId)
  put('x-spinnaker-execution-type', identity.executionType)
  return headers
}
