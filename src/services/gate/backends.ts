import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Call, callForAnswer, pathSegment, type Transport } from '../../platform/clients/index.ts'
import type { ServiceDeps } from '../../platform/service/index.ts'
import { type EchoClient, echoClient } from '../echo/client.ts'
import { type Front50Client, front50Client } from '../front50/client.ts'
import type { ExecutionWaiter } from './tasks/index.ts'

/** What stands behind Gate. */
export interface Backends {
  readonly front50: Front50Client
  readonly orca: Transport
  readonly clouddriver: Transport
  readonly echo: EchoClient
  readonly waiter: ExecutionWaiter
}

export function backendsOf(deps: ServiceDeps, waiter: ExecutionWaiter): Backends {
  return {
    front50: front50Client(deps.transport('front50')),
    orca: deps.transport('orca'),
    clouddriver: deps.transport('clouddriver'),
    echo: echoClient(deps.transport('echo')),
    waiter,
  }
}

type Query = NonNullable<Call['query']>

/** Passes a GET on, query and all, and answers with what came back. `path`: the same as asked for, unless given. */
export function passOn(transport: Transport, path?: (params: Record<string, string>) => string) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = request.url.split('?')[0] ?? '/'
    const params = encoded(request.params as Record<string, string>)
    const query = joined(request.query as Record<string, string | string[]>)
    const answer = await callForAnswer(transport, { method: 'GET', path: path?.(params) ?? asked, query })
    const isJson = String(answer.headers['content-type'] ?? '').includes('json')
    // Lists of megabytes are not parsed to be written again.
    if (isJson && answer.text) return reply.type('application/json; charset=utf-8').send(answer.text)
    return reply.send(answer.body)
  }
}

/** Repeated values of a parameter mean the same as one list with commas. */
export function joined(query: Record<string, string | string[] | undefined>): Query {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  )
}

function encoded(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, pathSegment(value)]))
}
