import { z } from 'zod'
import type { ClouddriverConfig } from '../config.ts'
import type { Provider, ProviderPlatform } from '../provider.ts'
import type { ConnectedAccount } from './accounts.ts'

/**
 * Connects the accounts of every provider that has a section. A section that does not fit, an account that can't be built
 * and a second account of one name are reported and left out: one bad line never stops the others.
 */
export function connectAccounts(
  providers: readonly Provider[],
  config: ClouddriverConfig,
  platform: ProviderPlatform,
): ConnectedAccount[] {
  const byName = new Map<string, ConnectedAccount>()
  for (const provider of providers) {
    for (const each of connect(provider, config[provider.id], platform)) {
      const first = byName.get(each.account.name)
      if (first) {
        const { name } = each.account
        platform.logger.error(
          { provider: provider.id, account: name },
          `Account ${name} of ${provider.id} is left out: ${first.provider.id} already has an account of that name; rename one`,
        )
      } else byName.set(each.account.name, each)
    }
  }
  return [...byName.values()]
}

function connect(provider: Provider, section: unknown, platform: ProviderPlatform): ConnectedAccount[] {
  if (section === undefined || section === null) return []
  if ((section as { enabled?: unknown }).enabled === false) return []
  const parsed = provider.configSchema.safeParse(section)
  if (!parsed.success) {
    platform.logger.error(
      { provider: provider.id },
      `The section ${provider.id} of clouddriver.yml is not valid, so ${provider.id} has no accounts: ${z.prettifyError(parsed.error)}`,
    )
    return []
  }
  try {
    return provider.connect(parsed.data, platform).map((account) => ({ account, provider }))
  } catch (error) {
    platform.logger.error(
      { provider: provider.id },
      `The accounts of ${provider.id} can't be connected: ${(error as Error).message}`,
    )
    return []
  }
}
