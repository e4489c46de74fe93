import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { toGennakerError } from '../../platform/errors/index.ts'
import type { Reload, ReloadLine } from '../../services/halyard/deploy/environments/local/contract.ts'
import { UsageError } from '../options.ts'
import type { Supervisor } from './supervise.ts'

const reload: z.ZodType<Reload> = z.object({
  launch: z.object({
    flags: z.array(z.string()),
    env: z.record(z.string(), z.string()),
    about: z.object({
      version: z.string().optional(),
      revision: z.number().optional(),
      hashes: z.record(z.string(), z.string()).optional(),
    }),
  }),
  healthTimeoutMs: z.number().positive(),
  stabilisationMs: z.number().nonnegative(),
  drainMs: z.number().nonnegative(),
})

/** A path of a Unix socket has little room. */
const longestPath = 103

/**
 * Lets the owner of `path` command the supervisor: `GET /status`, `POST /reload` (answered line by line, as it goes on), `POST /stop`.
 * Nobody else may open the socket.
 */
export async function openControl(path: string, supervisor: Supervisor, stop: () => void): Promise<Server> {
  if (Buffer.byteLength(path) > longestPath)
    throw new UsageError(
      `${path} is too long for a socket; choose a shorter home folder, below ${longestPath} characters.`,
    )
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const { status, message } = error instanceof z.ZodError ? badRequest(error) : toGennakerError(error)
      if (response.headersSent) response.end(line({ failed: { reason: message, log: [], restored: true } }))
      else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }))
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = { 'content-type': 'application/json' }
    switch (`${request.method} ${request.url}`) {
      case 'GET /status': {
        response.writeHead(200, json).end(JSON.stringify(await supervisor.status()))
        return
      }
      case 'POST /reload': {
        const wanted = reload.parse(JSON.parse(await text(request)))
        response.setHeader('content-type', 'application/x-ndjson')
        // Whoever asked may be gone before it is done; it is done nevertheless.
        const tell = (message: string) => response.write(line({ tell: message }))
        response.end(line(await supervisor.reload(wanted, tell)))
        return
      }
      case 'POST /stop': {
        response.writeHead(202, json).end('{}', stop)
        return
      }
      default:
        response.writeHead(404, json).end('{}')
    }
  }

  // What was left by a supervisor that was killed: the caller has made sure that there is no other.
  rmSync(path, { force: true })
  const mask = process.umask(0o177)
  try {
    server.listen(path)
    await once(server, 'listening')
  } finally {
    process.umask(mask)
  }
  chmodSync(path, 0o600)
  return server
}

const line = (value: ReloadLine) => `${JSON.stringify(value)}\n`

function badRequest(error: z.ZodError): { status: number; message: string } {
  const issues = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return { status: 400, message: `The request is not valid: ${issues.join('; ')}` }
}
