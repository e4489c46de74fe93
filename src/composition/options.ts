import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ServiceName } from '../platform/service/index.ts'

/** The services that exist. */
export const serviceNames = ['front50', 'clouddriver', 'orca', 'echo', 'gate'] as const satisfies readonly ServiceName[]
export type RunnableService = (typeof serviceNames)[number]

export interface Options {
  /** Where state lives. */
  readonly home: string
  /** Where `spinnaker.yml` and `<service>.yml` files are; what a later one says counts. */
  readonly configDirectories: readonly string[]
  /** `-Dkey=value`: keys of the configuration, over all files. */
  readonly overrides: Readonly<Record<string, string>>
  /** Without these the configuration says it. */
  readonly databaseUrl?: string
  readonly host?: string
  /** Where browsers find Gate, when that is not where it listens. */
  readonly gateUrl?: string
  readonly gatePort?: number
  readonly deckPort?: number
  /** A build of Spinnaker's own Deck to serve instead of ours. */
  readonly deckDirectory?: string
  readonly services: readonly RunnableService[]
  readonly deck: boolean
  readonly sandbox: boolean
  readonly logLevel: string
  /** Only say whether the configuration is valid. */
  readonly checkConfig?: boolean
}

/** What the person asked for was not understood; the message is the whole answer. */
export class UsageError extends Error {}

export const usage = `Usage: npm start -- [flags]
  --home DIR          where state lives (GENNAKER_HOME, default ~/.gennaker)
  --config DIR        where spinnaker.yml and <service>.yml are (GENNAKER_CONFIG,
                      default /opt/spinnaker/config, ~/.spinnaker and HOME/config)
  -DKEY=VALUE         a key of the configuration, e.g. -Dserver.port=8085, over all files
  --database-url URL  a PostgreSQL instead of the embedded database (DATABASE_URL)
  --host ADDRESS      address to listen on (GENNAKER_HOST; else services.gate.host; 127.0.0.1)
  --gate-port PORT    (GENNAKER_GATE_PORT; else services.gate.port; 8084)
  --gate-url URL      where browsers find Gate behind a proxy (GENNAKER_GATE_URL)
  --deck-port PORT    (GENNAKER_DECK_PORT; else services.deck.port; 9000)
  --deck-dir DIR      a build of Spinnaker's own Deck, served instead of ours (GENNAKER_DECK_DIR)
  --services A,B      some of ${serviceNames.join(', ')}, deck; default all (GENNAKER_SERVICES)
  --no-sandbox        no simulated Spot account and no sample application (GENNAKER_SANDBOX=false)
  --log-level LEVEL   trace, debug, info, warn or error (GENNAKER_LOG_LEVEL, default warn)
  --check-config      only say whether the configuration is valid`

/** Reads flags, then environment variables, then defaults. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values } = parse(argv)
  if (values.help) throw new UsageError(usage)
  const home = values.home ?? env.GENNAKER_HOME ?? join(homedir(), '.gennaker')
  const asked = values.services ?? env.GENNAKER_SERVICES ?? 'all'
  const names: string[] = asked === 'all' ? [...serviceNames, 'deck'] : asked.split(',').map((name) => name.trim())
  const unknown = names.find((name) => name !== 'deck' && !serviceNames.includes(name as RunnableService))
  if (unknown !== undefined)
    throw new UsageError(`There is no service '${unknown}'; there are ${serviceNames.join(', ')} and deck.`)
  const deckDirectory = values['deck-dir'] ?? env.GENNAKER_DECK_DIR
  if (deckDirectory && !existsSync(join(deckDirectory, 'index.html')))
    throw new UsageError(`--deck-dir: there is no index.html in ${deckDirectory}; give the folder with a built Deck.`)
  const databaseUrl = values['database-url'] ?? env.DATABASE_URL
  const host = values.host ?? env.GENNAKER_HOST
  const gateUrl = values['gate-url'] ?? env.GENNAKER_GATE_URL
  return {
    home,
    configDirectories: directories(values.config ?? env.GENNAKER_CONFIG, home, env),
    overrides: Object.fromEntries((values.define ?? []).map(keyAndValue)),
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(host ? { host } : {}),
    ...(gateUrl ? { gateUrl } : {}),
    ...port('gatePort', '--gate-port', values['gate-port'] ?? env.GENNAKER_GATE_PORT),
    ...port('deckPort', '--deck-port', values['deck-port'] ?? env.GENNAKER_DECK_PORT),
    ...(deckDirectory ? { deckDirectory: resolve(deckDirectory) } : {}),
    services: serviceNames.filter((name) => names.includes(name)),
    deck: names.includes('deck'),
    sandbox: !values['no-sandbox'] && env.GENNAKER_SANDBOX !== 'false',
    logLevel: values['log-level'] ?? env.GENNAKER_LOG_LEVEL ?? 'warn',
    ...(values['check-config'] ? { checkConfig: true } : {}),
  }
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...argv],
      options: {
        home: text,
        config: text,
        define: { ...text, short: 'D', multiple: true },
        'database-url': text,
        host: text,
        'gate-url': text,
        'gate-port': text,
        'deck-port': text,
        'deck-dir': text,
        services: text,
        'log-level': text,
        'no-sandbox': flag,
        'check-config': flag,
        help: flag,
      },
    })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`)
  }
}

function port<Key extends string>(key: Key, flag: string, text: string | undefined): Partial<Record<Key, number>> {
  if (text === undefined || text === '') return {}
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return { [key]: number } as Record<Key, number>
  throw new UsageError(`${flag} must be a port between 0 and 65535, not '${text}'.`)
}

/** Spinnaker's places, then ours; or the one that is named. Spring's variable names more. */
function directories(named: string | undefined, home: string, env: NodeJS.ProcessEnv): string[] {
  const usual = ['/opt/spinnaker/config', join(homedir(), '.spinnaker'), join(home, 'config')]
  const more = (env.SPRING_CONFIG_ADDITIONAL_LOCATION ?? '')
    .split(/[,;]/)
    .map((location) =>
      location
        .trim()
        .replace(/^optional:/, '')
        .replace(/^file:/, ''),
    )
    .filter((location) => location !== '')
  return [...(named === undefined ? usual : [named]), ...more].map((directory) => resolve(directory))
}

function keyAndValue(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new UsageError(`-D wants KEY=VALUE, e.g. -Dserver.port=8085, not '${text}'.`)
}
