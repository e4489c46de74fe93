import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/**
 * Gives each JSON answer to a GET an ETag of its text: who polls gets a 304 without a body while nothing changed. Weak, since
 * compressing the answer changes its bytes. A browser keeps what it got, and asks each time whether it still holds.
 */
export function addETags(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string' || payload === '')
      return payload
    if (!String(reply.getHeader('content-type') ?? '').includes('json')) return payload
    const tag = `W/"${hash('sha1', payload, 'base64url')}"`
    reply.header('etag', tag)
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache')
    const known = request.headers['if-none-match']?.split(',').map((each) => each.trim())
    if (!known?.includes(tag) && !known?.includes('*')) return payload
    reply.code(304)
    reply.removeHeader('content-type')
    reply.removeHeader('content-length')
    return ''
  })
}
