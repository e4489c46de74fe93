import type { AccountDescription, CloudAccount, ProviderPlatform } from '../../services/clouddriver/provider.ts'
import { createSpotClient, type SpotClient } from './client/index.ts'
import type { SpotAccountConfig, SpotConfig } from './config.ts'

export interface SpotAccount extends CloudAccount {
  readonly provider: 'spot'
  readonly client: SpotClient
  readonly pollIntervalMs: number
  /** Whether the account shows a group of that name and region. */
  shows(name: string, region: string): boolean
}

/** Builds an account; throws with what is missing. The token stays inside the client. */
export function connectAccount(
  account: SpotAccountConfig,
  config: SpotConfig,
  platform: ProviderPlatform,
): SpotAccount {
  const token = account.apiToken ?? config.apiToken
  if (token === undefined) throw new Error('it has no apiToken, and neither has the section spot')
  const client = createSpotClient({
    endpoint: account.endpoint ?? config.endpoint,
    accountId: account.accountId,
    token,
    clock: platform.clock,
    metrics: platform.metrics,
  })
  const { name, regions } = account
  const filter = account.nameFilter === undefined ? undefined : new RegExp(`^(?:${account.nameFilter})$`)
  return {
    name,
    provider: 'spot',
    client,
    description: describe(account),
    pollIntervalMs: account.pollIntervalMs,
    shows: (group, region) => (regions?.includes(region) ?? true) && (filter?.test(group) ?? true),
    // The client may still serve an operation that is about to end: it closes without breaking it off.
    close: () => client.close(),
  }
}

function describe(account: SpotAccountConfig): AccountDescription {
  const { name, accountId, requiredGroupMembership, permissions, regions } = account
  return {
    name,
    type: 'spot',
    cloudProvider: 'spot',
    accountId,
    environment: account.environment ?? name,
    accountType: account.accountType ?? name,
    primaryAccount: false,
    requiredGroupMembership,
    ...(permissions === undefined ? {} : { permissions }),
    ...(regions === undefined ? {} : { regions: regions.map((region) => ({ name: region })) }),
  }
}
