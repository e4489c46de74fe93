import type { Command } from './command.ts'
import { globalFlags } from './global-flags.ts'
import { describeFlag, spelling } from './help.ts'
import { commandsOf, loaded } from './words.ts'

/** The whole reference as Markdown: every command with its flags, made from the tree itself. */
export async function reference(root: Command): Promise<string> {
  const sections: string[] = []
  await collect(root, [root.name], sections)
  return [
    '# hal: reference',
    '',
    'Made by `hal --docs` from the commands themselves. [halyard.md](halyard.md) tells how they are used.',
    '',
    '## Flags of every command',
    '',
    ...flagTable(globalFlags),
    '',
    '## Exit codes',
    '',
    '| Code | When |',
    '|---|---|',
    '| 0 | done, nothing to change, or a question answered with no |',
    '| 1 | refused: a wrong word or flag, a finding that forbids, an apply that failed |',
    '| 2 | only where a command says so: there are differences, or warnings that were asked for |',
    '| 3 | something unexpected |',
    '| 7 | interrupted, or out of time |',
    '| 255 | `hal --ready` when hal can not work |',
    '',
    ...sections,
  ].join('\n')
}

async function collect(command: Command, path: readonly string[], sections: string[]): Promise<void> {
  const commands = (await commandsOf(command)).filter(({ hidden }) => !hidden)
  if (command.run !== undefined || commands.length === 0 || path.length <= 2) {
    const { argument } = command
    const called = argument === undefined ? '' : ` ${argument.required ? argument.name : `[${argument.name}]`}`
    sections.push(`## ${path.join(' ')}${called}`, '', command.describe, '')
    if (argument) sections.push(`\`${argument.name}\`: ${argument.describe}`, '')
    if (command.flags?.length) sections.push(...flagTable(command.flags), '')
    for (const [call, describe] of command.examples ?? []) sections.push(`- \`hal ${call}\`: ${describe}`)
    if (command.examples?.length) sections.push('')
  }
  for (const each of commands) await collect(await loaded(each), [...path, each.name], sections)
}

function flagTable(flags: Command['flags'] & {}): string[] {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
  return [
    '| Flag | Meaning |',
    '|---|---|',
    ...flags.map((flag) => `| \`${cell(spelling(flag))}\` | ${cell(describeFlag(flag))} |`),
  ]
}
