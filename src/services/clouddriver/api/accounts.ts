import type { FastifyPluginAsync } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'
import { accountView } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'

/** The accounts, without secrets. */
export function accountRoutes({ accounts, config }: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    app.get('/credentials', async (request) => {
      const { expand } = request.query as { expand?: string }
      return accounts.all().map((each) => accountView(each, config, expand === 'true'))
    })
    app.get('/credentials/:account', async (request) => {
      const { account } = request.params as { account: string }
      const found = accounts.find(account)
      if (!found) throw problem('notFound', `Account not found (name: ${account})`)
      return accountView(found, config, true)
    })
    app.get('/features/stages', async () => {
      const names = new Set(accounts.providers.flatMap(({ operations }) => Object.keys(operations)))
      return [...names].sort().map((name) => ({ name, enabled: true }))
    })
  }
}
