import { problem } from '../../../platform/errors/index.ts'
import { nearest } from '../halconfig/nearest.ts'
import type { Command, Flag } from './command.ts'
import { flagsOf } from './global-flags.ts'

/** The command that a line names. */
export interface Resolved {
  readonly command: Command
  /** The words that lead to it, `hal` first. */
  readonly path: readonly string[]
  /** What else stands in the line, in its order: flags, their values, the argument. */
  readonly rest: readonly string[]
}

/** Goes down the tree word by word. Throws `invalid` for a word that is not there, with the nearest right one. */
export async function resolve(root: Command, line: readonly string[]): Promise<Resolved> {
  let command = root
  const path = [root.name]
  const rest: string[] = []
  for (let index = 0; index < line.length; index++) {
    const token = line[index]!
    if (token.startsWith('-') && token !== '-') {
      const flag = flagOf(token, flagsOf(command))
      // What follows an unknown flag may be its value or a word: the command at hand says that it is unknown.
      if (flag === undefined) return { command, path, rest: [...rest, ...line.slice(index)] }
      const takesNext = flag.kind !== 'switch' && !token.includes('=') && index + 1 < line.length
      rest.push(...line.slice(index, index + (takesNext ? 2 : 1)))
      if (takesNext) index++
      continue
    }
    const commands = await commandsOf(command)
    const next = commands.find(({ name }) => name === token)
    if (next === undefined) {
      if (command.argument === undefined && commands.length > 0) throw unknownWord(token, path, commands)
      return { command, path, rest: [...rest, ...line.slice(index)] }
    }
    command = await loaded(next)
    path.push(token)
  }
  return { command, path, rest }
}

export const commandsOf = async (command: Command): Promise<readonly Command[]> => (await command.commands?.()) ?? []

/** A command with all that it has. */
export const loaded = async (command: Command): Promise<Command> => (await command.load?.()) ?? command

/** The flag of a token such as `--type`, `--type=localgit` or `-o`. */
export function flagOf(token: string, flags: readonly Flag[]): Flag | undefined {
  const [name] = token.replace(/^--?/, '').split('=') as [string]
  return flags.find((flag) => flag.name === name || flag.aliases?.includes(name))
}

function unknownWord(word: string, path: readonly string[], commands: readonly Command[]) {
  const names = commands.filter(({ hidden }) => !hidden).map(({ name }) => name)
  const right = nearest(word, names)
  const meant =
    right === undefined ? `It has ${names.join(', ')}.` : `Did you mean '${[...path.slice(0), right].join(' ')}'?`
  return problem('invalid', `There is no command '${[...path, word].join(' ')}'. ${meant}`)
}
