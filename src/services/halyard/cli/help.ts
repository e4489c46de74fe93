import type { Command, Flag } from './command.ts'
import { globalFlags } from './global-flags.ts'
import { asks } from './line.ts'
import { type Look, painted, wrapped } from './terminal.ts'
import { commandsOf } from './words.ts'

/** What a person who never used the command needs: what it does, how it is called, its words, its flags, examples. */
export async function help(command: Command, path: readonly string[], look: Look): Promise<string> {
  const commands = (await commandsOf(command)).filter(({ hidden }) => !hidden)
  // What must be there comes first.
  const flags = [...(command.flags ?? [])].sort((one, other) => Number(isNeeded(other)) - Number(isNeeded(one)))
  const { argument } = command
  const isRoot = path.length === 1
  const block = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', painted(look, 'bold', title), ...lines]
  return [
    wrapped(command.describe, look.columns),
    ...block('Usage:', usage(command, path, commands.length > 0)),
    ...block('Argument:', argument ? columns([[argument.name, argument.describe]], look) : []),
    ...block(
      'Commands:',
      columns(
        commands.map(({ name, describe }) => [name, describe]),
        look,
      ),
    ),
    ...block(
      'Flags:',
      columns(
        flags.map((flag) => [spelling(flag), describeFlag(flag)]),
        look,
      ),
    ),
    ...(isRoot
      ? block(
          'Flags of every command:',
          columns(
            globalFlags.map((flag) => [spelling(flag), describeFlag(flag)]),
            look,
          ),
        )
      : []),
    ...block(
      'Examples:',
      columns(
        (command.examples ?? []).map(([call, describe]) => [`hal ${call}`, describe]),
        look,
      ),
    ),
    '',
    wrapped(
      commands.length > 0
        ? `'${path.join(' ')} WORD --help' tells more of each.${isRoot ? '' : " 'hal --help' lists the flags that every command takes."}`
        : "'hal --help' lists the flags that every command takes.",
      look.columns,
    ),
  ].join('\n')
}

const isNeeded = ({ required, default: preset }: Flag) => required === true && preset === undefined

function usage(command: Command, path: readonly string[], hasWords: boolean): string[] {
  const { argument, run } = command
  const called = path.join(' ')
  const named = argument === undefined ? '' : argument.required ? ` ${argument.name}` : ` [${argument.name}]`
  const flags = command.flags ?? []
  const needed = flags
    .filter(isNeeded)
    .map((flag) => ` ${spelling({ ...flag, aliases: [] })}`)
    .join('')
  const further = flags.length > 0 ? ' [flags]' : ''
  // What leads on and runs too shows what is configured there.
  const shows = hasWords && path.length > 1 && argument === undefined ? '   shows what is configured' : ''
  return [
    ...(run === undefined ? [] : [`  ${called}${named}${needed}${further}${shows}`]),
    ...(hasWords ? [`  ${called} WORD ...`] : []),
  ]
}

/** `-o, --output yaml|json`, as one writes it. */
export function spelling(flag: Flag): string {
  const names = [flag.name, ...(flag.aliases ?? [])].sort(
    (one, other) => Number(one.length > 1) - Number(other.length > 1),
  )
  return `${names.map((name) => (name.length === 1 ? `-${name}` : `--${name}`)).join(', ')}${takes(flag)}`
}

function takes(flag: Flag): string {
  if (flag.file && flag.kind === 'text') return ' FILE'
  switch (flag.kind) {
    case 'switch':
      return ''
    case 'boolean':
      return ' true|false'
    case 'integer':
      return ' NUMBER'
    case 'choice':
      return ` ${(flag.options ?? []).join('|')}`
    case 'texts':
      return ' A,B'
    case 'text':
      return asks(flag) ? ' [SECRET]' : ' TEXT'
  }
}

export function describeFlag(flag: Flag): string {
  const preset = flag.default ?? flag.otherwise
  return [
    flag.describe,
    flag.required && flag.default === undefined ? 'Required.' : '',
    asks(flag) ? 'Asked for when no value follows.' : '',
    preset === undefined || (Array.isArray(preset) && preset.length === 0)
      ? ''
      : `Default: ${Array.isArray(preset) ? preset.join(', ') : preset === '' ? "''" : String(preset)}.`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** Two columns; where the left one is very wide, its description stands below. */
function columns(rows: readonly (readonly [string, string])[], look: Look): string[] {
  const width = Math.min(Math.max(0, ...rows.map(([left]) => left.length)), 36)
  return rows.map(([left, right]) => {
    const indent = width + 4
    const start = left.length > width ? `  ${left}\n${' '.repeat(indent)}` : `  ${left.padEnd(width)}  `
    const text = wrapped(`${' '.repeat(indent)}${right}`, look.columns, indent).trimStart()
    return `${start}${text}`
  })
}
