import { problem } from '../../../platform/errors/index.ts'
import type { CloudAccount, Provider } from '../provider.ts'

/** An account with its cloud. */
export interface ConnectedAccount {
  readonly account: CloudAccount
  readonly provider: Provider
}

/** All accounts by name, unique over all clouds (clouddriver: CompositeCredentialsRepository). */
export interface Accounts {
  readonly providers: readonly Provider[]
  all(): readonly ConnectedAccount[]
  find(name: string): ConnectedAccount | undefined
  /** Throws notFound with the providers that there are. */
  provider(id: string): Provider
  /** Throws invalid with the provider's accounts. */
  require(name: string, provider: string): ConnectedAccount
}

export function accountsOf(providers: readonly Provider[], connected: readonly ConnectedAccount[]): Accounts {
  const byName = new Map(connected.map((each) => [each.account.name, each]))
  const byId = new Map(providers.map((each) => [each.id, each]))
  return {
    providers,
    all: () => connected,
    find: (name) => byName.get(name),
    provider(id) {
      const found = byId.get(id)
      if (found) return found
      const known = [...byId.keys()].join(', ') || 'none'
      throw problem('notFound', `Cloud provider not found (name: ${id}); known providers: ${known}`)
    },
    require(name, provider) {
      const found = byName.get(name)
      if (found?.provider.id === provider) return found
      const names = connected.filter((each) => each.provider.id === provider).map(({ account }) => account.name)
      throw problem('invalid', `credentials not found (name: ${name}, names: ${names.join(',')})`)
    },
  }
}
