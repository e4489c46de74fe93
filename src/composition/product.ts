import { mkdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { systemClock } from '../platform/clock.ts'
import { createEvents } from '../platform/events/index.ts'
import { isLoopback } from '../platform/http/index.ts'
import type { Service } from '../platform/service/index.ts'
import { holdHome, openStore } from '../platform/store/index.ts'
import { createLogger, createMetrics } from '../platform/telemetry/index.ts'
import { addressOf, boundHost, listeningOf, ports } from './addresses.ts'
import type { Configuration } from './configuration.ts'
import { createDeckServer, createStockDeckServer } from './deck-server.ts'
import { type BoundSocket, type Door, openDoor } from './door.ts'
import { type Options, type RunnableService, UsageError } from './options.ts'
import { createSample } from './sample.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { compose } from './services.ts'

/** Sockets that a supervisor has bound, by the service that listens on them. */
export type Sockets = Readonly<Record<string, BoundSocket>>

/** The chosen services at work. */
export interface Running {
  /** One line for people. */
  readonly ready: string
  /** The doors that were opened on `sockets`, by service. */
  readonly doors: ReadonlyMap<string, Door>
  /** Whether each service says that it is well. */
  health(): Promise<Readonly<Record<string, boolean>>>
}

export interface Product {
  start(): Promise<Running>
  /** Ends what was started, the last that was begun first; also in the middle of a start. */
  stop(): Promise<void>
}

/** The database that the chosen services share; undefined for the embedded one of the home. */
export const databaseUrlOf = (options: Options, configuration: Configuration) =>
  options.databaseUrl ?? configuration.databaseUrl

/** Where the chosen services listen. In one process Gate is the only door but Deck's; without it each listens for those that run elsewhere. */
export function placesOf(options: Options, configuration: Configuration): Readonly<Record<string, Place>> {
  const { services } = options
  const doors = services.includes('gate') ? (['gate'] as const) : services
  const names = [...doors, ...(options.deck ? (['deck'] as const) : [])]
  return Object.fromEntries(names.map((name) => [name, listeningFor(name, options, configuration)]))
}

/** The chosen services in this process. */
export function createProduct(
  root: string,
  options: Options,
  configuration: Configuration,
  sockets: Sockets = {},
): Product {
  const undo: (() => Promise<void>)[] = []
  let stopping: Promise<void> | undefined
  const places = placesOf(options, configuration)
  const opened = new Map<string, Door>()

  async function open(name: string, server: FastifyInstance, flag: string): Promise<void> {
    const socket = sockets[name]
    if (socket === undefined) return listen(server, places[name]!, flag)
    await server.ready()
    opened.set(name, await openDoor(server.server, socket))
  }

  async function start(): Promise<Running> {
    requireHome(options.home)
    const databaseUrl = databaseUrlOf(options, configuration)
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
      isLocal: places.gate !== undefined && isLoopback(places.gate.host),
      deckUrl: `http://localhost:${places.deck?.port ?? ports.deck}`,
    })
    undo.push(() => composition.close())
    for (const service of composition.services) undo.push(() => service.stop())
    for (const service of composition.services) await service.start()
    if (sandbox && options.services.includes('front50')) await createSample(root, composition.transport('front50'))

    const doors = composition.services.filter(({ name }) => places[name] !== undefined)
    for (const { name, server } of doors)
      await open(name, server, name === 'gate' ? '--gate-port' : `-Dservices.${name}.port=PORT`)
    const gate = doors.find(({ name }) => name === 'gate')?.server
    let ready = `Gennaker is ready: ${addresses(composition.services, doors)}`
    if (options.deck) {
      const gateUrl = gate ? urlOf(gate) : gateElsewhere(options, configuration)
      const urlForDeck = () => options.gateUrl ?? gateUrl
      const deck = await (options.deckDirectory === undefined
        ? createDeckServer(root, urlForDeck)
        : createStockDeckServer(options.deckDirectory, urlForDeck))
      undo.push(() => deck.close())
      await open('deck', deck, '--deck-port')
      ready = `Gennaker is ready: ${urlOf(deck)}  (Gate ${gateUrl}; Ctrl-C stops it)`
    }
    return {
      ready,
      doors: opened,
      async health() {
        const answers = composition.services.map(async ({ name, server }) => {
          const { statusCode } = await server.inject({ method: 'GET', url: '/health' })
          return [name, statusCode === 200] as const
        })
        return Object.fromEntries([...(await Promise.all(answers)), ...(options.deck ? [['deck', true] as const] : [])])
      },
    }
  }

  return {
    start,
    stop() {
      stopping ??= (async () => {
        for (const step of undo.reverse()) await step()
      })()
      return stopping
    },
  }
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

export interface Place {
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
  return gatePort === undefined ? addressOf('gate', configuration.shared('deck')) : `http://localhost:${gatePort}`
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
