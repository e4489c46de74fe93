import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { ClouddriverContext } from './context.ts'

const refreshBody = z.looseObject({
  account: z.string('name the `account` to refresh'),
  region: z.string().optional(),
  serverGroupName: z.string().optional(),
  asgName: z.string().optional(),
})

/** Refreshing the inventory on demand: done when it is answered, so there is never anything pending. */
export function cacheRoutes({ accounts, refresh, agents, inventory }: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    app.post('/cache/:provider/:type', async (request) => {
      const { provider } = request.params as { provider: string }
      const parsed = refreshBody.safeParse(request.body)
      if (!parsed.success) throw problem('invalid', `The refresh is not valid: ${z.prettifyError(parsed.error)}`)
      const { account, region, serverGroupName, asgName } = parsed.data
      accounts.require(account, provider)
      const name = serverGroupName ?? asgName
      if (name === undefined) {
        await refresh.account(account)
        return { cachedIdentifiersByType: {} }
      }
      const serverGroups = await refresh.serverGroups(account, [{ name, ...(region === undefined ? {} : { region }) }])
      return { cachedIdentifiersByType: { serverGroups } }
    })
    app.get('/cache/:provider/:type', async () => [])
    app.get('/cache/introspection', async () => ({ agents: agents.statuses(), resources: inventory.counts() }))
  }
}
