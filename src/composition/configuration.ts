import { z } from 'zod'
import {
  type Config,
  documentReader,
  joined,
  loadConfig,
  type Tree,
  type UnknownKey,
  unknownKeys,
  validated,
} from '../platform/config/index.ts'
import { problem } from '../platform/errors/index.ts'
import { type SecretFiles, secretSettingsSchema } from '../platform/secrets/index.ts'
import { spotProvider } from '../providers/spot/index.ts'
import { clouddriverConfigSchema } from '../services/clouddriver/index.ts'
import { echoConfigSchema } from '../services/echo/index.ts'
import { front50ConfigSchema } from '../services/front50/index.ts'
import { gateConfigSchema } from '../services/gate/index.ts'
import { orcaConfigSchema } from '../services/orca/index.ts'
import { knownServices } from './addresses.ts'
import { databaseOf } from './database.ts'
import { type Options, type RunnableService, serviceNames } from './options.ts'
import { secretReader } from './secret-reader.ts'
import { type SharedConfig, sharedConfigSchema } from './shared-config.ts'
import { unusedKeys } from './unused-keys.ts'

/** The clouds. */
export const providers = [spotProvider]

const clouds = z.object(Object.fromEntries(providers.map(({ id, configSchema }) => [id, configSchema])))

const shared = joined(sharedConfigSchema, secretSettingsSchema)

/** Everything that each service may be told. */
export const configSchemas: Readonly<Record<RunnableService, z.ZodType>> = {
  front50: joined(shared, front50ConfigSchema),
  clouddriver: joined(shared, clouddriverConfigSchema, clouds),
  orca: joined(shared, orcaConfigSchema),
  echo: joined(shared, echoConfigSchema),
  gate: joined(shared, gateConfigSchema),
}

const zone = '${global.spinnaker.timezone:America/Los_Angeles}'
const builtIn: Partial<Record<RunnableService, Tree>> = {
  orca: { tasks: { 'execution-window': { timezone: zone } } },
  echo: { scheduler: { cron: { timezone: zone } } },
  gate: { scheduler: { cron: { timezone: zone } } },
}

/** The configuration of one service, read and not yet validated as its own. */
export interface ServiceConfiguration extends Config {
  readonly shared: SharedConfig
}

export interface Configuration {
  of(service: RunnableService): ServiceConfiguration
  /** What every service reads, as a chosen one, or Deck, finds it. */
  shared(service: RunnableService | 'deck'): SharedConfig
  /** The database that the files name. */
  readonly databaseUrl: string | undefined
  /** Sentences about keys that nobody reads. */
  readonly remarks: readonly string[]
}

/**
 * Reads the configuration of the chosen services, secrets and all. What is wrong is an error that names key, file and line.
 * `files` keeps the secrets that are wanted as files.
 */
export async function readConfiguration(
  options: Options,
  env: NodeJS.ProcessEnv,
  files: SecretFiles,
): Promise<Configuration> {
  const read = documentReader()
  const known = knownServices()
  const secrets = secretReader(env, files)
  const { configDirectories: directories, overrides } = options

  async function load(service: RunnableService | 'deck', schema: z.ZodType, preset: Tree = {}) {
    const config = loadConfig(service, { directories, env, overrides, schema, builtIn: preset, known, read })
    const tree = await secrets.fill(config, schema)
    return { ...config, tree, shared: validated(sharedConfigSchema, tree, service, config.placeOf) }
  }

  try {
    const configurations = new Map(
      await Promise.all(
        options.services.map(async (name) => [name, await load(name, configSchemas[name], builtIn[name])] as const),
      ),
    )
    const deck = options.deck ? await load('deck', sharedConfigSchema) : undefined
    return {
      of: (service) => configurations.get(service)!,
      shared: (service) => (service === 'deck' ? deck!.shared : configurations.get(service)!.shared),
      databaseUrl: oneDatabase(configurations),
      remarks: remarksOn(configurations),
    }
  } finally {
    await secrets.close()
  }
}

function oneDatabase(configurations: ReadonlyMap<RunnableService, ServiceConfiguration>): string | undefined {
  const urls = new Map<string, RunnableService>()
  for (const [service, { shared }] of configurations) {
    const url = databaseOf(shared, service)
    if (url !== undefined) urls.set(url, service)
  }
  if (urls.size > 1)
    throw problem(
      'invalid',
      `One process has one database, but ${[...urls.values()].join(' and ')} name different ones under sql.connectionPools: name the same, give it with --database-url, or serve them in processes of their own (--services)`,
    )
  return [...urls.keys()][0]
}

/** A key of a shared file is unknown when no service knows it, and means nothing when it means nothing to one; each is said once. */
function remarksOn(configurations: ReadonlyMap<RunnableService, ServiceConfiguration>): string[] {
  const remarks = new Set<string>()
  for (const [service, { layers }] of configurations) {
    const unused = unusedKeys(service)
    const unknown = unknownKeys(layers, configSchemas[service], unused)
    for (const key of unknown) if (!key.isShared) remarks.add(sentence(key, service))
    if (!unknown.some(({ isShared }) => isShared)) continue
    for (const key of unknownKeys(layers, joined(...Object.values(configSchemas)), serviceNames.flatMap(unusedKeys)))
      if (key.isShared) remarks.add(sentence(key, 'any service'))
  }
  return [...remarks]
}

function sentence({ key, place, meant }: UnknownKey, reader: string): string {
  return `${key} in ${place} is not a key of ${reader}${meant === undefined ? '' : `; did you mean ${meant}?`}`
}
