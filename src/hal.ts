import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

// A command loads a hundred small files; compiled once, they are there in a tenth of the time. Not in a folder that everybody writes to.
module.enableCompileCache(join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? homedir(), '.cache'), 'gennaker'))

const [{ exitCodes, hal }, { root }, { halHome }] = await Promise.all([
  import('./services/halyard/cli/index.ts'),
  import('./services/halyard/cli/commands/root.ts'),
  import('./services/halyard/home.ts'),
])

const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // Whoever asks twice does not want to wait until things are whole.
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted)
    interruption.abort()
  })
// A reader such as `head` has seen enough.
process.stdout.on('error', () => process.exit(exitCodes.done))

process.exitCode = await hal(root, process.argv.slice(2), {
  terminal: {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns,
  },
  env: process.env,
  home: halHome(),
  directory: process.cwd(),
  interrupted: interruption.signal,
})
// An open standard input, or a connection that idles, is no reason to stay.
if (process.stdin.readableFlowing !== null) process.stdin.destroy()
