import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { queueContract } from './contract.ts'

queueContract('SQLite', async () => {
  const home = mkdtempSync(join(tmpdir(), 'gennaker-queue-'))
  return { options: { home }, drop: async () => rmSync(home, { recursive: true }) }
})

queueContract('PostgreSQL', async () => {
  const { url, drop } = await freshDatabase()
  return { options: { databaseUrl: url }, drop }
})
