import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { rootCertificates } from 'node:tls'
import { Agent, request } from 'undici'
import { problem } from '../errors/index.ts'
import { isRefusedAddress, type Restrictions, whyRefused } from './restrictions.ts'

export interface OutboundCall {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  /** Default: 30 seconds. */
  readonly timeoutMs?: number
}

export interface OutboundAnswer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  /** Parsed JSON, else the text; undefined when empty. */
  readonly body: unknown
}

/** The only way to a URL that a user wrote. */
export interface Outbound {
  /** Answers of any status are returned. Throws `invalid` for a URL that is not allowed, `unavailable` (retryable) when nothing answers. */
  request(call: OutboundCall): Promise<OutboundAnswer>
  close(): Promise<void>
}

export interface OutboundOptions {
  readonly connectTimeoutMs?: number
  /** An answer with more headers and body is an error; default: 10 MB. */
  readonly maxResponseBytes?: number
  /** In PEM form: whom to trust beside the usual authorities, and who to be. */
  readonly tls?: {
    readonly ca?: readonly string[]
    readonly key?: string
    readonly cert?: string
    readonly trustAnybody?: boolean
    readonly skipHostnameVerification?: boolean
  }
}

const mostBytes = 10 * 1024 * 1024

/** Redirects are not followed: where they lead was not checked. */
export function createOutbound(restrictions: Restrictions, options: OutboundOptions = {}): Outbound {
  const { connectTimeoutMs, maxResponseBytes = mostBytes, tls = {} } = options
  const agent = new Agent({
    connect: {
      lookup: lookupAllowed(restrictions) as never,
      ...(connectTimeoutMs === undefined ? {} : { timeout: connectTimeoutMs }),
      ...(tls.ca === undefined ? {} : { ca: [...rootCertificates, ...tls.ca] }),
      ...(tls.key === undefined ? {} : { key: tls.key }),
      ...(tls.cert === undefined ? {} : { cert: tls.cert }),
      ...(tls.trustAnybody ? { rejectUnauthorized: false } : {}),
      ...(tls.skipHostnameVerification ? { checkServerIdentity: () => undefined } : {}),
    },
  })
  return {
    async request({ method, url, headers = {}, body, timeoutMs = 30_000 }) {
      const refused = whyRefused(url, restrictions)
      if (refused !== undefined) {
        throw problem(
          'invalid',
          `The URL ${withoutQuery(url)} may not be called: ${refused}. See user-configured-url-restrictions in orca.yml.`,
        )
      }
      const isText = typeof body === 'string'
      try {
        const response = await request(url, {
          dispatcher: agent,
          method: method.toUpperCase() as 'GET',
          headers: {
            ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
            ...lowerCased(headers),
          },
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
        })
        return {
          status: response.statusCode,
          headers: response.headers,
          body: parse(await read(response.body, maxResponseBytes)),
        }
      } catch (error) {
        if (error instanceof RefusedAddress) throw problem('invalid', error.message)
        throw problem(
          'unavailable',
          `${method.toUpperCase()} ${withoutQuery(url)} failed: ${(error as Error).message}`,
          { cause: error },
        )
      }
    },
    close: () => agent.close(),
  }
}

class RefusedAddress extends Error {}

type LookupDone = (error: Error | null, address?: string | LookupAddress[], family?: number) => void

function lookupAllowed(restrictions: Restrictions) {
  return (host: string, options: LookupOptions, done: LookupDone) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error)
      const refused = addresses.find(({ address }) => isRefusedAddress(address, restrictions))
      if (refused)
        return done(new RefusedAddress(`The host ${host} leads to ${refused.address}, which may not be called.`))
      if (options.all) return done(null, addresses)
      return done(null, addresses[0]?.address, addresses[0]?.family)
    })
  }
}

async function read(body: AsyncIterable<Buffer>, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > most) throw new Error(`the answer is larger than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the caller gets the text.
    return text
  }
}

function lowerCased(headers: Readonly<Record<string, string | readonly string[]>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? value : [...value],
    ]),
  )
}

/** Queries and user names carry secrets: they stay out of errors. */
function withoutQuery(url: string): string {
  return (url.split(/[?#]/)[0] ?? url).replace(/\/\/[^/]*@/, '//')
}
