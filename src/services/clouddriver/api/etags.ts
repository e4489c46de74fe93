import { createHash } from 'node:crypto'
import type { HttpServer } from '../../../platform/http/index.ts'

/** Answers to GET say what they are by a hash of their body; a client that has that already gets an empty 304. */
export function etags(server: HttpServer): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') return payload
    const etag = `"${createHash('sha1').update(payload).digest('base64url')}"`
    reply.header('etag', etag)
    const known = request.headers['if-none-match']
    if (known === undefined || !known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag))
      return payload
    reply.code(304).removeHeader('content-type')
    return ''
  })
}
