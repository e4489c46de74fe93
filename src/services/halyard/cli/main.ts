import { GennakerError } from '../../../platform/errors/index.ts'
import type { HalHome } from '../home.ts'
import type { Command, OutputFormat } from './command.ts'
import { help } from './help.ts'
import { asked, asks, type Line, readLine } from './line.ts'
import { createQuestions } from './questions.ts'
import { createSpeech, type EndingSpeech } from './speech.ts'
import type { Look, Terminal } from './terminal.ts'
import { resolve } from './words.ts'

/** The exit codes that scripts know from Halyard. */
export const exitCodes = { done: 0, refused: 1, unexpected: 3, interrupted: 7, notReady: 255 } as const

export interface World {
  readonly terminal: Terminal
  readonly env: NodeJS.ProcessEnv
  readonly home: HalHome
  /** The folder that it is called in. */
  readonly directory: string
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal
  /** It is a daemon that does what it was asked, and asks no other. */
  readonly isDaemon?: true
}

/** One call of `hal`: finds the command, reads its line, runs it, and says what came of it. */
export async function hal(root: Command, line: readonly string[], world: World): Promise<number> {
  if (line[0] === completing) return complete(root, line.slice(1), world)
  let speech = createSpeech(world.terminal, { ...lookOf(world, {}), quiet: false, format: undefined })
  let global: Line['global'] = {}
  let signal = world.interrupted
  try {
    // `hal help config` is what people type who never used it.
    const words = line[0] === 'help' ? [...line.slice(1), '--help'] : line
    const { command, path, rest } = await resolve(root, words)
    const { HOME: homeDirectory } = world.env
    const read = readLine(command, path, rest, { directory: world.directory, homeDirectory })
    global = read.global
    const look = lookOf(world, global)
    const isBare = command.run === undefined ? global.options === undefined : command === root && line.length === 0
    if (global.help || isBare) {
      world.terminal.output.write(`${await help(command, path, look)}\n`)
      return exitCodes.done
    }
    if (typeof global.timeout === 'number')
      signal = AbortSignal.any([signal, AbortSignal.timeout(global.timeout * 1000)])
    const endpoint = (global['daemon-endpoint'] as string | undefined) ?? world.env.HAL_DAEMON_ENDPOINT
    if (endpoint !== undefined && !world.isDaemon) {
      const { doElsewhere, isForDaemon } = await import('./elsewhere.ts')
      if (isForDaemon(path)) return await doElsewhere(endpoint, command, words, read, world, signal)
    }
    const quiet = global.quiet === true
    const format = global.output as OutputFormat | undefined
    speech = createSpeech(world.terminal, { ...look, colors: look.colors && !quiet, quiet, format })
    const code =
      global.options === undefined
        ? await run(command, path, read, world, speech, signal)
        : await listOptions(command, read, world, speech)
    speech.end(code)
    return code
  } catch (error) {
    const code = codeOf(error, signal)
    tell(error, code, global, speech, world, signal)
    speech.end(code)
    return code
  }
}

/** The word by which shells ask what may come next; what follows it is no line of its own. */
const completing = '__complete'

async function complete(root: Command, words: readonly string[], world: World): Promise<number> {
  const { suggestions } = await import('./complete.ts')
  const found = await suggestions(root, words, world.home)
  world.terminal.output.write(found.map(({ word, describe }) => `${word}\t${describe}\n`).join(''))
  return exitCodes.done
}

async function run(
  command: Command,
  path: readonly string[],
  { argument, given, global }: Line,
  world: World,
  say: EndingSpeech,
  signal: AbortSignal,
): Promise<number> {
  const ask = createQuestions(world.terminal, { quiet: say.quiet }, signal)
  requireAll(command, path, argument, given)
  warnOfTypedSecrets(command, given, say)
  const flags: Record<string, unknown> = {}
  for (const flag of command.flags ?? []) {
    const value = given[flag.name]
    if (value === asked) flags[flag.name] = await ask.secret(`${flag.describe.split(/[;.]/)[0]} (--${flag.name})`)
    else if (value !== undefined) flags[flag.name] = value
    else if (flag.default !== undefined) flags[flag.name] = flag.default
  }
  const code = await command.run!({
    home: world.home,
    env: world.env,
    deployment: global.deployment as string | undefined,
    argument,
    flags: { ...global, ...flags },
    validates: global['no-validate'] !== true,
    signal,
    say,
    ask,
  })
  return typeof code === 'number' ? code : exitCodes.done
}

function requireAll(command: Command, path: readonly string[], argument: string | undefined, given: Line['given']) {
  const missing = (command.flags ?? []).filter(
    (flag) => flag.required && flag.default === undefined && given[flag.name] === undefined,
  )
  const lacks = [
    ...(command.argument?.required && argument === undefined ? [command.argument.name] : []),
    ...missing.map(({ name }) => `--${name}`),
  ]
  if (lacks.length === 0) return
  // A list takes every word that follows it, and so the name of what is added too.
  const greedy = (command.flags ?? []).find(({ name, kind }) => kind === 'texts' && given[name] !== undefined)
  const hint = argument === undefined && greedy && command.argument ? ` Put it before --${greedy.name}.` : ''
  throw new GennakerError(
    'invalid',
    `'${path.join(' ')}' needs ${lacks.join(', ')}.${hint} '${path.join(' ')} --help' tells more.`,
  )
}

/** A secret in a line is also in the history of the shell and in the list of processes. */
function warnOfTypedSecrets(command: Command, given: Line['given'], say: EndingSpeech): void {
  for (const flag of command.flags ?? []) {
    const value = given[flag.name]
    if (
      !asks(flag) ||
      typeof value !== 'string' ||
      value === '' ||
      /^(encrypted|configserver):|^secret:|^\$\{/.test(value)
    )
      continue
    say.findings([
      {
        severity: 'WARNING',
        location: 'Global',
        message: `The value of --${flag.name} was typed in clear: it is in the history of your shell and in the halconfig.`,
        remediation: `Leave the value out to be asked for it, and keep it out of the halconfig by a reference: 'hal config secret set' makes an encrypted: one.`,
      },
    ])
  }
}

/** `--options kubeContext`: what may stand in a field, separated by spaces. */
async function listOptions(command: Command, { global }: Line, world: World, say: EndingSpeech): Promise<number> {
  const flat = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '')
  const wanted = flat(String(global.options))
  const flags = command.flags ?? []
  // `--kube-context` is known as `kubeContext`, and our `--context` too.
  const flag = flags.find(({ name }) => flat(name) === wanted) ?? flags.find(({ name }) => wanted.endsWith(flat(name)))
  const where = { home: world.home, deployment: global.deployment as string | undefined }
  const values = flag?.options ?? (await (flag ?? command.argument)?.candidates?.(where)) ?? []
  say.line(values.join(' '))
  return exitCodes.done
}

function lookOf({ terminal, env }: World, global: Line['global']): Look {
  const colors = terminal.isTerminal && !env.NO_COLOR && env.TERM !== 'dumb'
  return {
    colors: global.color === false ? false : colors,
    columns: terminal.isTerminal ? widthOf(terminal.columns) : undefined,
  }
}

/** Some terminals do not know how wide they are, or say 0. */
const widthOf = (columns: number | undefined) => (columns === undefined || columns < 20 ? 80 : Math.min(columns, 100))

/** A folder that can't be written, a disk that is full: nothing that --debug could explain. */
const isOfTheDisk = (error: unknown) =>
  error instanceof Error &&
  /^(EACCES|EPERM|EROFS|ENOSPC|ENOTDIR|EISDIR)$/.test(String((error as { code?: unknown }).code))

function codeOf(error: unknown, signal: AbortSignal): number {
  // Ctrl-C at a question comes as an error.
  if (signal.aborted || (error instanceof Error && error.name === 'AbortError')) return exitCodes.interrupted
  if (isOfTheDisk(error)) return exitCodes.refused
  return error instanceof GennakerError && error.code !== 'internal' ? exitCodes.refused : exitCodes.unexpected
}

function tell(
  error: unknown,
  code: number,
  global: Line['global'],
  say: EndingSpeech,
  world: World,
  signal: AbortSignal,
): void {
  const message = error instanceof Error ? error.message : String(error)
  if (code === exitCodes.interrupted) {
    const isLate = signal.aborted && !world.interrupted.aborted
    say.failure(isLate ? `Timed out after ${global.timeout} s.` : 'Interrupted.')
  } else if (code === exitCodes.refused) say.failure(message)
  else say.failure(`Something unexpected went wrong: ${message} (--debug says where in the program.)`)
  if (global.debug && error instanceof Error) world.terminal.errors.write(`${error.stack}\n`)
}
