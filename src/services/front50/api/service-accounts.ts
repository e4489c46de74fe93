import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { presentServiceAccount, serviceAccountSchema } from '../access/index.ts'
import { type Front50Context, userOf } from './context.ts'

const identified = z.object({ id: z.string() })

/**
 * `/serviceAccounts`: as whom triggers may run. For the other services only: nobody is asked for a right here, so keep
 * these routes off the public network.
 */
export function serviceAccountRoutes(context: Front50Context): FastifyPluginCallbackZod {
  const { documents, authorization } = context

  return (app, _, done) => {
    app.get('/serviceAccounts', async () => (await documents.list('serviceAccount')).map(presentServiceAccount))

    app.get('/serviceAccounts/tokenEligible', async () => context.tokenEligible)

    app.post('/serviceAccounts', { schema: { body: serviceAccountSchema } }, async (request) => {
      const account = request.body
      const saved = await documents.write(userOf(request), (writer) =>
        writer.put({ kind: 'serviceAccount', id: account.name, name: account.name, body: account }),
      )
      await authorization.permissionsChanged(account.memberOf)
      return presentServiceAccount(saved)
    })

    app.delete('/serviceAccounts/:id', { schema: { params: identified } }, async (request, reply) => {
      const { id } = request.params
      const before = await documents.find('serviceAccount', id)
      await documents.write(userOf(request), (writer) => writer.remove('serviceAccount', id))
      if (before) await authorization.permissionsChanged(before.body.memberOf as string[])
      return reply.send()
    })
    done()
  }
}
