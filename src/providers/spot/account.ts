import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/telemetry/index.ts'
import type { AccountDescription, CloudAccount, ProviderPlatform } from '../../services/clouddriver/provider.ts'
import type { RateLimits } from './client/index.ts'
import type { SpotAccountConfig, SpotConfig } from './config.ts'
import { connectDriver, type ElastigroupDriver } from './driver/index.ts'

export interface SpotAccount extends CloudAccount {
  readonly provider: 'spot'
  readonly driver: ElastigroupDriver
  /** Shared by all accounts of one token. */
  readonly limits: RateLimits
  readonly pollIntervalMs: number
  /** The most groups whose instances are read each time. */
  readonly readingsPerCycle: number
  readonly clock: Clock
  readonly logger: Logger
  /** Whether the account shows a group of that name and region. */
  shows(name: string, region: string): boolean
}

/** Builds an account; throws with what is missing. The token stays inside the client. */
export function connectAccount(
  account: SpotAccountConfig,
  config: SpotConfig,
  platform: ProviderPlatform,
  limitsOf: (endpoint: string, token: string) => RateLimits,
): SpotAccount {
  const token = account.apiToken ?? config.apiToken
  if (token === undefined) throw new Error('it has no apiToken, and neither has the section spot')
  const endpoint = account.endpoint ?? config.endpoint
  const limits = limitsOf(endpoint, token)
  const driver = connectDriver(account.cloud, {
    endpoint,
    accountId: account.accountId,
    token,
    limits,
    clock: platform.clock,
    metrics: platform.metrics,
  })
  const { name, regions } = account
  const filter = account.nameFilter === undefined ? undefined : new RegExp(`^(?:${account.nameFilter})$`)
  return {
    name,
    provider: 'spot',
    driver,
    limits,
    description: describe(account),
    pollIntervalMs: account.pollIntervalMs,
    readingsPerCycle: account.readingsPerCycle,
    clock: platform.clock,
    logger: platform.logger,
    shows: (group, region) => (regions?.includes(region) ?? true) && (filter?.test(group) ?? true),
    // The driver may still serve an operation that is about to end: it closes without breaking it off.
    close: () => driver.close(),
  }
}

function describe(account: SpotAccountConfig): AccountDescription {
  const { name, accountId, cloud, requiredGroupMembership, permissions, regions } = account
  return {
    name,
    type: 'spot',
    cloudProvider: 'spot',
    accountId,
    cloud,
    environment: account.environment ?? name,
    accountType: account.accountType ?? name,
    primaryAccount: false,
    requiredGroupMembership,
    ...(permissions === undefined ? {} : { permissions }),
    ...(regions === undefined ? {} : { regions: regions.map((region) => ({ name: region })) }),
  }
}
