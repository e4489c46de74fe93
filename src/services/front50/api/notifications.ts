import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readable, requireAdmin, requireRight } from '../access/index.ts'
import {
  applicationNotification,
  GLOBAL,
  notificationSchema,
  presentNotification,
  saveNotification,
  saveNotifications,
} from '../notifications/index.ts'
import { invalid } from '../problems.ts'
import { foldCase } from '../store/index.ts'
import { type Front50Context, userOf } from './context.ts'

const place = z.object({ type: z.string(), name: z.string() })

/** `/notifications`: who is told of what happens in an application, or in all of them. */
export function notificationRoutes({ documents, authorization }: Front50Context): FastifyPluginCallbackZod {
  /** Global notifications are named too in a path, for no use: there is one set of them. */
  const requireLevel = (type: string) => {
    const level = type.toLowerCase()
    if (level === 'application' || level === 'global') return level
    throw invalid(`Unknown notification type ${type}: it is application or global`)
  }
  const global = async () => {
    const found = await documents.find('notification', GLOBAL)
    return found ? presentNotification(found) : {}
  }

  return (app, _, done) => {
    app.get('/notifications', async (request) => {
      const all = await documents.list('notification')
      const own = all.filter(({ id }) => id !== foldCase(GLOBAL))
      return (await readable(authorization, userOf(request), own, ({ id }) => id)).map(presentNotification)
    })

    app.get('/notifications/global', global)

    app.post('/notifications/global', { schema: { body: notificationSchema } }, async (request, reply) => {
      const author = userOf(request)
      await requireAdmin(authorization, author)
      await saveNotification(documents, 'global', GLOBAL, request.body, author)
      return reply.send()
    })

    const batch = { body: z.array(notificationSchema) }
    app.post('/notifications/batchUpdate', { schema: batch }, async (request, reply) => {
      const author = userOf(request)
      const items = request.body.map((notification) => {
        if (typeof notification.application !== 'string') throw invalid('A notification names its application')
        return { level: 'application' as const, name: notification.application, notification }
      })
      for (const { name } of items) await requireRight(authorization, author, 'WRITE', foldCase(name))
      await saveNotifications(documents, items, author)
      return reply.send()
    })

    app.get('/notifications/:type/:name', { schema: { params: place } }, async (request) => {
      const { type, name } = request.params
      if (requireLevel(type) === 'global') return global()
      await requireRight(authorization, userOf(request), 'READ', foldCase(name))
      return applicationNotification(documents, name)
    })

    const change = { params: place, body: notificationSchema }
    app.post('/notifications/:type/:name', { schema: change }, async (request, reply) => {
      const { type, name } = request.params
      const author = userOf(request)
      if (requireLevel(type) === 'global') {
        await requireAdmin(authorization, author)
        await saveNotification(documents, 'global', GLOBAL, request.body, author)
      } else {
        await requireRight(authorization, author, 'WRITE', foldCase(name))
        await saveNotification(documents, 'application', name, request.body, author)
      }
      return reply.send()
    })

    app.delete('/notifications/:type/:name', { schema: { params: place } }, async (request, reply) => {
      const { type, name } = request.params
      const author = userOf(request)
      const isGlobal = requireLevel(type) === 'global'
      if (isGlobal) await requireAdmin(authorization, author)
      else await requireRight(authorization, author, 'WRITE', foldCase(name))
      await documents.write(author, (writer) => writer.remove('notification', isGlobal ? GLOBAL : name))
      return reply.send()
    })
    done()
  }
}
