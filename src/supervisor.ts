import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readOptions, UsageError } from './composition/options.ts'
import { openControl } from './composition/supervisor/control.ts'
import { logFile } from './composition/supervisor/log-file.ts'
import { serviceLogs } from './composition/supervisor/service-logs.ts'
import { createSupervisor } from './composition/supervisor/supervise.ts'
import { systemdOf } from './composition/supervisor/systemd.ts'
import { takeExclusively } from './platform/store/exclusive.ts'
import { type Launch, logName, socketName } from './services/halyard/deploy/environments/local/contract.ts'
import { writeAtomically } from './services/halyard/halconfig/write.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * `node src/supervisor.ts [--foreground | --idle] [--log-directory DIR] [flags of main.ts]`: runs `main.ts` under a supervisor. With flags beyond `--home` it
 * runs with those; without, as it ran last. `--foreground`: lines go to standard error, and not to a file of the home. `--idle`: waits
 * for `hal` to say what to run. `--log-directory`: each service's lines go to a file of its own there, too.
 */
async function main(argv: readonly string[]): Promise<void> {
  const { foreground, idle, logDirectory, rest } = ownFlags(argv)
  const options = readOptions(rest, process.env)
  const { home } = options
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const release = takeExclusively(join(home, 'supervisor.lock'), 2_000)
  if (release === undefined)
    throw new UsageError(`Another supervisor runs on the home folder ${home}; stop it with: hal deploy stop`)
  const logs = [
    foreground ? writeLine : logFile(join(home, logName)),
    ...(logDirectory === undefined ? [] : [serviceLogs(logDirectory)]),
  ]
  const log = (line: string) => {
    for (const each of logs) each(line)
  }
  const systemd = systemdOf(process.env, log)
  const kept = join(home, 'supervisor.json')
  const supervisor = createSupervisor({
    root,
    home,
    env: process.env,
    log,
    keep: (launch) => writeAtomically(kept, JSON.stringify(launch)),
  })

  let stopping = false
  async function stop(): Promise<void> {
    if (stopping) return
    stopping = true
    systemd.stopping()
    systemd.close()
    await supervisor.stop()
    rmSync(join(home, socketName), { force: true })
    release!()
    process.exit(0)
  }
  await openControl(join(home, socketName), supervisor, () => void stop())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())

  if (!idle) {
    const flags = withoutHome(rest)
    const launch = flags.length > 0 ? { flags, env: {}, about: {} } : lastLaunch(kept)
    await supervisor.start(launch).catch((error: Error) => log(`gennaker: ${error.message}`))
  }
  systemd.ready()
  systemd.watch(() => supervisor.isWell())
}

/** What is meant for the supervisor, and the rest, which is for `main.ts`. */
function ownFlags(argv: readonly string[]) {
  const at = argv.indexOf('--log-directory')
  const logDirectory = at < 0 ? undefined : argv[at + 1]
  if (at >= 0 && logDirectory === undefined) throw new UsageError('--log-directory wants a folder after it.')
  const own = (each: string, index: number) =>
    each === '--foreground' || each === '--idle' || (at >= 0 && (index === at || index === at + 1))
  return {
    foreground: argv.includes('--foreground'),
    idle: argv.includes('--idle'),
    logDirectory,
    rest: argv.filter((each, index) => !own(each, index)),
  }
}

const writeLine = (line: string) => void process.stderr.write(`${line}\n`)

function withoutHome(flags: readonly string[]): readonly string[] {
  return flags.filter((flag, index) => !/^--home(=|$)/.test(flag) && flags[index - 1] !== '--home')
}

function lastLaunch(kept: string): Launch {
  try {
    return JSON.parse(readFileSync(kept, 'utf8')) as Launch
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') throw error
    return { flags: [], env: {}, about: {} }
  }
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`gennaker: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
