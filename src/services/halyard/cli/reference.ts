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

/** A section for each command that has flags; those without stand in the section of what leads to them. */
async function collect(command: Command, path: readonly string[], sections: string[]): Promise<void> {
  const listed = (await commandsOf(command)).filter(({ hidden }) => !hidden)
  const commands = await Promise.all(listed.map(loaded))
  const isPlain = (each: Command) => !each.flags?.length && !each.examples?.length && each.commands === undefined
  const plain = commands.filter(isPlain)
  if (command.run !== undefined || plain.length > 0 || path.length <= 2) {
    sections.push(`## ${callOf(command, path)}`, '', command.describe, '')
    if (command.argument) sections.push(`\`${command.argument.name}\`: ${command.argument.describe}`, '')
    if (command.flags?.length) sections.push(...flagTable(command.flags), '')
    const lines = [
      ...plain.map((each) => `- \`${callOf(each, [...path, each.name])}\`: ${each.describe}`),
      ...(command.examples ?? []).map(([call, describe]) => `- Example: \`hal ${call}\`: ${describe}.`),
    ]
    if (lines.length > 0) sections.push(...lines, '')
  }
  for (const each of commands) if (!isPlain(each)) await collect(each, [...path, each.name], sections)
}

function callOf({ argument }: Command, path: readonly string[]): string {
  const named = argument === undefined ? '' : ` ${argument.required ? argument.name : `[${argument.name}]`}`
  return `${path.join(' ')}${named}`
}

function flagTable(flags: Command['flags'] & {}): string[] {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
  return [
    '| Flag | Meaning |',
    '|---|---|',
    ...flags.map((flag) => `| \`${cell(spelling(flag))}\` | ${cell(describeFlag(flag))} |`),
  ]
}
