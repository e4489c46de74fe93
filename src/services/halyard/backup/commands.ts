import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from '../cli/command.ts'

const stateHomeOf = (env: NodeJS.ProcessEnv) => env.GENNAKER_HOME ?? join(env.HOME ?? homedir(), '.gennaker')

const create: Command = {
  name: 'create',
  describe: 'Writes everything of hal, and the local files that it names, into one archive.',
  flags: [
    {
      name: 'output',
      describe: 'The archive; by default halyard-<now>.tar in your home folder.',
      kind: 'text',
      file: true,
    },
    {
      name: 'with-state',
      describe: 'Also what the services know: a snapshot of the embedded database, taken while they run.',
      kind: 'switch',
    },
  ],
  run: async ({ home, env, flags, say }) => {
    const { backupName, createBackup } = await import('./create.ts')
    const now = new Date()
    const output =
      typeof flags.output === 'string' ? resolve(flags.output) : join(env.HOME ?? homedir(), backupName(now))
    const stateHome = flags['with-state'] === true ? stateHomeOf(env) : undefined
    const { missing, ...created } = await createBackup(home, { output, now, stateHome, env })
    if (missing.length > 0)
      say.findings(
        missing.map((path) => ({
          severity: 'WARNING',
          location: 'Global',
          message: `${path} is named in the halconfig and not there; the backup does not have it.`,
        })),
      )
    if (say.format === 'json' || say.format === 'yaml') say.data({ ...created, missing })
    else {
      say.success('Successfully created a backup at location: ')
      say.line(created.path)
      say.line(`sha256 ${created.sha256}`)
    }
    return 0
  },
}

const restore: Command = {
  name: 'restore',
  describe: 'Puts the files of a backup in their places. What the backup does not have stays.',
  flags: [
    { name: 'backup-path', describe: 'The archive.', kind: 'text', file: true, required: true },
    { name: 'dry-run', describe: 'Says what would change, and changes nothing.', kind: 'switch' },
    { name: 'with-state', describe: 'Also what the services knew; they must be stopped.', kind: 'switch' },
  ],
  run: async ({ home, env, flags, say, ask }) => {
    const { differences, openBackup, restoreBackup } = await import('./restore.ts')
    const backup = await openBackup(resolve(String(flags['backup-path'])))
    if (flags['with-state'] === true && backup.state === undefined) {
      const { problem } = await import('../../../platform/errors/index.ts')
      throw problem(
        'invalid',
        'The backup has no state; it was made without --with-state. Restore it without that flag.',
      )
    }
    const changes = differences(home, backup)
    const isData = say.format === 'json' || say.format === 'yaml'
    if (isData) say.data({ createdAt: backup.createdAt, dryRun: flags['dry-run'] === true, changes })
    else for (const { path, change } of changes) say.line(`${change === 'added' ? '+' : '~'} ${path}`)
    if (flags['dry-run'] === true) {
      if (!isData) say.success(changes.length === 0 ? 'Nothing would change.' : `${changes.length} files would change.`)
      return 0
    }
    if (!(await ask.confirm('This will override the current halconfig directory.'))) {
      say.line('Aborted.')
      return 0
    }
    await restoreBackup(home, backup, flags['with-state'] === true ? stateHomeOf(env) : undefined)
    if (!isData) say.success('Successfully restored your backup.')
    return 0
  },
}

/** `hal backup` */
export const backupCommand: Command = {
  name: 'backup',
  describe: 'Backs up everything of hal, and restores it.',
  commands: () => [create, restore],
}
