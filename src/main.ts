import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { createDeckServer, createStockDeckServer } from './composition/deck-server.ts'
import { type Options, readOptions, UsageError } from './composition/options.ts'
import { createSample } from './composition/sample.ts'
import { type Sandbox, startSandbox } from './composition/sandbox.ts'
import { compose, portOf } from './composition/services.ts'
import { systemClock } from './platform/clock.ts'
import { createEvents } from './platform/events/index.ts'
import { holdHome, openStore } from './platform/store/index.ts'
import { createLogger, createMetrics } from './platform/telemetry/index.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Things to undo, the last first. */
const undo: (() => Promise<void>)[] = []
let stopping: Promise<void> | undefined

function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const step of undo.reverse()) await step()
  })()
  return stopping
}

async function start(options: Options): Promise<string> {
  requireHome(options.home)
  if (options.databaseUrl === undefined) {
    const release = holdHome(options.home)
    undo.push(async () => release())
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const wantsSandbox = options.sandbox && options.services.includes('clouddriver')
  const [store, sandbox] = await Promise.all([
    openStore(options.databaseUrl === undefined ? { home: options.home } : { databaseUrl: options.databaseUrl }),
    wantsSandbox ? startSandbox(root, options.home) : (undefined as Sandbox | undefined),
  ])
  undo.push(() => store.close())
  if (sandbox) undo.push(() => sandbox.stop())
  const logger = createLogger(options.logLevel)
  const platform = { store, clock: systemClock, logger, metrics: createMetrics(), events: createEvents(store) }
  const composition = await compose(options, platform, { version, sandbox })
  undo.push(() => composition.close())
  for (const service of composition.services) undo.push(() => service.stop())
  for (const service of composition.services) await service.start()
  if (sandbox && options.services.includes('front50')) await createSample(root, composition.transport('front50'))

  const withGate = options.services.includes('gate')
  for (const { name, server } of composition.services) {
    // In one process Gate is the only door; services without it listen for the ones that run elsewhere.
    if (name === 'gate') await listen(server, options.host, options.gatePort, '--gate-port')
    else if (!withGate) await listen(server, options.host, portOf(name), `the port of ${name}`)
  }
  const gate = composition.services.find(({ name }) => name === 'gate')?.server
  const gateUrl = `http://${shown(options.host)}:${gate ? actualPort(gate) : options.gatePort}`
  if (!options.deck) return `Gennaker is ready: ${options.services.join(', ')}${gate ? ` at ${gateUrl}` : ''}`
  const { deckDirectory } = options
  const deck = await (deckDirectory === undefined
    ? createDeckServer(root, () => gateUrl)
    : createStockDeckServer(deckDirectory, () => gateUrl))
  undo.push(() => deck.close())
  await listen(deck, options.host, options.deckPort, '--deck-port')
  return `Gennaker is ready: http://${shown(options.host)}:${actualPort(deck)}  (Gate ${gateUrl}; Ctrl-C stops it)`
}

function requireHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new UsageError(
      `The home folder ${home} can't be made: ${(error as Error).message}. Choose another with --home DIR.`,
    )
  }
}

async function listen(server: FastifyInstance, host: string, port: number, flag: string): Promise<void> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new UsageError(`Port ${port} is taken on ${host}; stop what uses it, or choose another with ${flag}.`)
    throw new UsageError(`Can't listen on ${host}:${port}: ${message}`)
  }
}

function actualPort(server: FastifyInstance): number {
  const address = server.server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A browser can't go to "every address". */
function shown(host: string): string {
  return host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void stop().then(() => process.exit(0))
    // A second Ctrl-C does not wait.
    process.once(signal, () => process.exit(130))
  })
}

try {
  const ready = await start(readOptions(process.argv.slice(2), process.env))
  process.stdout.write(`${ready}\n`)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`gennaker: ${message}\n`)
  if (!(error instanceof UsageError) && process.env.GENNAKER_LOG_LEVEL === 'debug') console.error(error)
  await stop()
  process.exit(1)
}
