import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'

/** Serves the built browser UI, and tells it where Gate is. Assets carry a hash in their name and may be kept for ever. */
export async function createDeckServer(root: string, gateUrl: () => string): Promise<FastifyInstance> {
  const server = Fastify({ forceCloseConnections: true })
  const directory = join(root, 'deck/dist')
  server.get('/settings.json', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ gateUrl: gateUrl() }),
  )
  await server.register(fastifyStatic, {
    root: directory,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const forever = path.includes('/assets/')
      reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  return server
}
