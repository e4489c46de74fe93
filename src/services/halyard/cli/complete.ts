import type { HalHome } from '../home.ts'
import type { Command, Flag } from './command.ts'
import { flagsOf } from './global-flags.ts'
import { commandsOf, flagOf, resolve } from './words.ts'

/** What may come next, with what it is. */
export interface Suggestion {
  readonly word: string
  readonly describe: string
}

/** Stands for the files and folders that there are; the shell knows them. */
export const files: Suggestion = { word: ':files', describe: '' }

/** What may stand for the last of these words, which is being typed. Nothing where the words before it mean nothing. */
export async function suggestions(root: Command, words: readonly string[], home: HalHome): Promise<Suggestion[]> {
  const { before, typed, prefix } = partsOf(words)
  let resolved: Awaited<ReturnType<typeof resolve>>
  try {
    resolved = await resolve(root, before)
  } catch {
    return []
  }
  const { command, rest } = resolved
  const flags = flagsOf(command)
  const where = { home, deployment: deploymentOf(rest) }
  const open = prefix === '' ? openFlag(rest, flags) : flagOf(prefix, flags)
  const fits = (all: readonly Suggestion[]) => all.filter(({ word }) => word === files.word || word.startsWith(typed))
  if (open !== undefined && !typed.startsWith('-'))
    return fits(await valuesOf(open, where)).map(({ word, describe }) => ({
      word: word === files.word ? word : prefix + word,
      describe,
    }))
  if (typed.startsWith('-'))
    return fits(
      flags
        .flatMap((flag) => [flag.name, ...(flag.aliases ?? [])].map((name) => ({ name, describe: flag.describe })))
        .filter(({ name }) => name.length > 1)
        .map(({ name, describe }) => ({ word: `--${name}`, describe })),
    )
  const commands = (await commandsOf(command)).filter(({ hidden }) => !hidden)
  const names = rest.some((token) => !token.startsWith('-')) ? [] : await command.argument?.candidates?.(where)
  return fits([
    ...commands.map(({ name, describe }) => ({ word: name, describe })),
    ...(names ?? []).map((word) => ({ word, describe: command.argument!.describe })),
  ])
}

/** Bash hands `--type=lo` over as three words, the others as one. */
function partsOf(words: readonly string[]): { before: string[]; typed: string; prefix: string } {
  const before = words.slice(0, -1).filter((word) => word !== '=')
  const last = words.at(-1) ?? ''
  const whole = /^(--[^=]+=)(.*)$/.exec(last)
  if (whole) return { before, typed: whole[2]!, prefix: whole[1]! }
  return { before, typed: last === '=' ? '' : last, prefix: '' }
}

/** The flag whose value comes next; a list takes any number of them. */
function openFlag(rest: readonly string[], flags: readonly Flag[]): Flag | undefined {
  const index = rest.findLastIndex((token) => token.startsWith('-'))
  const flag = index < 0 || rest[index]!.includes('=') ? undefined : flagOf(rest[index]!, flags)
  if (flag === undefined || flag.kind === 'switch') return undefined
  return flag.kind === 'texts' || index === rest.length - 1 ? flag : undefined
}

async function valuesOf(flag: Flag, where: { home: HalHome; deployment: string | undefined }): Promise<Suggestion[]> {
  if (flag.file) return [files]
  const words = flag.kind === 'boolean' ? ['true', 'false'] : (flag.options ?? (await flag.candidates?.(where)) ?? [])
  return words.map((word) => ({ word, describe: '' }))
}

function deploymentOf(rest: readonly string[]): string | undefined {
  const index = rest.indexOf('--deployment')
  return index < 0 ? rest.find((token) => token.startsWith('--deployment='))?.slice(13) : rest[index + 1]
}
