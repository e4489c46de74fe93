import type { Provider } from '../../services/clouddriver/provider.ts'
import { connectAccount, type SpotAccount } from './account.ts'
import { serverGroupAgent } from './agents/server-groups.ts'
import { type SpotConfig, spotConfigSchema } from './config.ts'
import { operations } from './operations/index.ts'

/** Spot's Elastigroup on AWS. */
export const spotProvider: Provider<SpotAccount> = {
  id: 'spot',
  configSchema: spotConfigSchema,
  connect(config, platform) {
    const section = config as SpotConfig
    return section.accounts.flatMap((account) => {
      try {
        return [connectAccount(account, section, platform)]
      } catch (error) {
        platform.logger.error(
          { account: account.name },
          `The Spot account ${account.name} is left out: ${(error as Error).message}`,
        )
        return []
      }
    })
  },
  agents: (account) => [serverGroupAgent(account)],
  operations,
}
