import type { Command, Invocation } from '../command.ts'
import { exitCodes } from '../main.ts'
import { completion } from './completion.ts'
import { config } from './config.ts'

/** `hal`, and the words that it begins with. */
export const root: Command = {
  name: 'hal',
  describe:
    'Configures Spinnaker and keeps it running: edits the halconfig, says what is wrong with it, shows what an apply would change, applies it.',
  flags: [
    { name: 'version', aliases: ['v'], kind: 'switch', describe: 'The version of hal.' },
    { name: 'ready', kind: 'switch', describe: 'Exits with 0 when hal can work, with 255 when it can not.' },
    { name: 'docs', kind: 'switch', describe: 'The whole reference as Markdown.' },
    { name: 'print-bash-completion', kind: 'switch', describe: "As 'hal completion bash'." },
  ],
  examples: [
    ['config provider spot account add prod --account-id act-1a2b3c4d', 'tells of a Spot account'],
    ['config provider spot enable', 'and uses it'],
    ['config', 'shows the configuration, and what is wrong with it'],
    ['deploy diff', 'shows what an apply would change'],
    ['deploy apply', 'puts it in place'],
  ],
  commands: () => [
    {
      name: 'init',
      describe: 'Makes a halconfig from a few questions.',
      load: async () => (await import('../../init/commands.ts')).initCommand,
    },
    config,
    {
      name: 'deploy',
      describe: 'Deploys what is configured, shows how it runs, and goes back.',
      load: async () => (await import('../../deploy/commands.ts')).deployCommand,
    },
    {
      name: 'status',
      describe: 'How each service runs: its version, process, port, health and memory.',
      load: async () => (await import('../../deploy/commands.ts')).status,
    },
    {
      name: 'logs',
      describe: 'The log of a service.',
      load: async () => (await import('../../deploy/commands.ts')).logs,
    },
    {
      name: 'version',
      describe: 'The versions that there are, and what is in them.',
      commands: async () => (await import('../../versions/commands.ts')).versionCommands,
    },
    {
      name: 'backup',
      describe: 'Backs up everything of hal, and restores it.',
      load: async () => (await import('../../backup/commands.ts')).backupCommand,
    },
    {
      name: 'migrate',
      describe: 'Says what becomes of an installation of Spinnaker here, and brings it here.',
      load: async () => (await import('../../migrate/commands.ts')).migrateCommand,
    },
    {
      name: 'doctor',
      describe: 'Looks whether this machine has what the services need.',
      load: async () => (await import('../../doctor/commands.ts')).doctorCommand,
    },
    {
      name: 'plugins',
      describe: 'Plugins, and where they are had.',
      commands: async () => (await import('./plugins.ts')).pluginsCommands,
    },
    {
      name: 'task',
      describe: 'What a Halyard daemon is doing.',
      commands: async () => (await import('./daemon.ts')).taskCommands,
    },
    {
      name: 'daemon',
      describe: 'Serves what hal does over HTTP, as the Halyard daemon did.',
      flags: [
        { name: 'port', kind: 'integer', default: 8064, describe: 'The port.' },
        {
          name: 'host',
          kind: 'text',
          default: 'localhost',
          describe: 'The address to listen on. One that others reach needs a token in HAL_DAEMON_TOKEN.',
        },
        { name: 'task-timeout', kind: 'integer', default: 600, describe: 'Seconds within which a task must end.' },
        {
          name: 'deploy-timeout',
          kind: 'integer',
          default: 7200,
          describe: 'Seconds within which a deployment must end.',
        },
      ],
      run: async (invocation) => (await import('../../daemon/command.ts')).runDaemon(invocation, root),
    },
    {
      name: 'shutdown',
      describe: 'Stops a Halyard daemon.',
      run: async (invocation) => (await import('./daemon.ts')).shutdown(invocation),
    },
    {
      name: 'admin',
      describe: 'Makes versions of your own: bills of materials and files, known as local:NAME.',
      commands: async () => (await import('../../versions/admin.ts')).adminCommands,
    },
    {
      name: 'spin',
      describe: 'The command line client of Spinnaker.',
      commands: async () => (await import('./spin.ts')).spinCommands,
    },
    completion,
  ],
  run,
}

async function run({ flags, say, home, env, signal }: Invocation): Promise<number> {
  if (flags.version) {
    const { release } = await import('../../versions/release.ts')
    say.data(release(), 'string')
  } else if (flags.ready) {
    const { isReady } = await import('../ready.ts')
    return (await isReady(home, env, flags['daemon-endpoint'] as string | undefined, signal))
      ? exitCodes.done
      : exitCodes.notReady
  } else if (flags.docs) {
    const { reference } = await import('../reference.ts')
    say.line(await reference(root))
  } else if (flags['print-bash-completion']) {
    const { completionScript } = await import('../completion-scripts.ts')
    say.line(completionScript('bash'))
  }
  return exitCodes.done
}
