import type { Command, Flag } from './command.ts'

/** The flags that every command takes, at any level. */
export const globalFlags: readonly Flag[] = [
  { name: 'help', aliases: ['h'], kind: 'switch', describe: 'Shows what the command is for, its words and its flags.' },
  {
    name: 'output',
    aliases: ['o'],
    kind: 'choice',
    options: ['yaml', 'json', 'string', 'none'],
    describe: 'The format of the answer.',
  },
  {
    name: 'quiet',
    aliases: ['q'],
    kind: 'switch',
    describe: 'Says only answers, warnings and errors, without colours, and takes every question as answered with yes.',
  },
  {
    name: 'color',
    aliases: ['c'],
    kind: 'boolean',
    describe: 'Whether there are colours; by default on a terminal, unless NO_COLOR is set.',
  },
  {
    name: 'deployment',
    kind: 'text',
    describe: 'The deployment that is meant, instead of the current one.',
    candidates: async ({ home }) => {
      const { readHalconfig } = await import('../halconfig/index.ts')
      return readHalconfig(home).halconfig.deploymentConfigurations.map(({ name }) => name)
    },
  },
  { name: 'no-validate', kind: 'switch', describe: 'Saves and applies without asking what is wrong.' },
  { name: 'timeout', kind: 'integer', describe: 'Seconds after which the command gives up, with exit code 7.' },
  { name: 'options', kind: 'text', describe: 'Lists what may stand in a field of the command, such as kubeContext.' },
  {
    name: 'log',
    aliases: ['l'],
    kind: 'choice',
    options: ['OFF', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'],
    describe: 'How much is said of what goes on; INFO says it in plain lines, best for scripts.',
  },
  { name: 'debug', aliases: ['d'], kind: 'switch', describe: 'Says where in the program an unexpected error came up.' },
  {
    name: 'alpha',
    aliases: ['a'],
    kind: 'switch',
    describe: 'Taken as Halyard took it; there is nothing to switch on.',
  },
  { name: 'daemon-endpoint', kind: 'text', describe: 'Where a Halyard daemon is; without it hal works by itself.' },
]

/** The names of the global flags that a command does not take for flags of its own, such as `--output` of a file. */
export function globalNames(command: Command): readonly { readonly flag: Flag; readonly names: readonly string[] }[] {
  const own = new Set((command.flags ?? []).flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]))
  return globalFlags.map((flag) => ({
    flag,
    names: [flag.name, ...(flag.aliases ?? [])].filter((name) => !own.has(name)),
  }))
}

/** All that a command takes, under the names that are left. A flag of its own has its letter to itself: `-o` of a folder. */
export const flagsOf = (command: Command): readonly Flag[] => [
  ...(command.flags ?? []),
  ...globalNames(command).flatMap(({ flag, names: [name, ...aliases] }) =>
    name === undefined ? [] : [{ ...flag, name, aliases }],
  ),
]
