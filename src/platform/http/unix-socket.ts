import { request } from 'node:http'
import { problem } from '../errors/index.ts'

export interface UnixCall {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** Without a byte for so long, it is given up. */
  readonly idleMs?: number
  readonly signal?: AbortSignal
  /** Gets each line of the answer as it comes. */
  readonly onLine?: (line: string) => void
}

/**
 * Asks a program of this machine that listens on a Unix socket; undefined when nobody does. Throws `unavailable` for one that does not
 * answer to the end. Loads nothing but Node's own client.
 */
export function callUnixSocket(
  socketPath: string,
  call: UnixCall,
): Promise<{ status: number; text: string } | undefined> {
  const { method, path, body, idleMs = 10_000, signal, onLine } = call
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) =>
      reject(problem('unavailable', `${socketPath} did not answer ${method} ${path}: ${why}`, { cause }))
    const asked = request({ socketPath, method, path, timeout: idleMs, ...(signal === undefined ? {} : { signal }) })
    asked.on('timeout', () => asked.destroy(new Error(`it said nothing for ${idleMs / 1000} s`)))
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined)
      else if (signal?.aborted) reject(signal.reason)
      else fail(error.message, error)
    })
    asked.on('response', (answer) => {
      let text = ''
      let rest = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
        if (onLine === undefined) return
        const lines = (rest + chunk).split('\n')
        rest = lines.pop()!
        for (const line of lines) onLine(line)
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.on('error', (error) => (signal?.aborted ? reject(signal.reason) : fail(error.message, error)))
    })
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
