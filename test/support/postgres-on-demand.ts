import { once } from 'node:events'
import { createServer } from 'node:http'
import { onDemandVariable, type PostgresServer, startPostgres } from './postgres.ts'

/** Vitest's global setup: one PostgreSQL for the whole run, started when the first test asks for it, so that a run without one pays nothing. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  // Another project of the same run has it already.
  if (process.env[onDemandVariable] !== undefined) return undefined
  let postgres: Promise<PostgresServer> | undefined
  const door = createServer(async (_, answer) => {
    try {
      postgres ??= startPostgres()
      answer.end((await postgres).url)
    } catch (error) {
      answer.writeHead(500).end((error as Error).message)
    }
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const { port } = door.address() as { port: number }
  process.env[onDemandVariable] = `http://127.0.0.1:${port}`
  return async () => {
    door.close()
    await postgres?.then(
      (server) => server.stop(),
      () => undefined,
    )
  }
}
