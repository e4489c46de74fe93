import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'

/** Serves the built browser UI, and tells it where Gate is. Assets carry a hash in their name and may be kept for ever. */
export async function createDeckServer(root: string, gateUrl: () => string): Promise<FastifyInstance> {
  const server = createPageServer()
  server.get('/settings.json', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ gateUrl: gateUrl() }),
  )
  const directory = join(root, 'deck/dist')
  for (const url of ['/', '/index.html'])
    server.get(url, async (_request, reply) => {
      const page = await readFile(join(directory, 'index.html'), 'utf8')
      return reply
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(withSettings(page, gateUrl()))
    })
  await serveFiles(server, directory, false)
  return server
}

/** The page with its settings before its first script. */
function withSettings(page: string, gateUrl: string): string {
  // Nothing in a JSON text may end the element that holds it.
  const json = JSON.stringify({ gateUrl }).replaceAll('<', '\\u003c')
  return page.replace('</title>', () => `</title>\n    <script id="settings" type="application/json">${json}</script>`)
}

/**
 * Serves a build of Spinnaker's own Deck from `directory` as it is. Where Gate is stands in `settings-local.js`, which that Deck
 * reads last: what the build has there stays, and the address is set after it.
 */
export async function createStockDeckServer(directory: string, gateUrl: () => string): Promise<FastifyInstance> {
  const server = createPageServer()
  const own = optional(join(directory, 'settings-local.js'))
  server.get('/settings-local.js', async (_request, reply) => {
    const url = gateUrl()
    const settings = { gateUrl: url, authEndpoint: `${url}/auth/user` }
    return reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(`${own}\n;Object.assign(window.spinnakerSettings, ${JSON.stringify(settings)});\n`)
  })
  if (!existsSync(join(directory, 'version.json'))) {
    // That Deck asks every half minute whether it was upgraded; its images bring the file, a build does not. No version at all is
    // the one answer that is neither an error in the browser's console nor, after six of them, an upgrade.
    server.get('/version.json', async (_request, reply) => reply.code(204).send())
  }
  await serveFiles(server, directory)
  return server
}

/** What a page that changes things says to browsers: nobody else shows it in a frame, and files are what they say they are. */
const headers = {
  'content-security-policy': "frame-ancestors 'self'",
  'x-frame-options': 'SAMEORIGIN',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
}

function createPageServer(): FastifyInstance {
  const server = Fastify({ forceCloseConnections: true })
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
  return server
}

async function serveFiles(server: FastifyInstance, directory: string, withIndex = true): Promise<void> {
  await server.register(fastifyStatic, {
    root: directory,
    ...(withIndex ? {} : { index: false }),
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const forever = path.includes('/assets/')
      reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}

function optional(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
