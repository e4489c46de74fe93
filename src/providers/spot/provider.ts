import type { Provider } from '../../services/clouddriver/provider.ts'
import { connectAccount, type SpotAccount } from './account.ts'
import { serverGroupAgent } from './agents/server-groups.ts'
import { rateLimitsByToken } from './client/index.ts'
import { type SpotConfig, spotConfigSchema } from './config.ts'
import { operations } from './operations/index.ts'
import { spotRoutes } from './routes/index.ts'
import { views } from './views.ts'

/** Spot's Elastigroups, on whichever cloud they are. */
export const spotProvider: Provider<SpotAccount> = {
  id: 'spot',
  configSchema: spotConfigSchema,
  connect(config, platform) {
    const section = config as SpotConfig
    const limitsOf = rateLimitsByToken(platform.clock)
    return section.accounts.flatMap((account) => {
      try {
        return [connectAccount(account, section, platform, limitsOf)]
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
  views,
  routes: spotRoutes,
}
