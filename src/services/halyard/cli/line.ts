import { isAbsolute, join, resolve } from 'node:path'
import { CommanderError, Option, Command as Parser } from 'commander'
import { problem } from '../../../platform/errors/index.ts'
import { nearest } from '../halconfig/nearest.ts'
import type { Command, Flag } from './command.ts'
import { flagsOf, globalNames } from './global-flags.ts'
import { flagOf } from './words.ts'

/** A flag that stands in the line without its secret: it is asked for. */
export const asked = Symbol('asked')

/** What a line says to a command. */
export interface Line {
  readonly argument: string | undefined
  /** The flags of the command that were given, by name; a secret without a value is `asked`. */
  readonly given: Readonly<Record<string, unknown>>
  /** Those that every command takes. */
  readonly global: Readonly<Record<string, unknown>>
}

export interface Surroundings {
  /** The folder that relative paths start at. */
  readonly directory: string
  readonly homeDirectory: string | undefined
}

/** Reads what follows the words of a command. Throws `invalid`, for people, for what it does not take. */
export function readLine(
  command: Command,
  path: readonly string[],
  rest: readonly string[],
  where: Surroundings,
): Line {
  const flags = flagsOf(command)
  const parser = new Parser()
    .exitOverride()
    .helpOption(false)
    .configureOutput({ writeErr() {} })
  const given: Record<string, unknown> = {}
  const global: Record<string, unknown> = {}
  const options: { option: Option; flag: Flag; into: Record<string, unknown> }[] = [
    ...(command.flags ?? []).map((flag) => ({ flag, names: [flag.name, ...(flag.aliases ?? [])], into: given })),
    ...globalNames(command).map((each) => ({ ...each, into: global })),
  ].flatMap(({ flag, names, into }) => optionsOf(flag, names).map((option) => ({ option, flag, into })))
  for (const { option } of options) parser.addOption(option)
  if (command.argument !== undefined) parser.argument('[argument]')
  try {
    parser.allowExcessArguments(false).parse([...rest], { from: 'user' })
  } catch (error) {
    throw error instanceof CommanderError ? explained(error, path, flags) : error
  }
  for (const { option, flag, into } of options) {
    const attribute = option.attributeName()
    if (parser.getOptionValueSource(attribute) !== 'cli') continue
    const value: unknown = parser.opts()[attribute]
    // Commander takes what follows for the value, whatever it is.
    if (typeof value === 'string' && value.startsWith('--') && flagOf(value, flags) !== undefined)
      throw problem('invalid', `'--${flag.name}' of '${path.join(' ')}' wants ${wanted(flag)} after it.`)
    into[flag.name] = meant(flag, value, where)
  }
  return { argument: parser.args[0], given, global }
}

function optionsOf(flag: Flag, names: readonly string[]): Option[] {
  const takes =
    flag.kind === 'switch' ? '' : flag.kind === 'texts' ? ' <values...>' : asks(flag) ? ' [value]' : ' <value>'
  const short = names.find((name) => name.length === 1)
  const long = names.filter((name) => name.length > 1).map((name) => `--${name}`)
  // Commander knows one of each kind to a flag; further names are flags of the same meaning.
  const [first, ...others] = long
  const spellings = [[...(short ? [`-${short}`] : []), ...(first ? [first] : [])].join(', '), ...others]
  return spellings.filter((each) => each !== '').map((each) => new Option(`${each}${takes}`))
}

/** Whether its value is asked for when none follows. */
export const asks = (flag: Flag) => flag.secret === true && flag.file !== true && flag.kind === 'text'

function explained(error: CommanderError, path: readonly string[], flags: readonly Flag[]) {
  const command = path.join(' ')
  const quoted = /'(?:-\w, )?([^' ]+)/.exec(error.message)?.[1] ?? ''
  switch (error.code) {
    case 'commander.unknownOption': {
      const alone = quoted.includes('=') && flagOf(quoted, flags)
      if (alone) return problem('invalid', `'--${alone.name}' of '${command}' stands alone, without a value.`)
      const names = flags.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]).filter((name) => name.length > 1)
      const right = nearest(quoted.replace(/^-+/, ''), names)
      const meant = right === undefined ? `'${command} --help' lists what it takes.` : `Did you mean '--${right}'?`
      return problem('invalid', `'${command}' takes no flag '${quoted}'. ${meant}`)
    }
    case 'commander.optionMissingArgument': {
      const flag = flagOf(quoted, flags)
      return problem('invalid', `'${quoted}' of '${command}' wants ${flag ? wanted(flag) : 'a value'} after it.`)
    }
    case 'commander.excessArguments':
      return problem('invalid', `'${command}' was given more words than it takes. '${command} --help' says which.`)
    default:
      return problem('invalid', `'${command}': ${error.message.replace(/^error: /, '')}`)
  }
}

const wanted = ({ kind, options }: Flag) =>
  kind === 'boolean' ? 'true or false' : kind === 'integer' ? 'a whole number' : (options?.join(', ') ?? 'a value')

function meant(flag: Flag, value: unknown, where: Surroundings): unknown {
  switch (flag.kind) {
    case 'switch':
      return true
    case 'boolean':
      if (/^(true|false)$/i.test(String(value))) return /^true$/i.test(String(value))
      throw problem('invalid', `'--${flag.name} ${value}': it takes true or false.`)
    case 'integer':
      if (/^-?\d+$/.test(String(value))) return Number(value)
      throw problem('invalid', `'--${flag.name} ${value}': it takes a whole number.`)
    case 'choice': {
      const flat = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '')
      const found = flag.options?.find((option) => flat(option) === flat(String(value)))
      if (found !== undefined) return found
      throw problem('invalid', `'--${flag.name} ${value}': it takes one of ${flag.options?.join(', ')}.`)
    }
    case 'texts':
      return (value as string[])
        .flatMap((each) => each.split(','))
        .map((each) => each.trim())
        .filter((each) => each !== '')
    case 'text':
      if (value === true) return asked
      return flag.file ? absolute(String(value), where) : String(value)
  }
}

/** The path of a file from the root on; addresses and references to secrets or a configuration server are none. */
function absolute(path: string, { directory, homeDirectory }: Surroundings): string {
  if (path === '' || /^(encrypted|encryptedFile|configserver):|^[a-z][\w+.-]*:\/\/|^\$\{/.test(path)) return path
  if (homeDirectory !== undefined && (path === '~' || path.startsWith('~/'))) return join(homeDirectory, path.slice(1))
  return isAbsolute(path) ? path : resolve(directory, path)
}
