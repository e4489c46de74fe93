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

/** All that a command takes. A flag of its own has its letter to itself: `-o` of `hal deploy manifests` is a folder. */
export function flagsOf({ flags = [] }: Command): readonly Flag[] {
  const taken = new Set(flags.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]))
  const left = globalFlags.map((flag) => ({
    ...flag,
    aliases: (flag.aliases ?? []).filter((name) => !taken.has(name)),
  }))
  return [...flags, ...left.filter(({ name }) => !taken.has(name))]
}
