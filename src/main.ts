import { mkdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { addressOf, boundHost, listeningOf } from './composition/addresses.ts'
import { type Configuration, readConfiguration } from './composition/configuration.ts'
import { createDeckServer, createStockDeckServer } from './composition/deck-server.ts'
import { type Options, type RunnableService, readOptions, UsageError } from './composition/options.ts'
import { createSample } from './composition/sample.ts'
import { type Sandbox, startSandbox } from './composition/sandbox.ts'
import { compose } from './composition/services.ts'
import { systemClock } from './platform/clock.ts'
import { createEvents } from './platform/events/index.ts'
import { isLoopback } from './platform/http/index.ts'
import { secretFiles } from './platform/secrets/index.ts'
import type { Service } from './platform/service/index.ts'
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
  const secrets = secretFiles()
  undo.push(async () => secrets.remove())
  const configuration = await readConfiguration(options, process.env, secrets)
  const databaseUrl = options.databaseUrl ?? configuration.databaseUrl
  if (databaseUrl === undefined) {
    const release = holdHome(options.home)
    undo.push(async () => release())
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const wantsSandbox = options.sandbox && options.services.includes('clouddriver')
  const [store, sandbox] = await Promise.all([
    openStore(databaseUrl === undefined ? { home: options.home } : { databaseUrl }),
    wantsSandbox ? startSandbox(root, options.home) : (undefined as Sandbox | undefined),
  ])
  undo.push(() => store.close())
  if (sandbox) undo.push(() => sandbox.stop())
  const logger = createLogger(options.logLevel)
  for (const remark of configuration.remarks) logger.warn(remark)
  const platform = { store, clock: systemClock, logger, metrics: createMetrics(), events: createEvents(store) }
  const composition = await compose(options, configuration, platform, {
    version,
    sandbox,
    isLocal: options.services.includes('gate') && isLoopback(listeningFor('gate', options, configuration).host),
    deckUrl: `http://localhost:${options.deck ? listeningFor('deck', options, configuration).port : 9000}`,
  })
  undo.push(() => composition.close())
  for (const service of composition.services) undo.push(() => service.stop())
  for (const service of composition.services) await service.start()
  if (sandbox && options.services.includes('front50')) await createSample(root, composition.transport('front50'))

  const withGate = options.services.includes('gate')
  for (const { name, server } of composition.services) {
    // In one process Gate is the only door; services without it listen for the ones that run elsewhere.
    if (name === 'gate' || !withGate) {
      const at = listeningFor(name as RunnableService, options, configuration)
      await listen(server, at, name === 'gate' ? '--gate-port' : `-Dservices.${name}.port=PORT`)
    }
  }
  const doors = composition.services.filter(({ name }) => name === 'gate' || !withGate)
  const gate = doors.find(({ name }) => name === 'gate')?.server
  const gateUrl = gate ? urlOf(gate) : gateElsewhere(options, configuration)
  if (!options.deck) return `Gennaker is ready: ${addresses(composition.services, doors)}`
  const { deckDirectory } = options
  const deck = await (deckDirectory === undefined
    ? createDeckServer(root, () => gateUrl)
    : createStockDeckServer(deckDirectory, () => gateUrl))
  undo.push(() => deck.close())
  await listen(deck, listeningFor('deck', options, configuration), '--deck-port')
  return `Gennaker is ready: ${urlOf(deck)}  (Gate ${gateUrl}; Ctrl-C stops it)`
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

interface Place {
  readonly host: string
  readonly port: number
}

/** Flags count before the configuration. */
function listeningFor(name: RunnableService | 'deck', options: Options, configuration: Configuration): Place {
  const { host, port } = listeningOf(name, configuration.shared(name))
  const flag = name === 'gate' ? options.gatePort : name === 'deck' ? options.deckPort : undefined
  return { host: boundHost(options.host ?? host), port: flag ?? port }
}

/** Where Deck finds a Gate that runs elsewhere. */
function gateElsewhere({ gatePort }: Options, configuration: Configuration): string {
  return gatePort === undefined ? addressOf('gate', {}, configuration.shared('deck')) : `http://localhost:${gatePort}`
}

/** What a person, or another process, finds where; services behind Gate's door have no address of their own. */
function addresses(services: readonly Service[], doors: readonly Service[]): string {
  return services
    .map((service) => (doors.includes(service) ? `${service.name} at ${urlOf(service.server)}` : service.name))
    .join(', ')
}

async function listen(server: FastifyInstance, { host, port }: Place, flag: string): Promise<void> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new UsageError(`Port ${port} is taken on ${host}; stop what uses it, or choose another with ${flag}.`)
    throw new UsageError(`Can't listen on ${host}:${port}: ${message}`)
  }
}

function urlOf(server: FastifyInstance): string {
  const { address, port } = server.server.address() as AddressInfo
  return `http://${shown(address)}:${port}`
}

/** A browser can't go to "every address". */
function shown(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
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
