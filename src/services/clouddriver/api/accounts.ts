import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { accountDefinition, accountView } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { flag, paramsOf, readQuery } from './query.ts'

const listQuery = z.object({ expand: flag(false) })
const definitionsQuery = z.object({
  limit: z.coerce.number().int().positive().default(100),
  startingAccountName: z.string().optional(),
})

/** The accounts, without secrets (clouddriver: CredentialsController). */
export function accountRoutes({ accounts, config, operations }: ClouddriverContext): FastifyPluginAsync {
  const require = (name: string) => {
    const found = accounts.find(name)
    if (found) return found
    throw problem('notFound', `Account does not exist (name: ${name})`)
  }
  return async (app) => {
    app.get('/credentials', async (request) => {
      const { expand } = readQuery(listQuery, request)
      return accounts.all().map((each) => accountView(each, config, expand))
    })
    app.get('/credentials/type/:type', async (request) => {
      const { type } = paramsOf<'type'>(request)
      const { limit, startingAccountName = '' } = readQuery(definitionsQuery, request)
      return accounts
        .all()
        .filter(({ provider, account }) => provider.id === type && account.name >= startingAccountName)
        .toSorted((a, b) => (a.account.name < b.account.name ? -1 : 1))
        .slice(0, limit)
        .map(accountDefinition)
    })
    app.get('/credentials/:account', async (request) =>
      accountView(require(paramsOf<'account'>(request).account), config, true),
    )
    // Who may not write to the account gets no answer here once somebody says who may.
    app.get('/credentials/:account/authorized', async (request) =>
      accountView(require(paramsOf<'account'>(request).account), config, true),
    )
    for (const [method, url] of [
      ['POST', '/credentials'],
      ['PUT', '/credentials'],
      ['PUT', '/credentials/:account'],
      ['DELETE', '/credentials/:account'],
      ['GET', '/credentials/:account/history'],
    ] as const) {
      app.route({
        method,
        url,
        handler: async () => {
          throw problem(
            'notFound',
            'Account definitions are not stored here: accounts are those of clouddriver.yml; change them there',
          )
        },
      })
    }
    app.get('/features/stages', async () => {
      const names = new Set(
        [operations.core, ...accounts.providers.map((each) => each.operations)].flatMap(Object.keys),
      )
      return [...names].sort().map((name) => ({ name, enabled: true }))
    })
    // There are no plugins, and no artifact accounts before there are artifacts.
    for (const url of ['/installedPlugins', '/artifacts/credentials']) app.get(url, async () => [])
  }
}
