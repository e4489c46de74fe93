import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { HttpServer } from '../../../../platform/http/index.ts'
import { backupName, createBackup } from '../../backup/create.ts'
import { openBackup, restoreBackup } from '../../backup/restore.ts'
import type { DaemonContext } from '../context.ts'
import type { Edits } from './edits.ts'

const from = z.object({ backupPath: z.string().min(1) })

/** Archives of the home. They are written to, and read from, the machine of the daemon. */
export function backupRoutes(
  server: HttpServer,
  { home, env, clock, tasks, timeouts }: DaemonContext,
  edits: Edits,
): void {
  server.put('/v1/backup/create', async () =>
    tasks.submit('Create backup', timeouts.task, () =>
      edits.queue(async () => {
        const now = new Date(clock.now())
        const output = join(env.HOME ?? homedir(), backupName(now))
        const { path, missing } = await createBackup(home, { output, now })
        const findings = missing.map((file) => ({
          severity: 'WARNING' as const,
          location: 'Global',
          message: `${file} is named in the halconfig and not there; the backup does not have it.`,
        }))
        return { body: path, findings }
      }),
    ),
  )
  server.put<{ Querystring: z.infer<typeof from> }>(
    '/v1/backup/restore',
    { schema: { querystring: from } },
    async ({ query }) =>
      tasks.submit('Restore backup', timeouts.task, ({ signal, tell }) =>
        edits.queue(async () => {
          const backup = await openBackup(query.backupPath)
          signal.throwIfAborted()
          for (const { path, change } of await restoreBackup(home, backup, undefined))
            tell('Restoring', `${change} ${path}`)
          return {}
        }),
      ),
  )
}
